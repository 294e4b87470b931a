"""Who applies: a group for which people act, a person for themselves, or the ward, for which no resident acts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from cms.hubs.models import Hub
from cms.people.groups import acts_for, members_of
from cms.people.models import CommunityGroup, User
from workflows.cases.models import Case


@dataclass(frozen=True)
class Party:
    """``group`` is None for a person; ``user`` is the account behind a person, None on paper."""

    hub: Hub
    group: CommunityGroup | None = None
    user: User | None = None

    @classmethod
    def of(cls, group: CommunityGroup) -> Party:
        return cls(group.hub, group)

    @property
    def name(self) -> str:
        """The group's name; a person is not named here, the form does that."""
        return self.group.name if self.group else ""

    def is_of(self, user: User) -> bool:
        """Whether ``user`` acts for this party today."""
        if self.group is not None:
            return acts_for(user, self.group)
        return self.user is not None and self.user.pk == user.pk and user.is_active

    def cases(self) -> QuerySet[Case]:
        """Every case of this party; none for a person without an account."""
        if self.group is not None:
            return Case.objects.filter(group=self.group)
        own = Case.objects.filter(group=None, applicant=self.user).exclude(channel=Case.Channel.WARD)
        return own if self.user else Case.objects.none()


def party_of(case: Case) -> Party:
    return Party(case.hub, case.group, None if case.group_id or case.is_of_ward else case.applicant)


def acts_for_case(user: User, case: Case) -> bool:
    """Whether ``user`` acts for the applicant of ``case`` today."""
    if case.group_id:
        return acts_for(user, case.group)
    if case.is_of_ward:
        return False
    return user.is_authenticated and user.is_active and case.applicant_id == user.pk


def people_of(case: Case) -> QuerySet[User]:
    """The active accounts that act for the applicant now, in a fixed order."""
    if case.group_id:
        return members_of(case.group_id)
    if case.is_of_ward:
        return User.objects.none()
    return User.objects.filter(is_active=True, pk=case.applicant_id or 0)
