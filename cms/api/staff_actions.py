"""What staff may do to a case over the API: its open step through the step's own form, and taking or moving it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from cms.api.acting import Action, Form, cleaned, href, told
from cms.api.problems import Problem
from cms.core.errors import Forbidden, Stale
from cms.people.models import User
from forms.wording import in_words_of
from workflows.cases.models import Case
from workflows.engine import moving
from workflows.engine.acting import check_person, do_step, find_step, may_do
from workflows.engine.kind import kind_of
from workflows.engine.moving_forms import GiveBackForm, HandOverForm, MoveForm
from workflows.engine.staff_form import StaffForm
from workflows.engine.story import what_happened


def offered(case: Case, user: User) -> list[dict[str, Any]]:
    """As ``allowed_actions`` lists them: the step first."""
    found = [_step_told(case, user)] if may_do(user, case) and case.holder_id in (None, user.pk) else []
    for one in OTHERS.values():
        if one.offered(case, user):
            form = one.form(case, user, None) if one.form else None
            found.append(told(one.id, one.label(case), one.help(case), _href(case, one.id), form))
    return found


def perform(
    case: Case, user: User, action: str, given: Mapping[str, Any], version: int, confirmed: bool
) -> dict[str, Any]:
    """Does ``action``. Raises Http404 for what no case of this kind has, Stale for a step that is not open any more."""
    if other := OTHERS.get(action):
        return other.perform(case, user, given, version)
    if action not in kind_of(case).steps:
        raise Http404
    if case.step != action or case.revision != version:
        raise Stale(what_happened(case))
    return _do_step(case, user, given, version, confirmed)


def _href(case: Case, action: str) -> str:
    return href("desk", "cases", case.number, "actions", action)


def _task(case: Case) -> Any:
    return find_step(case_id=case.pk, task_id=case.open_task or 0, node=case.step, audience="staff")


def _step_told(case: Case, user: User) -> dict[str, Any]:
    node = _task(case).flow_task
    form: StaffForm = node.form(case=case)
    label = str(kind_of(case).step(case.step).label)
    return told(
        case.step, label, str(in_words_of(case.kind, node.help_text)), _href(case, case.step), form,
        summary=_pairs(form, user),
    )  # fmt: skip


def _pairs(form: StaffForm, user: User) -> list[list[str]]:
    return [[str(label), str(text)] for label, text in form.summary(user)]


def _do_step(case: Case, user: User, given: Mapping[str, Any], version: int, confirmed: bool) -> dict[str, Any]:
    task = _task(case)
    check_person(user, case)
    if not may_do(user, case):
        raise Forbidden(_("Whoever drafted the decision cannot decide it."))
    form: StaffForm = cleaned(lambda data: task.flow_task.form(data or None, case=case), given)  # type: ignore[assignment]
    if form.must_be_confirmed() and not confirmed:
        raise Problem("confirmation-needed", more={"summary": _pairs(form, user)})
    done = do_step(
        task, actor=user, outcome=form.outcome(), service=form.service(), seen_revision=version,
        data=form.data_for_service(),
    )  # fmt: skip
    return {"number": done.number, "version": done.revision}


def _take(case: Case, user: User, form: Form | None) -> None:
    moving.hand_over(case, actor=user, holder=user)


def _give_back(case: Case, user: User, form: Form | None) -> None:
    assert form is not None
    moving.hand_over(case, actor=user, holder=None, reason=form.cleaned_data["reason"])


def _hand_over(case: Case, user: User, form: Form | None) -> None:
    assert form is not None
    moving.hand_over(case, actor=user, holder=form.cleaned_data["holder"], reason=form.cleaned_data["reason"])


def _move(case: Case, user: User, form: Form | None) -> None:
    assert form is not None
    moving.move_to_hub(case, actor=user, hub=form.cleaned_data["hub"], reason=form.cleaned_data["reason"])


def _may_hand_over(case: Case, user: User) -> bool:
    return bool(case.needs) and case.closed_at is None and moving.may_hand_over(user, case)


OTHERS = {
    action.id: action
    for action in (
        Action(
            id="take",
            label=lambda case: _("Take this step"),
            offered=lambda case, user: _may_hand_over(case, user) and case.holder_id is None,
            form=None,
            do=_take,
        ),
        Action(
            id="give-back",
            label=lambda case: _("Give the step back"),
            offered=lambda case, user: _may_hand_over(case, user) and case.holder_id is not None,
            form=lambda case, user, data: GiveBackForm(data),
            do=_give_back,
        ),
        Action(
            id="hand-over",
            label=lambda case: _("Hand the step over"),
            offered=_may_hand_over,
            form=lambda case, user, data: HandOverForm(data, case=case),
            do=_hand_over,
        ),
        Action(
            id="move",
            label=lambda case: _("Move the case to another hub"),
            offered=lambda case, user: moving.may_move(user, case),
            form=lambda case, user, data: MoveForm(data, case=case),
            do=_move,
        ),
    )
}
