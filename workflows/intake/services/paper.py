"""A form on paper, typed in by the hub with its scan: the same case, number and deadlines.

The day on the receipt stamp counts as its arrival. A form that came incomplete is entered as it
came; the gaps are on record and the hub asks for a correction in the usual way.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Closed, Forbidden
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import CommunityGroup, Person, Role, User
from forms import checks
from forms.answers import columns_of
from forms.models import Draft, FormVersion
from forms.versions import definition_of, freeze
from media.models import PrivateFile
from workflows.cases import applying
from workflows.cases.models import Case
from workflows.cases.party import Party
from workflows.cases.services import submission
from workflows.cases.services.consultation import claim, current
from workflows.cases.services.submission import Applicant, Sending
from workflows.engine.starting import start_run
from workflows.intake.services.sending import case_of, close, content, first_step, lock
from workflows.intake.services.starting import begin, consultation_missing, kind_for, party_for, unsent
from workflows.intake.subjects import PAPER, for_paper, parse
from workflows.programmes.models import Call

SCAN = "scan"
Answers = Mapping[str, Mapping[str, Any]]


def may_enter(user: User, party: Party) -> bool:
    """Reviewers and chiefs of the party's own hub, unless they belong to the group."""
    return party.hub.pk in roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF) and not party.is_of(user)


def begin_paper(
    call: Call, *, actor: User, group: CommunityGroup | None = None, hub: Hub | None = None, exception: str = ""
) -> Draft:
    """The draft into which ``actor`` types the paper form of ``group``, or of a person who applies at ``hub``.

    exception  why the form is taken although the group may not apply; asked for again when it is entered
    Raises     Forbidden, MayNotApply without an exception.
    """
    party = party_for(call, actor=None, group=group, hub=hub)
    _allowed(actor, party)
    _may_apply(call, party, exception)
    with or_busy(), transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        # Two persons may apply on paper at one hub on one day: only a group's form is taken up again.
        again = unsent(str(for_paper(call)), owner=actor, party=party) if party.group else None
        return again or begin(for_paper(call), call=call, owner=actor, party=party, user=None, exception=exception)


def enter_draft(
    draft: Draft,
    *,
    actor: User,
    person: Person,
    scan: PrivateFile,
    received_at: datetime,
    notice: str = "",
    exception: str = "",
) -> Case:
    """The case of a paper form that was typed into ``draft``; once per draft. Raises as ``enter_paper``."""
    subject = parse(draft.subject)
    if subject.purpose != PAPER:
        raise CaseError(_("This form cannot be sent from here."))
    with or_busy(), transaction.atomic():
        row = lock(draft, actor)
        if row.sent_at is not None:
            return case_of(row)
        sent = content(row, arrived_at=received_at, check=lambda _found: None)
        case = enter_paper(
            actor=actor,
            call=Call.objects.select_related("programme").get(pk=subject.record),
            party=_locked_party(row),
            person=person,
            answers=sent.answers,
            files=sent.files,
            scan=scan,
            received_at=received_at,
            notice=notice,
            version=row.version,
            key=row.send_key,
            exception=exception or row.context.get("exception", ""),
        )
        close(row)
    return case


def enter_paper(
    *,
    actor: User,
    call: Call,
    party: Party,
    person: Person,
    answers: Answers,
    files: Sequence[tuple[str, PrivateFile]],
    scan: PrivateFile,
    received_at: datetime,
    notice: str = "",
    version: FormVersion | None = None,
    key: uuid.UUID | None = None,
    exception: str = "",
) -> Case:
    """A case as if it had been sent, with channel ``paper``, the scan as a file and its gaps on record.

    received_at  the moment of the receipt stamp: within the call, not in the future
    notice       by post unless the form asks otherwise
    key          the same key of the same person again is the same case
    exception    why the form is taken although the group may not apply: kept with the event
    Raises  Forbidden (another hub, own group), Closed (the call was not open then), CaseError.
    """
    _allowed(actor, party)
    if key is not None and (before := submission.sent_before(sender=actor, key=key)):
        return before.case
    _in_time(call, received_at)
    taken_with = _may_apply(call, party, exception)
    version = version or freeze(kind_for(call).definition(call))
    sending = on_paper(version, answers, files, scan, key=key or uuid.uuid4(), received_at=received_at)
    sending = replace(
        sending, remarks={**sending.remarks, **taken_with}, texts={"exception": exception} if taken_with else {}
    )
    notice = notice or sending.columns.get("notice", Case.Notice.POST)
    with transaction.atomic():
        return _open(call, actor=actor, party=party, person=person, notice=notice, sending=sending)


