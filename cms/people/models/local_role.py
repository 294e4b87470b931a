"""A role on one thing alone: a page with all below it, or one case. The rooms above say what it opens there."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.people.models.role_grant import ONE_HOLDER, RoleGrant, RoleGrantQuerySet
from cms.people.models.term import GrantedTerm


class LocalRoleQuerySet(RoleGrantQuerySet["LocalRole"]):
    def at(self, kind: str, *keys: int) -> Self:
        return self.filter(kind=kind, key__in=keys)


class LocalRole(RoleGrant, GrantedTerm):
    """``user`` or ``team`` holds ``role`` on the row ``key`` of ``kind``; dated and ended like ``HubRole``, kept."""

    class Kind(models.TextChoices):
        PAGE = "page", _("page and all below")
        CASE = "case", _("one case")

    class Role(models.TextChoices):
        EDITOR = "editor", _("editor of the branch")
        CHIEF = "chief", _("chief of the branch")
        READER = "reader", _("reader of the case")
        REVIEWER = "reviewer", _("reviewer of the case")

    OF_KIND = {Kind.PAGE: (Role.EDITOR, Role.CHIEF), Kind.CASE: (Role.READER, Role.REVIEWER)}

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.PositiveBigIntegerField(help_text="number of the page or case; people points to no room above")
    reason = models.CharField(_("reason"), max_length=200)

    objects = LocalRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("local role")
        verbose_name_plural = _("local roles")
        ordering = ["kind", "key", "-from_on", "-id"]
        indexes = [models.Index(fields=["kind", "key"], name="local_role_target", condition=models.Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(
                name="local_role_term_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="local_role_fits_its_kind",
                condition=models.Q(kind="page", role__in=["editor", "chief"])
                | models.Q(kind="case", role__in=["reader", "reviewer"]),
            ),
            models.CheckConstraint(name="local_role_from_another", condition=~models.Q(user=models.F("granted_by"))),
            models.CheckConstraint(name="local_role_of_person_or_team", condition=ONE_HOLDER),
        ]

    def __str__(self) -> str:
        return f"{self.holder_words()} {self.get_role_display()}"
