"""A role on one thing alone: a page with all below it, or one case. The rooms above say what it opens there.

It is held by one person or by a team of staff; ``arms`` and ``holders`` alone say which people that are.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.people.models.team import StaffTeam, TeamMembership
from cms.people.models.user import User


class LocalRoleQuerySet(models.QuerySet["LocalRole"]):
    def live(self, on: datetime.date | None = None) -> LocalRoleQuerySet:
        """Rows in force on ``on`` (a day in Japan; today if empty)."""
        on = on or timezone.localdate()
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gte=on), ended_at__isnull=True, from_on__lte=on
        )

    def at(self, kind: str, *keys: int) -> LocalRoleQuerySet:
        return self.filter(kind=kind, key__in=keys)

    def arms(self) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
        """These rows with the number of an ``account``: of the person, and of each member of the team today.

        The second has a row for every member. Whether it is in use is not asked here.
        """
        by_name = self.filter(user__isnull=False).annotate(account=models.F("user_id"))
        members = self.filter(team__memberships__in=TeamMembership.objects.live())
        by_team = members.annotate(account=models.F("team__memberships__user_id"))
        return by_name, by_team

    def holders(self) -> models.QuerySet[User]:
        """The accounts in use that hold any of these rows today, by themselves or by a team."""
        by_name, by_team = (arm.order_by().values("account") for arm in self.arms())
        return User.objects.filter(models.Q(pk__in=by_name) | models.Q(pk__in=by_team), is_active=True)


class LocalRole(models.Model):
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

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_roles",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        StaffTeam,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_roles",
        verbose_name=_("team of staff"),
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
            models.CheckConstraint(
                name="local_role_of_person_or_team",
                condition=models.Q(user__isnull=False, team__isnull=True)
                | models.Q(user__isnull=True, team__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.get_role_display()}"

    @property
    def holder(self) -> User | StaffTeam:
        found = self.team or self.user
        assert found is not None  # local_role_of_person_or_team
        return found

    def people(self) -> list[User]:
        """The accounts that hold this very row today."""
        return list(LocalRole.objects.filter(pk=self.pk).holders().order_by("pk"))
