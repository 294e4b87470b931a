"""Local roles, teams of staff and the ends of inheritance, as rows."""

from __future__ import annotations

import itertools
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cms.hubs.models import Hub
from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership, User
from pages.editing.models import BranchStop
from tests.factories_people import LONG_AGO, add_totp, make_staff, make_user

_serial = itertools.count(1)


def give(target: Model, role: str, user: User | None = None, **fields: Any) -> User:
    """``user`` (or a person who holds nothing else) holds ``role`` at a hub, on a page or a case."""
    user = user or make_colleague()
    _hold(target, role, user=user, **fields)
    return user


def give_team(target: Model, role: str, *members: User, team: StaffTeam | None = None, **fields: Any) -> StaffTeam:
    """The same for ``team``, or a new one of ``members``."""
    team = team or make_team(*members)
    _hold(target, role, team=team, **fields)
    return team


def make_colleague(email: str = "", **fields: Any) -> User:
    """A person who holds nothing, with a second factor set up."""
    user = make_user(email, **fields)
    add_totp(user)
    return user


def make_member(role: str, hub: Hub, **fields: Any) -> User:
    """An account that holds ``role`` at ``hub`` by a team alone, with a second factor set up."""
    user = make_colleague(**fields)
    give_team(hub, role, user)
    return user


def make_team(*members: User, **fields: Any) -> StaffTeam:
    administrator = make_staff("administrator")
    team = StaffTeam.objects.create(created_by=administrator, **{"name": f"試験第{next(_serial)}班", **fields})
    for member in members:
        join(team, member, granted_by=administrator)
    return team


def join(team: StaffTeam, user: User, **fields: Any) -> TeamMembership:
    granted_by = fields.pop("granted_by", None) or make_staff("administrator")
    return TeamMembership.objects.create(team=team, user=user, granted_by=granted_by, **{"from_on": LONG_AGO, **fields})


def _hold(target: Model, role: str, **fields: Any) -> None:
    granted_by = fields.pop("granted_by", None) or make_staff("administrator")
    if isinstance(target, Hub):
        HubRole.objects.create(granted_by=granted_by, **{"role": role, "hub": target, "from_on": LONG_AGO, **fields})
        return
    kind = LocalRole.Kind.PAGE if isinstance(target, Page) else LocalRole.Kind.CASE
    row = {"role": role, "kind": kind, "key": target.pk, "from_on": LONG_AGO, "reason": "分科会の担当"}
    LocalRole.objects.create(granted_by=granted_by, **{**row, **fields})


def stop(page: Page) -> BranchStop:
    return BranchStop.objects.create(page=page, stopped_by=make_staff("administrator"))
