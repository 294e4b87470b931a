"""Who is to hold a role, under their row lock: a person or a team of staff."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.access import live_roles, roles_of
from cms.people.models import Role, StaffTeam, User
from cms.people.services.fields import FieldRefused

Holder = dict[str, User | StaffTeam]


def taken(actor: User, *, user: User | None = None, team: StaffTeam | None = None) -> Holder:
    """As the fields of a role; this lock comes before those of pages and cases. Raises what forbids it."""
    if (user is None) == (team is None):
        raise TypeError("a role is held by a person or by a team")
    if user is not None:
        return {"user": _taken_person(user, actor)}
    assert team is not None  # one of both, see above
    return {"team": _taken_team(team, actor)}


def lock_person(user: User) -> User:
    """The same account under its row lock, which is none to who only writes their number. Raises FieldRefused."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise FieldRefused("user", _("This account is deactivated."))
    return user


def lock_team(team: StaffTeam) -> StaffTeam:
    """The same team under its row lock, which comes before those of persons and cases. Raises CaseError if it ended."""
    found = StaffTeam.objects.select_for_update().get(pk=team.pk)
    if found.ended_at is not None:
        raise CaseError(_("This team has ended."))
    return found


def hold_team(team: int | None) -> None:
    """Nobody joins or leaves the team of this number, if there is one, until the transaction ends."""
    if team is not None:
        StaffTeam.objects.select_for_update().get(pk=team)


def held_already(*, is_team: bool) -> str:
    if is_team:
        return _("This team already holds this role at that time.")
    return _("This person already holds this role at that time.")


def _taken_person(user: User, actor: User) -> User:
    if actor.pk == user.pk:
        raise Forbidden(_("Nobody can give a role to themselves. Ask another person who may."))
    user = lock_person(user)
    if not live_roles(user).is_staff_member and not roles_of(actor).has(Role.ADMINISTRATOR):
        raise FieldRefused("user", _("Only an administrator can make somebody a member of staff."))
    return user


def _taken_team(team: StaffTeam, actor: User) -> StaffTeam:
    """Only an administrator fills a team, so its members are staff by their hand."""
    try:
        team = lock_team(team)
    except CaseError as ended:
        raise FieldRefused("team", str(ended)) from ended
    if team.memberships.current().filter(user_id=actor.pk).exists():
        raise Forbidden(_("You belong to this team, so another person has to give it a role."))
    return team
