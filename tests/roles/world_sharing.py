"""Local roles on the things of both sides, held by people who hold nothing else there."""

from __future__ import annotations

from django.db.models import Model

from cms.people.models import LocalRole
from tests.factories_people import make_staff
from tests.factories_sharing import give, make_team


def shared_with(thing: Model, role: str, mark: str) -> int:
    """The number of the local role."""
    person = give(thing, role, make_staff("section", name=f"{mark} 分科会"))
    return LocalRole.objects.get(user=person).pk


def in_team(mark: str) -> dict[str, dict[str, int]]:
    """A team of the side and who is in it. Its name is no secret of a side: whoever grants chooses among all."""
    team = make_team(make_staff("section", name=f"{mark} 班員"), note=f"{mark}の担当")
    seat = team.memberships.get()
    return {"team": {"pk": team.pk}, "team_member": {"pk": team.pk, "membership": seat.pk}}
