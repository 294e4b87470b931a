"""A role that one person or one team of staff holds; its rows alone say which people that is."""

from __future__ import annotations

import datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.people.models.team import StaffTeam, TeamMembership
from cms.people.models.term import in_force, in_force_or_to_come, overlapping
from cms.people.models.user import User

ONE_HOLDER = models.Q(user__isnull=False, team__isnull=True) | models.Q(user__isnull=True, team__isnull=False)
_Row = TypeVar("_Row", bound="RoleGrant")


class RoleGrantQuerySet(models.QuerySet[_Row]):
    def live(self, on: datetime.date | None = None) -> Self:
        """Rows in force on ``on`` (a day in Japan; today if empty)."""
        return self.filter(in_force(on))

    def current(self) -> Self:
        """In force today or to come."""
        return self.filter(in_force_or_to_come())

    def ever_of(self, account: int) -> Self:
        """What the account holds, has held or will hold: by itself, or on days on which it is in the team."""
        found = models.Q(user=account)
        for seat in TeamMembership.objects.filter(user=account):
            found |= models.Q(team=seat.team_id) & overlapping(seat)
        return self.filter(found)

    def arms(self) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
        """These rows with the number of an ``account``: of the person, and of each member of the team today.

        The second has a row for every member. Whether it is in use is not asked here.
        """
        by_name = self.filter(user__isnull=False).annotate(account=models.F("user_id"))
        members = self.filter(team__memberships__in=TeamMembership.objects.live())
        by_team = members.annotate(account=models.F("team__memberships__user_id"))
        return by_name, by_team

    def by_account(self, *fields: str) -> models.QuerySet[Any, tuple[Any, ...]]:
        """``fields`` of each row with the number of every account in use that holds it today, in one statement."""
        in_use = User.objects.filter(is_active=True).values("pk")
        by_name, by_team = (
            arm.filter(account__in=in_use).order_by().values_list(*fields, "account") for arm in self.arms()
        )
        return by_name.union(by_team, all=True)

    def holders(self) -> models.QuerySet[User]:
        """The accounts in use that hold any of these rows today, by themselves or by a team."""
        by_name, by_team = (arm.order_by().values("account") for arm in self.arms())
        return User.objects.filter(models.Q(pk__in=by_name) | models.Q(pk__in=by_team), is_active=True)


class RoleGrant(models.Model):
    """Dated as the model says; a named constraint of each sees to ``ONE_HOLDER``."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        StaffTeam,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("team of staff"),
    )

    class Meta:
        abstract = True

    @property
    def holder(self) -> User | StaffTeam:
        found = self.team or self.user
        assert found is not None  # ONE_HOLDER
        return found

    @property
    def holder_key(self) -> dict[str, int | None]:
        """As records of it name the holder: by number, under ``team`` or ``user``."""
        return {"team": self.team_id} if self.team_id else {"user": self.user_id}

    def holder_words(self) -> str:
        return gettext("Team: %(name)s") % {"name": self.team} if self.team else str(self.user)

    # As Wagtail's lists ask for it.
    holder_words.short_description = _("person or team")  # type: ignore[attr-defined]

    def people(self) -> list[User]:
        """The accounts in use that hold this very row today."""
        rows: RoleGrantQuerySet[Any] = type(self).objects.filter(pk=self.pk)  # type: ignore[attr-defined]
        return list(rows.holders().order_by("pk"))
