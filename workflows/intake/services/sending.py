"""Sending: draft → case, number, receipt, first step. One transaction; the same draft again is the same case.

``arrived_at`` is the database's clock at the first statement of the request, see middleware.py; it
decides whether the form is in time, whatever happens afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Closed, Forbidden
from cms.core.waiting import or_busy, patiently
from cms.hubs.models import Hub
from cms.mailings.services import write_mail
from cms.people.groups import groups_of
from cms.people.models import Person, User
from cms.people.services.persons import person_of
from forms.access import owner_only
from forms.answers import columns_of
from forms.checks import all_problems
from forms.definition import Definition
from forms.drafts import Problem
from forms.models import Draft, DraftFile, DraftSection
from forms.versions import definition_of
from forms.wording import said
from media.models import PrivateFile
from media.services import is_stored
from workflows.cases import applying
from workflows.cases.models import Case, Consultation
from workflows.cases.party import Party
from workflows.cases.services import submission
from workflows.cases.services.consultation import claim, current
from workflows.cases.services.submission import Applicant, Sending
from workflows.engine.starting import start_run
from workflows.intake.prefill import answered
from workflows.intake.reviewed import changed_since
from workflows.intake.services.starting import consultation_missing, kind_for, party_for
from workflows.intake.subjects import CALL, parse
from workflows.linking.services import following
from workflows.programmes.models import Call, Programme

MOST_PER_HOUR = 30
# On the last evening many send at once and queue for their number; whoever was in time must not be turned away.
QUEUE_SECONDS = 20
HOUR = timedelta(hours=1)


class Incomplete(CaseError):
    """The form has problems; each stands beside its field."""

    def __init__(self, message: str, problems: list[Problem]) -> None:
        super().__init__(message)
        self.problems = problems


class Changed(CaseError):
    """The form is no longer as it was looked at; ``sections`` are the titles of what changed."""

    def __init__(self, sections: list[str], kind: str) -> None:
        super().__init__(said("The form was changed after you looked at it, so it was not sent yet.", kind))
        self.sections = sections


class TooOften(CaseError):
    """More sendings within an hour than one person makes."""


def submit(draft: Draft, *, actor: User, arrived_at: datetime, seen: str | None = None) -> Case:
    """The case of this draft: opened now, or the one that an earlier sending of it opened.

    seen  the mark of the review page; None when nobody had to look at one
    Raises  Changed (since ``seen``), Closed (call closed at ``arrived_at``, draft discarded), Incomplete,
            TooOften, Forbidden (no longer in the group), MayNotApply, Busy, CaseError (consultation not held).
            Nothing has changed then.
    """
    with or_busy(), transaction.atomic():
        origin = following.held_origin(draft)
        row = lock(draft, actor)
        if row.sent_at is not None:
            return case_of(row)
        _not_too_often(actor)
        call = _call(row)
        party = _party(call, row, actor)
        _require_open(call, arrived_at)
        applying.require(call, party)
        consultation = _claimed(call, party)
        _require_consulted(call, party, consultation)
        sending = content(row, arrived_at=arrived_at, seen=seen)
        applicant = Applicant(
            group=party.group,
            hub=party.hub,
            person=_person(actor, row, sending.answers),
            notice=sending.columns.get("notice", Case.Notice.POST),
            user=actor,
            consultation=consultation,
        )
        patiently(QUEUE_SECONDS)
        case = submission.open_case(actor=actor, call=call, applicant=applicant, sending=sending)
        start_run(case, outcome=first_step(consultation))
        following.sent(origin, case=case, actor=actor)
        close(row)
        mail_receipt(case, to=actor, template="receipt", key=f"receipt:{row.send_key}", arrived_at=arrived_at)
    return case


def _require_open(call: Call, at: datetime) -> None:
    if not call.is_open(at):
        kind = call.programme.kind
        raise Closed(said("The call closed before your form arrived. What you wrote is kept in My page.", kind))


def _require_consulted(call: Call, party: Party, claimed: Consultation | None) -> None:
    if party.group is not None and consultation_missing(call, claimed or current(call, party.group)):
        kind = call.programme.kind
        raise CaseError(
            said("The consultation with the hub has to be held before the form can be sent. Nothing was lost.", kind)
        )


def lock(draft: Draft, actor: User) -> Draft:
    """The draft's row, locked for this transaction. Raises Forbidden for anybody but its owner, and Closed."""
    row = Draft.objects.select_for_update(of=("self",)).select_related("version").get(pk=draft.pk)
    if not owner_only(actor, row) or not actor.is_active:
        raise Forbidden(said("Only the person who wrote this form can send it.", row.version.kind))
    if row.discarded_at is not None:
        raise Closed(said("This form was discarded and can no longer be sent.", row.version.kind))
    return row


