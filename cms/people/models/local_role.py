"""A role on one thing alone: a page with all below it, or one case. The rooms above say what it opens there."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LocalRoleQuerySet(models.QuerySet["LocalRole"]):
    def live(self, on: datetime.date | None = None) -> LocalRoleQuerySet:
        """Rows in force on ``on`` (a day in Japan; today if empty)."""
        on = on or timezone.localdate()
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gte=on), ended_at__isnull=True, from_on__lte=on
        )

    def at(self, kind: str, *keys: int) -> LocalRoleQuerySet:
        return self.filter(kind=kind, key__in=keys)


class LocalRole(models.Model):
    """``user`` holds ``role`` on the row ``key`` of ``kind``; dated and ended like ``HubRole``, never deleted."""

    class Kind(models.TextChoices):
        PAGE = "page", _("page and all below")
        CASE = "case", _("one case")

    class Role(models.TextChoices):
        EDITOR = "editor", _("editor of the branch")
        CHIEF = "chief", _("chief of the branch")
        READER = "reader", _("reader of the case")
        REVIEWER = "reviewer", _("reviewer of the case")

    OF_KIND = {Kind.PAGE: (Role.EDITOR, Role.CHIEF), Kind.CASE: (Role.READER, Role.REVIEWER)}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="local_roles", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    key = models.PositiveBigIntegerField(help_text="number of the page or case; people points to no room above")
    from_on = models.DateField(_("from"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )

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
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
