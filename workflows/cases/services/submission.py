"""A case comes into being, and is sent again after a correction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from cms.core import dates
from cms.core.errors import CaseError
from cms.core.numbering import take_number
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, Person, User
from forms.models import FormVersion
from forms.wording import said
from media.models import PrivateFile
from workflows.cases.models import Case, CaseFile, Consultation, Submission
from workflows.cases.services import telling
from workflows.cases.services.consultation import tie
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.programmes.models import Call, Programme

COLUMNS = ("title", "requested_yen")
# What a correction may change as well; at the first sending the applicant's record says it.
CORRECTED = (*COLUMNS, "notice")
TOLD = ("requested_yen", "notice")
OPENED: dict[str, str] = {
    Case.Channel.WEB: "submitted",
    Case.Channel.PAPER: "entered_on_paper",
    Case.Channel.WARD: "started_by_ward",
}


@dataclass(frozen=True)
class Sending:
    """What a person sends: answers to a frozen form, files by question, and the key of the sending.

    ``remarks`` go into the event as they are: no personal values. ``texts`` are kept beside it, erasable.
    """

    version: FormVersion
    answers: dict[str, dict[str, Any]]
    files: Sequence[tuple[str, PrivateFile]]
    columns: dict[str, Any]
    key: uuid.UUID
    arrived_at: datetime
    remarks: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Applicant:
    """For whom the case is opened and how they want to be told. ``consultation``: one that was claimed for it.

    Without a ``group`` the person applies for themselves, and ``hub`` says where.
    """

    group: CommunityGroup | None
    person: Person
    notice: str = Case.Notice.POST
    channel: str = Case.Channel.WEB
    user: User | None = None
    consultation: Consultation | None = field(default=None)
    hub: Hub | None = None

    @property
    def at_hub(self) -> Hub:
        """The hub of the group, or the one that the person chose."""
        found = self.group.hub if self.group else self.hub
        if found is None:
            raise ValueError("an applicant without a group names a hub")
        return found


def official_number(programme: Programme, fiscal_year: int, number: int) -> str:
    """In the ward's style: year of the era, mark of the section, running number (練地地第12号)."""
    return number_text(programme.number_mark, fiscal_year, number)


def number_text(mark: str, fiscal_year: int, number: int) -> str:
    """The one place that knows how an official number is written."""
    return f"{dates.wareki_year(date(fiscal_year, 5, 1))}{mark}第{number}号"


def sent_before(*, sender: User, key: uuid.UUID) -> Submission | None:
    """The submission that this person already made with this key, if any."""
    return Submission.objects.select_related("case").filter(sent_by=sender, key=key).first()


def open_case(*, actor: User, call: Call, applicant: Applicant, sending: Sending) -> Case:
    """The case exists with its number, first submission, files and first event; no step yet.

    Runs inside the caller's transaction: a rollback uses no number. The running number belongs to
    the mark and fiscal year, so two programmes of one section share a series.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is opened inside a transaction only")
    case = _numbered(call, applicant, sending)
    case._locked_in = connection.atomic_blocks[0]  # type: ignore[attr-defined]
    _keep(case, number=1, actor=actor, sending=sending)
    record(
        case,
        actor=actor,
        verb=OPENED[applicant.channel],
        payload={**_manifest(sending), "number": case.number, "requested_yen": case.requested_yen},
        details={"answers": sending.answers, **sending.texts},
    )
    telling.received(case)
    return case


def _numbered(call: Call, applicant: Applicant, sending: Sending) -> Case:
    """The row of a new case, with the next number of its mark and fiscal year."""
    if applicant.consultation is not None:
        tie(applicant.consultation)
    programme = call.programme
    year = dates.fiscal_year(dates.jst_date(sending.arrived_at))
    number = take_number(key=f"case:{programme.number_mark}", fiscal_year=year)
    return Case.objects.create(
        number=official_number(programme, year, number),
        number_mark=programme.number_mark,
        number_in_year=number,
        kind=programme.kind,
        programme=programme,
        call=call,
        hub=applicant.at_hub,
        group=applicant.group,
        person=applicant.person,
        applicant=applicant.user,
        consultation=applicant.consultation,
        channel=applicant.channel,
        notice=applicant.notice,
        step="sent",
        turn=Case.Turn.HUB,
        fiscal_year=year,
        budget_fiscal_year=call.budget_fiscal_year,
        arrived_at=sending.arrived_at,
        **{name: sending.columns[name] for name in COLUMNS if name in sending.columns},
    )


def resubmit(case: Case, *, actor: User, sending: Sending) -> Submission:
    """The corrected application is kept as the next submission; the earlier ones stay as they were."""
    case = lock(case)
    if case.step != "correction":
        raise CaseError(said("This application is not waiting for a correction.", case.kind))
    last = case.submissions.order_by("-number").values_list("number", flat=True)[0]
    submission = _keep(case, number=last + 1, actor=actor, sending=sending)
    before = {name: getattr(case, name) for name in TOLD}
    for name in CORRECTED:
        if name in sending.columns:
            setattr(case, name, sending.columns[name])
    case.correction = {}
    record(
        case,
        actor=actor,
        verb="resubmitted",
        payload={**_manifest(sending), "before": before, "after": {name: getattr(case, name) for name in TOLD}},
        details={"answers": sending.answers},
        changed=[*CORRECTED, "correction"],
    )
    return submission


def _manifest(sending: Sending) -> dict[str, Any]:
    return {
        **sending.remarks,
        "form": sending.version.sha256,
        "arrived_at": sending.arrived_at.isoformat(),
        "files": sorted([question, file.sha256_stored] for question, file in sending.files),
    }


def _keep(case: Case, *, number: int, actor: User, sending: Sending) -> Submission:
    submission = Submission.objects.create(
        case=case,
        number=number,
        version=sending.version,
        answers=sending.answers,
        arrived_at=sending.arrived_at,
        sent_by=actor,
        key=sending.key,
    )
    CaseFile.objects.bulk_create(
        CaseFile(submission=submission, question=question, file=file) for question, file in sending.files
    )
    return submission
