"""A correction: the last submission as a new draft, of which only what was asked may be changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Busy, CaseError, Closed, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.people.models import User
from forms.differences import Difference, compare
from forms.drafts import answers_of, files_of, problems, start_draft
from forms.models import Draft, DraftFile
from forms.versions import definition_of
from forms.wording import said
from media.models import PrivateFile
from workflows.cases.models import Case, Submission
from workflows.cases.party import acts_for_case
from workflows.cases.services import submission
from workflows.cases.services.submission import Sending
from workflows.engine.acting import find_step, locked_step
from workflows.intake.services.sending import case_of, close, content, lock, mail_receipt
from workflows.intake.services.starting import unsent
from workflows.intake.subjects import CORRECTION, Subject, for_correction, parse

STEP = "correction"


def begin_correction(case: Case, *, actor: User) -> Draft:
    """The draft in which ``actor`` corrects ``case``: the one they have, or a copy of the last submission.

    Raises  Forbidden (not of the group), CaseError (no correction is awaited).
    """
    if not acts_for_case(actor, case):
        raise Forbidden(_("You do not act for this group."))
    awaited(case)
    last = last_submission(case)
    return copy_of(last, case=case, owner=actor, subject=for_correction(case, submission=last.number))


def awaited(case: Case) -> None:
    """Raises CaseError unless the case waits for a correction."""
    if case.step != STEP or not case.is_open:
        raise CaseError(said("This application is not waiting for a correction.", case.kind))


def copy_of(last: Submission, *, case: Case, owner: User, subject: Subject) -> Draft:
    """The unsent draft of ``owner`` on ``subject``; a new one says and attaches what ``last`` did.

    The scan of a paper form stays with the sending that it shows.
    """
    with or_busy(), transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        if begun := unsent(str(subject), owner=owner):
            return begun
        draft = start_draft(
            owner=owner,
            subject=str(subject),
            version=last.version,
            context={"group": case.group_id, "hub": case.hub_id, "case": case.pk, "call": case.call_id},
            answers=last.answers,
        )
        asked = {question.key for _section, question in definition_of(last.version).walk()}
        DraftFile.objects.bulk_create(
            DraftFile(draft=draft, question=kept.question, file=kept.file)
            for kept in last.files.select_related("file").filter(question__in=asked)
        )
        faulty = {problem.section for problem in problems(draft)}
        draft.sections.exclude(key__in=faulty).update(is_complete=True)
        return draft


def last_submission(case: Case) -> Submission:
    """The newest submission; every case has one."""
    return case.submissions.select_related("version").order_by("-number")[0]


def files_sent(sent: Submission) -> dict[str, list[PrivateFile]]:
    """Question → its files as they were sent."""
    found: dict[str, list[PrivateFile]] = {}
    for kept in sent.files.select_related("file"):
        found.setdefault(kept.question, []).append(kept.file)
    return found


def editable(draft: Draft, case: Case) -> set[str]:
    """Keys of the sections that may be changed: those asked for, and those that hold a problem.

    The latter so that nobody is left with a form that can be neither corrected nor sent.
    """
    return set(case.correction.get("sections", [])) | {problem.section for problem in problems(draft)}


def differences(draft: Draft, case: Case) -> list[Difference]:
    """What the draft changes against the last submission."""
    last = last_submission(case)
    return compare(last.version, last.answers, files_sent(last), draft.version, answers_of(draft), files_of(draft))


def resubmit(draft: Draft, *, actor: User, arrived_at: datetime, seen: str | None = None) -> Case:
    """The corrected form is the case's next submission and it is the hub's turn again; once per draft.

    seen  the mark of the review page; None when nobody had to look at one
    Raises  Changed, Incomplete, Forbidden, Stale (somebody of the group was faster, or the case went on),
            Closed, Busy. Nothing has changed then.
    """
    subject = parse(draft.subject)
    if subject.purpose != CORRECTION:
        raise CaseError(_("This form cannot be sent from here."))
    with or_busy(), transaction.atomic():
        row = lock(draft, actor)
        if row.sent_at is not None:
            return case_of(row)
        case = Case.objects.select_related("group").get(pk=subject.record)
        if not acts_for_case(actor, case):
            raise Forbidden(said("You no longer act for this group, so you cannot send its application.", case.kind))
        still_awaited(case, subject.round)
        locked = finish(case, actor=actor, sending=content(row, arrived_at=arrived_at, seen=seen))
        close(row)
        mail_receipt(
            locked, to=actor, template="resubmission_receipt", key=f"receipt:{row.send_key}", arrived_at=arrived_at
        )
    return locked


def finish(case: Case, *, actor: User, sending: Sending) -> Case:
    """The case has its next submission and its correction is done: the hub's turn.

    Who was faster is not named here: the reader may be of the group, and staff are not named to it.
    """
    task = find_step(case_id=case.pk, task_id=case.open_task or 0, node=STEP, audience="applicant")
    try:
        with locked_step(task, seen_revision=None) as (activation, locked):
            submission.resubmit(locked, actor=actor, sending=sending)
            activation.finish(actor=actor, outcome="resubmitted")
    except Busy:
        raise
    except Stale as error:
        raise Stale(_too_late()) from error
    return locked


def is_awaited(case: Case, submission_number: int) -> bool:
    """A correction that starts from this submission can still be sent."""
    return case.is_open and case.step == STEP and last_submission(case).number == submission_number


def still_awaited(case: Case, submission_number: int) -> None:
    """Raises Closed when the case has ended, and Stale when it went on without this correction."""
    if not case.is_open:
        raise Closed(said("This application has ended, so a correction can no longer be sent.", case.kind))
    if not is_awaited(case, submission_number):
        raise Stale(_too_late())


def _too_late() -> str:
    return _("This correction was already sent by somebody of your group, or is no longer awaited.")
