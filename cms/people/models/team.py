"""A team of staff (班): people who are given a role together, at a hub, on a page or a case; who is in it when."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.people.models.term import Ended, GrantedTerm, in_force, in_force_or_to_come


class StaffTeam(Ended):
    """Holds nothing by itself; its members have what roles give it. Ended, never deleted."""

    name = models.CharField(_("name of the team"), max_length=60)
    note = models.CharField(_("what the team is for"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    class Meta:
        verbose_name = _("team of staff")
        verbose_name_plural = _("teams of staff")
        ordering = ["name", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(ended_at__isnull=True), name="team_name_once_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def use_words(self) -> str:
        return gettext("ended") if self.ended_at else gettext("yes")


class TeamMembershipQuerySet(models.QuerySet["TeamMembership"]):
    def current(self) -> TeamMembershipQuerySet:
        """In force today or to come."""
        return self.filter(in_force_or_to_come())

    def live(self, on: datetime.date | None = None) -> TeamMembershipQuerySet:
        """In force on ``on`` (a day in Japan; today if empty), in a team that has not ended."""
        return self.filter(in_force(on), team__ended_at__isnull=True)


class TeamMembership(GrantedTerm):
    """``user`` is in the team on these days, both included; ended at once by ``ended_at``, never deleted."""

    team = models.ForeignKey(
        StaffTeam, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("team of staff")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_memberships", verbose_name=_("person")
    )

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ["team", "from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="team_member_term_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(name="team_member_from_another", condition=~models.Q(user=models.F("granted_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"
