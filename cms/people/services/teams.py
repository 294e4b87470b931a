"""Teams of staff: made, named and filled by an administrator; dated, ended, never deleted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.people.access import forget_roles
from cms.people.models import HubRole, LocalRole, StaffTeam, TeamMembership, User
from cms.people.services.fields import FieldRefused, set_fields
from cms.people.services.holders import lock_person, lock_team
from cms.people.services.roles import facts_of, require_administrator, tell_rights_ended

TEAM_FIELDS = ("name", "note")


@transaction.atomic
def create_team(*, actor: User, name: str, note: str = "") -> StaffTeam:
    """A team without members, which holds nothing."""
    require_administrator(actor)
    team = StaffTeam(created_by=actor)
    _named(team, name, note)
    log(team, "people.team_created", user=actor)
    return team


@transaction.atomic
def rename_team(team: StaffTeam, *, actor: User, name: str, note: str = "") -> StaffTeam:
    """Its members and what it holds stay."""
    require_administrator(actor)
    team = lock_team(team)
    _named(team, name, note)
    log(team, "people.team_renamed", user=actor)
    return team


@transaction.atomic
def end_team(team: StaffTeam, *, actor: User) -> StaffTeam:
    """Its memberships and its roles end with it; from the next request on they give nobody a right.

    What was over by its date stays as it was, for ``lapsing`` to tell of.
    """
    require_administrator(actor)
    team = lock_team(team)
    people = _people(team.memberships.live())
    now = timezone.now()
    ended: dict[str, Any] = {"ended_at": now, "ended_by": actor}
    local = list(LocalRole.objects.current().filter(team=team).order_by("pk"))
    at_hubs = list(HubRole.objects.current().select_for_update().filter(team=team).order_by("pk"))
    LocalRole.objects.filter(pk__in=[role.pk for role in local]).update(**ended)
    HubRole.objects.filter(pk__in=[role.pk for role in at_hubs]).update(**ended)
    team.memberships.current().update(**ended)
    team.ended_at, team.ended_by = now, actor
    team.save(update_fields=["ended_at", "ended_by"])
    log(team, "people.team_ended", user=actor)
    for role in local:
        log(role, "people.local_role_ended", user=actor, data={"team": team.pk, "kind": role.kind, "key": role.key})
    for held in at_hubs:
        log(held, "people.role_ended", user=actor, data=facts_of(held))
    _tell(people, actor)
    return team


@transaction.atomic
def add_member(
    team: StaffTeam,
    *,
    actor: User,
    user: User,
    from_on: datetime.date | None = None,
    until_on: datetime.date | None = None,
) -> TeamMembership:
    """``user`` has what the team has from ``from_on`` (today) to ``until_on``, both included."""
    require_administrator(actor)
    team, today = lock_team(team), timezone.localdate()
    from_on = from_on or today
    if actor.pk == user.pk:
        raise Forbidden(_("Nobody can add themselves to a team. Ask another administrator."))
    user = lock_person(user)
    if until_on is not None and until_on < max(from_on, today):
        raise FieldRefused("until_on", _("The last day lies before the first day, or has passed."))
    for other in team.memberships.filter(user=user, ended_at=None):
        if (until_on is None or other.from_on <= until_on) and (other.until_on is None or other.until_on >= from_on):
            raise FieldRefused("user", _("This person is in the team at that time already."))
    member = TeamMembership.objects.create(team=team, user=user, from_on=from_on, until_on=until_on, granted_by=actor)
    days = {"from_on": str(from_on), "until_on": str(until_on or "")}
    log(team, "people.team_member_added", user=actor, data={"user": user.pk, **days})
    forget_roles(user)
    return member


@transaction.atomic
def end_membership(membership: TeamMembership, *, actor: User) -> TeamMembership:
    """What the team holds gives this person no right from the next request on."""
    require_administrator(actor)
    team = lock_team(membership.team)
    found = TeamMembership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    if found.ended_at is not None:
        raise CaseError(pgettext("team", "This membership has already ended."))
    found.ended_at, found.ended_by = timezone.now(), actor
    found.save(update_fields=["ended_at", "ended_by"])
    log(team, "people.team_member_ended", user=actor, data={"user": found.user_id})
    _tell([found.user], actor)
    return found


def _named(team: StaffTeam, name: str, note: str) -> None:
    set_fields(team, TEAM_FIELDS, {"name": " ".join(name.split()), "note": note.strip()})
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        if not StaffTeam.objects.filter(name=team.name, ended_at=None).exclude(pk=team.pk).exists():
            raise
        raise FieldRefused("name", _("There is a team of this name already.")) from error


def _people(memberships: Iterable[TeamMembership]) -> list[User]:
    return list(User.objects.filter(pk__in=[one.user_id for one in memberships]).order_by("pk"))


def _tell(people: list[User], actor: User) -> None:
    for user in people:
        forget_roles(user)
    forget_roles(actor)
    tell_rights_ended(people, actor)
