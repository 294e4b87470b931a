"""What an applicant may do to their case over the API: the same as on its page in My page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from cms.api.acting import Action, Form, href, told
from cms.people.models import User
from forms.wording import said
from workflows.cases.models import Case
from workflows.intake.services.correcting import STEP, begin_correction
from workflows.intake.services.withdrawing import take_back
from workflows.intake.views.withdrawal import WithdrawalForm
from workflows.linking import choosing, hanging


def _withdrawal_form(case: Case, user: User, data: Mapping[str, Any] | None) -> Form:
    form = WithdrawalForm(data)
    choosing.add_choice(form, hanging.for_applicant(case, user) if case.is_open else [])
    return form


def _withdraw(case: Case, user: User, form: Form | None) -> None:
    assert form is not None
    take_back(case, actor=user, reason=form.cleaned_data["reason"], chosen=choosing.chosen(form))


def _correct(case: Case, user: User, form: Form | None) -> dict[str, Any]:
    return {"draft": begin_correction(case, actor=user).pk}


ACTIONS = {
    action.id: action
    for action in (
        Action(
            id="correct",
            label=lambda case: said("Correct the application", case.kind),
            offered=lambda case, user: case.step == STEP and case.is_open,
            form=None,
            do=_correct,
            help=lambda case: _("Begins a form with what was sent: change the sections asked for, then send it."),
        ),
        Action(
            id="withdraw",
            label=lambda case: said("Withdraw the application", case.kind),
            offered=lambda case, user: case.is_open,
            form=_withdrawal_form,
            do=_withdraw,
        ),
    )
}  # fmt: skip


def offered(case: Case, user: User) -> list[dict[str, Any]]:
    """As ``allowed_actions`` lists them."""
    return [
        told(
            one.id,
            one.label(case),
            one.help(case),
            href("cases", case.number, "actions", one.id),
            one.form(case, user, None) if one.form else None,
        )
        for one in ACTIONS.values()
        if one.offered(case, user)
    ]


def find(action: str) -> Action:
    """Raises Http404 for what nobody can do; what cannot be done now is for its service to refuse."""
    found = ACTIONS.get(action)
    if found is None:
        raise Http404
    return found
