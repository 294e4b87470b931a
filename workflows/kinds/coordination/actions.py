"""What the two sides of a coordination do: its pages and the API build these forms and call these services."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.engine.matter import Action, Given
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.services import consenting, reviewing, sounding
from workflows.kinds.coordination.views.forms import (
    ACCEPT,
    DECLINE,
    AnswerForm,
    ConsentForm,
    QuestionForm,
    SheetForm,
)

State = Sounding.State


def may_answer(found: Sounding) -> bool:
    """Until the agreement is decided or the case has ended."""
    return found.case.closed_at is None and not found.case.outcome


def asks_sheet(found: Any) -> bool:
    """The agreement is with this very group, and this side has not looked back yet; marks as in ``mypage``."""
    return found.case.step == reviewing.STEP and found.agreed and not found.has_sheet


def _is_open(found: Sounding) -> bool:
    return found.case.closed_at is None


def _answered(found: Sounding) -> dict[str, str]:
    """What the group has said so far."""
    said = {State.ACCEPTED: ACCEPT, State.DECLINED: DECLINE}.get(State(found.state), "")
    return {"answer": said, "conditions": found.conditions}


def _answer(found: Sounding, user: User, form: AnswerForm) -> None:
    accepts = form.cleaned_data["answer"] == ACCEPT
    sounding.answer(found, actor=user, accepts=accepts, conditions=form.cleaned_data["conditions"])


def _ask(found: Sounding, user: User, form: QuestionForm) -> None:
    sounding.remark(found, actor=user, text=form.cleaned_data["text"], by_hub=False)


ANSWER = Action(
    id="answer",
    label=_("Send the answer"),
    offered=lambda found, user: may_answer(found),
    form=lambda found, user, data: AnswerForm(data, initial=_answered(found)),
    do=_answer,
    said=lambda found: _("Thank you. The hub has your answer."),
)
ASK = Action(
    id="ask",
    label=_("Send the question"),
    offered=lambda found, user: _is_open(found),
    form=lambda found, user, data: QuestionForm(data),
    do=_ask,
    said=lambda found: _("Your question was sent to the hub."),
)


def _consent_form(side: str, found: Sounding, user: User, data: Given | None) -> ConsentForm:
    case = found.case if side == Side.APPLICANT else None
    return ConsentForm(data, initial=contact.own_contact(user, case))


def consent(side: str) -> Action:
    """``side`` lets the other see the contact that it names."""

    def do(found: Sounding, user: User, form: ConsentForm) -> None:
        consenting.give_consent(found, actor=user, side=side, **form.contact())

    return Action(
        id="consent",
        label=_("Agree"),
        offered=lambda found, user: _is_open(found) and found.state == State.ACCEPTED and not found.consents_here,
        form=lambda found, user, data: _consent_form(side, found, user, data),
        do=do,
        said=lambda found: _("Your consent is on record."),
        help=_("You may take it back at any time; your contact is hidden again at once."),
    )


def withdraw_consent(side: str) -> Action:
    def do(found: Sounding, user: User, form: None) -> None:
        consenting.take_consent_back(found, actor=user, side=side)

    return Action(
        id="withdraw-consent",
        label=_("Take the consent back"),
        offered=lambda found, user: found.state == State.ACCEPTED and found.consents_here,
        do=do,
        said=lambda found: _("Your consent was taken back. Your contact is no longer shown."),
        patience=consenting.QUEUE_SECONDS,
    )


def sheet(side: str) -> Action:
    """``side`` looks back, once the activity is over."""

    def do(found: Any, user: User, form: SheetForm) -> None:
        if not found.agreed:
            raise CaseError(str(reviewing.NOT_ASKED))
        reviewing.send_sheet(found.case, actor=user, side=side, **form.answers())

    return Action(
        id="send-sheet",
        label=_("Send the sheet"),
        offered=lambda found, user: asks_sheet(found),
        form=lambda found, user, data: SheetForm(data),
        do=do,
        said=lambda found: _("Your sheet was sent. Thank you."),
        help=_("Both sides fill in a sheet each, and read the other's once both are in."),
    )
