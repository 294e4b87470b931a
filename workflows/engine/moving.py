"""Taking a step, giving it back, handing it over, and moving a case to another hub."""

from __future__ import annotations

from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import Role, User
from forms.wording import said
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services import steps
from workflows.cases.services.events import record
from workflows.engine.acting import locked_case
from workflows.engine.permissions import APPROVE, holds_step, review_at
from workflows.engine.releasing import holder_acts


def hand_over(case: Case, *, actor: User, holder: User | None, reason: str = "") -> Case:
    """``holder`` has the open step; None gives it back to all who may do it.

    Taking a free step oneself needs no reason; moving a colleague's step does, see ``may_hand_over``.
    """
    with locked_case(case) as locked:
        if not locked.needs or locked.closed_at:
            raise CaseError(_("No step of this case is open."))
        if not may_hand_over(actor, locked):
            raise Forbidden(_("Your role does not include handing this step over."))
        if locked.holder_id not in (None, actor.pk) and holder_acts(locked) and not reason.strip():
            raise CaseError(_("Please give the reason why this step is handed over."))
        if holder is None and locked.holder_id is None:
            raise CaseError(_("Nobody has taken this step."))
        if holder is not None:
            if drafted_what_is_decided(holder, locked):
                raise CaseError(_("Whoever drafted the decision cannot decide it."))
            if access.has_own_interest(holder, locked):
                raise CaseError(said("This person belongs to the group of the case.", locked.kind))
            if not holds_step(holder, locked):
                raise CaseError(_("This person's role does not include the step."))
        return steps.hand_over(locked, actor=actor, holder=holder, reason=reason)


def may_hand_over(actor: User, case: Case) -> bool:
    """Whoever may do the step takes a free one, and one whose holder has lost the role.

    A step that is taken is moved by its holder or by a superior.

    Over a step of the hub stands the chief of that hub, over every step the division's approver; never
    a member of the group, nor the drafter over the decision on the draft.
    """
    if access.has_own_interest(actor, case) or drafted_what_is_decided(actor, case):
        return False
    if case.holder_id in (None, actor.pk) or not holder_acts(case):
        return holds_step(actor, case)
    roles = roles_of(actor)
    if case.needs == review_at(case.hub.code) and case.hub_id in roles.hubs_as(Role.CHIEF):
        return True
    return roles.has(Role.DIVISION_APPROVER)


def drafted_what_is_decided(person: User, case: Case) -> bool:
    """The open step decides on a draft that this person wrote."""
    return case.needs == APPROVE and case.drafted_by_id == person.pk


def moves_cases_of(actor: User, case: Case) -> bool:
    """The chief of the case's hub and the division's reviewers."""
    roles = roles_of(actor)
    return case.hub_id in roles.hubs_as(Role.CHIEF) or roles.has(Role.DIVISION_REVIEWER)


def may_move(actor: User, case: Case) -> bool:
    """Whether the desk should offer to move ``case``."""
    return case.closed_at is None and moves_cases_of(actor, case) and not access.has_own_interest(actor, case)


def move_to_hub(case: Case, *, actor: User, hub: Hub, reason: str) -> Case:
    """The case belongs to another hub from now on, and so does its open step."""
    with locked_case(case) as locked:
        if not moves_cases_of(actor, locked):
            raise Forbidden(_("Only the hub's chief or the division moves a case to another hub."))
        if access.has_own_interest(actor, locked):
            raise Forbidden(
                said("You belong to the group of this case, so somebody else has to act on it.", locked.kind)
            )
        if locked.closed_at:
            raise CaseError(_("This case is closed, so it stays with its hub."))
        if hub.pk == locked.hub_id:
            raise CaseError(_("The case belongs to this hub already."))
        if not reason.strip():
            raise CaseError(_("Please give the reason for the move."))
        old = locked.hub.code
        if locked.needs == review_at(old):
            locked.needs = review_at(hub.code)
            Task.objects.filter(pk=locked.open_task).update(owner_permission=locked.needs)
        locked.hub = hub
        locked.holder = None
        record(
            locked,
            actor=actor,
            verb="moved",
            payload={"before": {"hub": old}, "after": {"hub": hub.code}},
            details={"reason": reason},
            changed=["hub", "needs", "holder"],
        )
    return locked
