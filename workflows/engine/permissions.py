"""Permission strings of steps, and who holds them today, deputies included."""

from __future__ import annotations

from cms.people.access import roles_of
from cms.people.deputies import DEPUTY_ROLES, records_for
from cms.people.models import Deputy, LocalRole, Role, User
from cms.people.permissions import permissions_of as strings_of
from workflows.cases.access import HUB_STEP, has_own_interest, local_cases, may_read_as_staff
from workflows.cases.models import Case

APPROVE = "cases.approve"
# Asked once per user object, that is once per request; ``cms.people.access.forget_roles`` clears it.
_CACHE = "_kizuna_principal"


def review_at(hub_code: str) -> str:
    return f"{HUB_STEP}{hub_code}"


def at_hub(case: Case) -> str:
    """The reviewers and the chief of the case's own hub."""
    return review_at(case.hub.code)


def permissions_of(user: User) -> set[str]:
    """All step permissions that the user holds, own and as a deputy of an approver."""
    own = own_permissions(user)
    return own | {APPROVE} if APPROVE not in own and deputy_records(user) else own


def own_permissions(user: User) -> set[str]:
    """Step permissions by the roles alone; whatever else Django's tables may grant opens no step."""
    return {name for name in strings_of(roles_of(user)) if name.startswith("cases.")}


def holds(user: User, permission: str | None) -> bool:
    """No step is open to everybody: an empty permission is held by nobody."""
    if not permission:
        return False
    if permission in own_permissions(user):
        return True
    return permission == APPROVE and bool(deputy_records(user))


def holds_step(user: User, case: Case) -> bool:
    """Whether the user holds the open step of this very case; a deputy only for a principal who could decide it.

    Of a confidential case nobody does a step who does not read it.
    """
    if case.is_confidential and not may_read_as_staff(user, case):
        return False
    if reviews_locally(user, case):
        return True
    if not holds(user, case.needs):
        return False
    return case.needs in own_permissions(user) or deputy_for(user, case) is not None


def reviews_locally(user: User, case: Case) -> bool:
    """A local reviewer does the steps that the hub has to do."""
    return case.needs.startswith(HUB_STEP) and case.pk in local_cases(user, LocalRole.Role.REVIEWER)


def deputy_for(user: User, case: Case) -> Deputy | None:
    """The record under which the user decides ``case`` today: of the first approver who could decide it themselves.

    Whoever drafted the decision or belongs to the group could not, and their deputy cannot for them.
    """
    for record in deputy_records(user):
        principal = record.principal
        if principal.pk != case.drafted_by_id and not has_own_interest(principal, case):
            return record
    return None


def deputy_records(user: User) -> list[Deputy]:
    """The dated records under which the user acts for an approver today; none for approvers themselves."""
    if not hasattr(user, _CACHE):
        setattr(user, _CACHE, _records_of(user))
    found: list[Deputy] = getattr(user, _CACHE)
    return found


def _records_of(user: User) -> list[Deputy]:
    roles = roles_of(user)
    if roles.has(Role.DIVISION_APPROVER) or not roles.has(*DEPUTY_ROLES):
        return []
    return list(records_for(user).select_related("principal"))