def case_of(draft: Draft) -> Case:
    """The case that a sent draft has become. Raises Closed when its sending left none."""
    sent = submission.sent_before(sender=draft.owner, key=draft.send_key)
    if sent is None:
        raise Closed(said("This form was already sent.", draft.version.kind))
    return sent.case


def close(draft: Draft) -> None:
    """The draft is sent: it accepts no more text, and its key has done its work."""
    draft.sent_at = timezone.now()
    draft.save(update_fields=["sent_at"])


def content(
    draft: Draft,
    *,
    arrived_at: datetime,
    seen: str | None = None,
    check: Callable[[list[Problem]], None] | None = None,
) -> Sending:
    """What the locked draft says, proven to be as it was ``seen`` and complete.

    Raises Changed, and Incomplete unless ``check`` judges otherwise; a file that was lost is never judged.
    """
    definition = definition_of(draft.version)
    rows = {row.key: row for row in DraftSection.objects.filter(draft=draft)}
    kept = list(DraftFile.objects.filter(draft=draft).select_related("file"))
    if seen is not None and (sections := changed_since(seen, definition, rows.values(), kept)):
        raise Changed(sections, draft.version.kind)
    attached = [(one.question, one.file) for one in kept]
    found = all_problems(definition, {key: row.raw for key, row in rows.items()}, _counts(attached))
    lost = _lost(definition, attached)
    (check or _complete)([*found, *lost])
    if lost:
        raise Incomplete(lost[0].message, lost)
    answers = {key: row.answers for key, row in rows.items()}
    return Sending(
        version=draft.version,
        answers=answers,
        files=attached,
        columns=columns_of(draft.version, answers),
        key=draft.send_key,
        arrived_at=arrived_at,
        remarks=_declared(draft),
    )


def _declared(draft: Draft) -> dict[str, Any]:
    """Which conditions the group said it meets, and which words it declared before it could send."""
    remarks: dict[str, Any] = {}
    if asked := draft.context.get("eligibility"):
        remarks["eligibility"] = [{"question": one["question"], "answer": one["answer"]} for one in asked]
    if declaration := draft.version.definition.get("declaration"):
        remarks["declaration"] = {"sha256": hashlib.sha256(declaration.encode()).hexdigest(), "ticked": True}
    return remarks


def first_step(consultation: Consultation | None) -> str:
    """A consultation that was asked for but not held yet is recorded first, by the case that has it."""
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
    write_mail(to=to.email, template=template, context=context, about=f"case:{case.pk}", key=key, variant=case.kind)


def _complete(problems: list[Problem]) -> None:
    if problems:
        raise Incomplete(_("The form is not complete yet. Nothing was sent and nothing was lost."), problems)


def _lost(definition: Definition, attached: list[tuple[str, PrivateFile]]) -> list[Problem]:
    """Files whose bytes are not in the storage: a case is never opened without what was attached to it."""
    places = {asked.key: part.key for part, asked in definition.walk() if asked.type == "file"}
    text = _("The file “%(name)s” did not arrive completely. Please remove it and attach it again.")
    return [
        Problem(places[question], question, text % {"name": file.name})
        for question, file in attached
        if question in places and not is_stored(file)
    ]


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


def _party(call: Call, draft: Draft, actor: User) -> Party:
    """The group or the person, its row locked: two sendings at once are counted one after the other.

    The lock leaves room for rows that point to the group or the account.
    """
    if not kind_for(call).is_for_groups:
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        hub = Hub.objects.filter(pk=draft.context.get("hub")).first()
        return party_for(call, actor=actor, group=None, hub=hub)
    mine = groups_of(actor).select_related("hub").select_for_update(of=("self",), no_key=True)
    group = mine.filter(pk=draft.context.get("group")).first()
    if group is None:
        raise Forbidden(
            said("You no longer act for this group, so you cannot send its application.", call.programme.kind)
        )
    return Party.of(group)


def _claimed(call: Call, party: Party) -> Consultation | None:
    """The consultation that this case takes; of two sendings at once only one gets it."""
    if party.group is None or call.programme.consultation == Programme.Consultation.NONE:
        return None
    return claim(call=call.pk, group=party.group.pk)


def _person(actor: User, draft: Draft, answers: dict[str, dict[str, Any]]) -> Person:
    """The person behind the account, made from the answers at the first application."""
    known = Person.objects.filter(user=actor).first()
    if known is not None:
        return known
    given = answered(draft.version.definition, answers, "person")
    return person_of(actor, **{name: text for name, text in given.items() if name in ("name", "name_kana", "phone")})
