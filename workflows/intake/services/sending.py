"""Sending: draft → case, number, receipt, first step. One transaction; the same draft again is the same case.

``arrived_at`` is the database's clock at the first statement of the request, see middleware.py; it
decides whether the form is in time, whatever happens afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Closed, Forbidden
from cms.mailings.services import write_mail
from cms.people.groups import groups_of
from cms.people.models import CommunityGroup, Person, User
from cms.people.services.persons import person_of
from forms.access import owner_only
from forms.answers import columns_of
from forms.checks import all_problems
from forms.drafts import Problem
from forms.models import Draft, DraftFile, DraftSection
from forms.versions import definition_of
from media.models import PrivateFile
from workflows.cases.models import Case, Consultation
from workflows.cases.services import submission
from workflows.cases.services.consultation import current, untied
from workflows.cases.services.submission import Applicant, Sending
from workflows.engine.starting import start_run
from workflows.intake.prefill import answered
from workflows.intake.services.starting import consultation_missing
from workflows.intake.subjects import CALL, parse
from workflows.programmes.models import Call, Programme

MOST_PER_HOUR = 30
HOUR = timedelta(hours=1)


class Incomplete(CaseError):
    """The form has problems; each stands beside its field."""

    def __init__(self, message: str, problems: list[Problem]) -> None:
        super().__init__(message)
        self.problems = problems


class TooOften(CaseError):
    """More sendings within an hour than one person makes."""


def submit(draft: Draft, *, actor: User, arrived_at: datetime) -> Case:
    """The case of this draft: opened now, or the one that an earlier sending of it opened.

    Raises  Closed (call closed at ``arrived_at``, draft discarded), Incomplete, TooOften, Forbidden
            (no longer in the group), CaseError (consultation not held). Nothing has changed then.
    """
    with transaction.atomic():
        row = lock(draft, actor)
        if row.sent_at is not None:
            return case_of(row)
        _not_too_often(actor)
        call, group = _call(row), _group(row, actor)
        if not call.is_open(arrived_at):
            raise Closed(_("The call closed before your form arrived. What you wrote is kept in My page."))
        consultation = _consultation(call, group)
        if consultation_missing(call, consultation):
            raise CaseError(
                _("The consultation with the hub has to be held before the form can be sent. Nothing was lost.")
            )
        sending = content(row, arrived_at=arrived_at)
        applicant = Applicant(
            group=group,
            person=_person(actor, row, sending.answers),
            notice=sending.columns.get("notice", Case.Notice.POST),
            user=actor,
            consultation=untied(consultation),
        )
        case = submission.open_case(actor=actor, call=call, applicant=applicant, sending=sending)
        start_run(case, outcome=first_step(consultation))
        close(row)
        mail_receipt(case, to=actor, template="receipt", key=f"receipt:{row.send_key}", arrived_at=arrived_at)
    return case


def lock(draft: Draft, actor: User) -> Draft:
    """The draft's row, locked for this transaction. Raises Forbidden for anybody but its owner, and Closed."""
    row = Draft.objects.select_for_update(of=("self",)).select_related("version").get(pk=draft.pk)
    if not owner_only(actor, row) or not actor.is_active:
        raise Forbidden(_("Only the person who wrote this form can send it."))
    if row.discarded_at is not None:
        raise Closed(_("This form was discarded and can no longer be sent."))
    return row


def case_of(draft: Draft) -> Case:
    """The case that a sent draft has become. Raises Closed when its sending left none."""
    sent = submission.sent_before(sender=draft.owner, key=draft.send_key)
    if sent is None:
        raise Closed(_("This form was already sent."))
    return sent.case


def close(draft: Draft) -> None:
    """The draft is sent: it accepts no more text, and its key has done its work."""
    draft.sent_at = timezone.now()
    draft.save(update_fields=["sent_at"])


def content(draft: Draft, *, arrived_at: datetime, check: Callable[[list[Problem]], None] | None = None) -> Sending:
    """What the locked draft says, proven to be complete. Raises Incomplete unless ``check`` judges otherwise."""
    rows = {row.key: row for row in DraftSection.objects.filter(draft=draft)}
    attached = [(one.question, one.file) for one in DraftFile.objects.filter(draft=draft).select_related("file")]
    found = all_problems(definition_of(draft.version), {key: row.raw for key, row in rows.items()}, _counts(attached))
    (check or _complete)(found)
    answers = {key: row.answers for key, row in rows.items()}
    return Sending(
        version=draft.version,
        answers=answers,
        files=attached,
        columns=columns_of(draft.version, answers),
        key=draft.send_key,
        arrived_at=arrived_at,
    )


def first_step(consultation: Consultation | None) -> str:
    """A consultation that was asked for but not held yet is recorded first."""
    waiting = consultation is not None and consultation.state != Consultation.State.HELD
    return "consultation" if waiting else "receive"


def mail_receipt(case: Case, *, to: User, template: str, key: str, arrived_at: datetime | None = None) -> None:
    """One mail with the number and a link; no name, no text of the form."""
    context: dict[str, Any] = {
        "number": case.number,
        "hub": case.hub,
        "link": f"{settings.BASE_URL}/mypage/cases/{case.pk}/",
    }
    if arrived_at is not None:
        local = timezone.localtime(arrived_at, dates.JST)
        context["arrived"] = f"{dates.wareki(local.date())} {local.hour}時{local.minute:02d}分"
    write_mail(to=to.email, template=template, context=context, about=f"case:{case.pk}", key=key)


def _complete(problems: list[Problem]) -> None:
    if problems:
        raise Incomplete(_("The form is not complete yet. Nothing was sent and nothing was lost."), problems)


def _counts(attached: list[tuple[str, PrivateFile]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for question, _file in attached:
        counts[question] = counts.get(question, 0) + 1
    return counts


def _not_too_often(actor: User) -> None:
    """The sent drafts themselves are the count, so that no cache stands between a person and a deadline."""
    recent = Draft.objects.filter(owner=actor, sent_at__gt=timezone.now() - HOUR)
    if recent.count() >= MOST_PER_HOUR:
        raise TooOften(_("Too many forms were sent within an hour. Please try again later; nothing was lost."))


def _call(draft: Draft) -> Call:
    subject = parse(draft.subject)
    if subject.purpose != CALL:
        raise CaseError(_("This form cannot be sent from here."))
    return Call.objects.select_related("programme").get(pk=subject.record)


def _group(draft: Draft, actor: User) -> CommunityGroup:
    group = groups_of(actor).select_related("hub").filter(pk=draft.context.get("group")).first()
    if group is None:
        raise Forbidden(_("You no longer act for this group, so you cannot send its application."))
    return group


def _consultation(call: Call, group: CommunityGroup) -> Consultation | None:
    return None if call.programme.consultation == Programme.Consultation.NONE else current(call, group)


def _person(actor: User, draft: Draft, answers: dict[str, dict[str, Any]]) -> Person:
    """The person behind the account, made from the answers at the first application."""
    known = Person.objects.filter(user=actor).first()
    if known is not None:
        return known
    given = answered(draft.version.definition, answers, "person")
    return person_of(actor, **{name: text for name, text in given.items() if name in ("name", "name_kana", "phone")})