def _locked_party(draft: Draft) -> Party:
    """For whom the form is; the row of a group is locked, so that two forms at once are counted one by one."""
    if draft.context.get("group") is None:
        return Party(Hub.objects.get(pk=draft.context["hub"]))
    groups = CommunityGroup.objects.select_related("hub").select_for_update(of=("self",), no_key=True)
    return Party.of(groups.get(pk=draft.context["group"]))


def _open(call: Call, *, actor: User, party: Party, person: Person, notice: str, sending: Sending) -> Case:
    consultation, missing = None, False
    if party.group is not None:
        consultation = claim(call=call.pk, group=party.group.pk)
        missing = consultation_missing(call, consultation or current(call, party.group))
    applicant = Applicant(
        group=party.group, hub=party.hub, person=person, notice=notice, channel=Case.Channel.PAPER,
        consultation=consultation,
    )  # fmt: skip
    case = submission.open_case(actor=actor, call=call, applicant=applicant, sending=sending)
    start_run(case, outcome="consultation" if missing else first_step(consultation))
    return case


def on_paper(
    version: FormVersion,
    answers: Answers,
    files: Sequence[tuple[str, PrivateFile]],
    scan: PrivateFile,
    *,
    key: uuid.UUID,
    received_at: datetime,
    **remarks: Any,
) -> Sending:
    """What the paper says, with its scan among the files and its gaps as a remark."""
    kept = {section: dict(given) for section, given in answers.items()}
    return Sending(
        version=version,
        answers=kept,
        files=[*files, (SCAN, scan)],
        columns=columns_of(version, kept),
        key=key,
        arrived_at=received_at,
        remarks={"gaps": [gap for gap, _told in gaps(version, kept, files)], **remarks},
    )


def _in_time(call: Call, received_at: datetime) -> None:
    # A stamp is a day on paper: no deadline hangs on whose clock says that it has not come yet.
    if received_at > timezone.now():
        raise CaseError(_("The day of receipt lies in the future."))
    if not call.is_open(received_at):
        raise Closed(_("The call was not open on the day of receipt."))


def _may_apply(call: Call, party: Party, exception: str) -> dict[str, str]:
    """What stood in the way, for the record; empty when nothing did. Raises MayNotApply without a reason."""
    found = applying.obstacle(call, party)
    if found is None:
        return {}
    if not exception.strip():
        raise applying.MayNotApply(found)
    return {"taken_although": found.code}


def _allowed(actor: User, party: Party) -> None:
    if party.is_of(actor):
        raise Forbidden(_("You belong to this group, so somebody else has to enter its form."))
    if not may_enter(actor, party):
        raise Forbidden(_("Only the hub of the group enters its forms on paper."))


def gaps(version: FormVersion, answers: Answers, files: Sequence[tuple[str, PrivateFile]]) -> list[tuple[str, str]]:
    """Which questions were left open or are wrong, as ``section.question`` and in the form's words: no values."""
    counts: dict[str, int] = {}
    for question, _file in files:
        counts[question] = counts.get(question, 0) + 1
    words = {(part.key, asked.key): f"{part.title}：{asked.label}" for part, asked in definition_of(version).walk()}
    found = [(problem.section, problem.question) for problem in checks.problems(version, answers, counts)]
    return [(f"{section}.{question}", words.get((section, question), section)) for section, question in found]
