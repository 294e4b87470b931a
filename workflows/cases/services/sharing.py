"""Local roles on one case, and whether the hub reads it: granted, ended and switched on the case's own record."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.models import LocalRole, StaffTeam, User
from cms.people.services import local_roles
from cms.people.services.fields import FieldRefused
from cms.people.services.holders import taken
from forms.wording import said
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock


@transaction.atomic
def grant(
    case: Case, *, actor: User, user: User | None = None, team: StaffTeam | None = None, **given: Any
) -> LocalRole:
    """See ``local_roles.grant_local_role``. Nobody of the group of the case is given a role on it.

    Whoever joins the team later and belongs to the group is kept out by ``access.local_cases``.
    """
    holder = taken(actor, user=user, team=team)
    locked = _taken(case, actor)
    _refuse_interested(locked, user, team)
    given |= holder
    row = local_roles.grant_local_role(actor=actor, kind=LocalRole.Kind.CASE, key=locked.pk, **given)
    record(locked, actor=actor, verb="role_granted", payload=_facts(row), details={"reason": row.reason})
    return row


@transaction.atomic
def end(role: LocalRole, *, case: Case, actor: User) -> LocalRole:
    """A step that the person has taken by it is free again; so process and case are locked in the order of steps."""
    if (role.kind, role.key) != (LocalRole.Kind.CASE, case.pk):
        raise Forbidden(_("This role belongs to another case."))
    row = local_roles.end_local_role(role, actor=actor)
    locked = _taken(case, actor)
    record(locked, actor=actor, verb="role_ended", payload=_facts(row))
    return row


@transaction.atomic
def make_confidential(case: Case, *, actor: User) -> Case:
    """The hub reads it no more. Refused while nobody could go on with the hub's open step."""
    locked = _taken(case, actor)
    if locked.is_confidential:
        raise CaseError(_("This case is confidential already."))
    if strands(locked):
        raise CaseError(_("Name a reviewer of the case first, or have somebody take the open step of the hub."))
    return _switched(locked, actor=actor, to=True)


@transaction.atomic
def open_to_hub(case: Case, *, actor: User) -> Case:
    """The reviewers and chiefs of the hub read it again."""
    locked = _taken(case, actor)
    if not locked.is_confidential:
        raise CaseError(_("This case is open to the hub already."))
    return _switched(locked, actor=actor, to=False)


def strands(case: Case) -> bool:
    """The hub has to act, nobody has taken the step, and the case has no reviewer of its own."""
    if not case.needs.startswith(access.HUB_STEP) or case.holder_id is not None:
        return False
    return not access.local_holders(case, LocalRole.Role.REVIEWER).exists()


def _taken(case: Case, actor: User) -> Case:
    """The locked case. Raises Forbidden."""
    locked = lock(case)
    if not access.administers(actor, locked):
        raise Forbidden(_("Your role does not include deciding who may do what on this case."))
    return locked


def _refuse_interested(case: Case, user: User | None, team: StaffTeam | None) -> None:
    if user is not None and access.has_own_interest(user, case):
        raise CaseError(said("This person belongs to the group of the case.", case.kind))
    if team is None:
        return
    found = team.memberships.current().filter(user__in=access.interested(case)).select_related("user")
    if names := "、".join(str(one.user) for one in found):
        told = said("Members of this team belong to the group of the case: %(names)s.", case.kind, names=names)
        raise FieldRefused("team", told)


def _switched(case: Case, *, actor: User, to: bool) -> Case:
    case.is_confidential = to
    record(case, actor=actor, verb="confidential_begun" if to else "confidential_ended", changed=["is_confidential"])
    return case


def _facts(row: LocalRole) -> dict[str, Any]:
    return {"role": row.role, **row.holder_key, "local_role": row.pk}
