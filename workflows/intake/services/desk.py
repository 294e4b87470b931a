"""What the hub's staff do in place of a group: type in its correction, record its withdrawal, and go on
when nothing came. Always from paper or from the calendar, never of their own will, never for their own group.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.people.models import User
from forms.models import Draft
from forms.wording import said
from media.models import PrivateFile
from workflows.cases import access
from workflows.cases.models import Case, CaseFile
from workflows.cases.party import acts_for_case, people_of
from workflows.cases.services import review
from workflows.engine.acting import find_step, locked_step
from workflows.engine.withdrawing import withdraw
from workflows.intake.services import correcting
from workflows.intake.services.paper import gaps, on_paper
from workflows.intake.services.sending import case_of, close, content, lock, mail_receipt
from workflows.intake.subjects import PAPER_CORRECTION, for_paper_correction, parse

WITHDRAWAL = "withdrawal"


def may_act_for(actor: User, case: Case) -> bool:
    """Reviewers and chiefs of the case's own hub, unless they belong to the group."""
    at_hub = access.is_of_the_hub(actor, case) and not case.is_of_ward
    return at_hub and not access.has_own_interest(actor, case)


def may_end_correction(actor: User, case: Case) -> bool:
    """Whether the desk should offer to go on without the correction: only when its last day is over."""
    waits = case.step == correcting.STEP and case.is_open
    overdue = case.due_at is not None and timezone.now() > case.due_at
    return waits and overdue and may_act_for(actor, case)


def begin_paper_correction(case: Case, *, actor: User) -> Draft:
    """The draft into which ``actor`` types the correction that came on paper: a copy of the last sending."""
    _allowed(actor, case)
    correcting.awaited(case)
    last = correcting.last_submission(case)
    subject = for_paper_correction(case, submission=last.number)
    return correcting.copy_of(last, case=case, owner=actor, subject=subject)


def enter_correction(draft: Draft, *, actor: User, scan: PrivateFile, received_at: datetime) -> Case:
    """The correction on paper is the case's next submission, scan and gaps with it; once per draft.

    received_at  the moment of the receipt stamp: not before the day on which it was asked for, not in the future
    Raises  Forbidden, Closed, Stale (the case went on meanwhile), Busy, CaseError. Nothing has changed then.
    """
    subject = parse(draft.subject)
    if subject.purpose != PAPER_CORRECTION:
        raise CaseError(_("This form cannot be sent from here."))
    with or_busy(), transaction.atomic():
        row = lock(draft, actor)
        if row.sent_at is not None:
            return case_of(row)
        case = Case.objects.select_related("group", "hub", "applicant").get(pk=subject.record)
        _allowed(actor, case)
        correcting.still_awaited(case, subject.round)
        if received_at > database_now():
            raise CaseError(_("The day of receipt lies in the future."))
        if dates.jst_date(received_at) < dates.jst_date(case.step_since):
            raise CaseError(_("The day of receipt lies before the day on which the correction was asked for."))
        sent = content(row, arrived_at=received_at, check=lambda _found: None)
        sending = on_paper(
            row.version, sent.answers, sent.files, scan, key=row.send_key, received_at=received_at,
            on_paper={"received_on": dates.jst_date(received_at).isoformat()},
        )  # fmt: skip
        locked = correcting.finish(case, actor=actor, sending=sending)
        close(row)
        if case.applicant is not None and acts_for_case(case.applicant, case):
            mail_receipt(
                locked, to=case.applicant, template="resubmission_receipt", key=f"receipt:{row.send_key}",
                arrived_at=received_at,
            )  # fmt: skip
    return locked


def record_withdrawal(
    case: Case, *, actor: User, received_on: date, reason: str, scan: PrivateFile, chosen: Collection[str] = ()
) -> Case:
    """The application is taken back by a paper (取下書) of the group, which is kept with the last sending.

    Everybody who acts for the applicant is told by mail. ``chosen`` as in ``withdrawing.take_back``.
    Raises  Forbidden, CaseError (already decided or withdrawn, no reason, a day that cannot be), Busy.
    """
    _allowed(actor, case)
    if not dates.jst_date(case.arrived_at) <= received_on <= timezone.localdate():
        raise CaseError(
            said("The day of the withdrawal lies between the arrival of the application and today.", case.kind)
        )
    if not reason.strip():
        raise CaseError(_("Please write the reason for the withdrawal as the paper gives it."))
    with or_busy(), transaction.atomic():
        paper = {"received_on": received_on.isoformat(), "scan": scan.sha256_stored}
        ended = withdraw(case, actor=actor, reason=reason, on_paper=paper, chosen=chosen)
        CaseFile.objects.create(submission=correcting.last_submission(ended), question=WITHDRAWAL, file=scan)
        for member in people_of(ended):
            key = f"withdrawn:{ended.pk}:{member.pk}"
            mail_receipt(ended, to=member, template="withdrawal_receipt", key=key)
    return ended


def end_correction(case: Case, *, actor: User, onward: bool, reason: str) -> Case:
    """The last day passed without a correction: back to the hub's check, or ``onward`` to the division.

    Raises  Forbidden, CaseError (no correction awaited, or its last day is not over), Stale, Busy.
    """
    _allowed(actor, case)
    correcting.awaited(case)
    task = find_step(case_id=case.pk, task_id=case.open_task or 0, node=correcting.STEP, audience="applicant")
    with locked_step(task, seen_revision=case.revision) as (activation, locked):
        last = correcting.last_submission(locked)
        files = [(question, file) for question, kept in correcting.files_sent(last).items() for file in kept]
        found = gaps(last.version, last.answers, files)
        review.end_correction(
            locked, actor=actor, onward=onward, reason=reason,
            gaps=[gap for gap, _told in found], told=[told for _gap, told in found],
        )  # fmt: skip
        activation.finish(actor=actor, outcome="ended_onward" if onward else "ended")
    return locked


def _allowed(actor: User, case: Case) -> None:
    if access.has_own_interest(actor, case):
        raise Forbidden(said("You belong to the group of this case, so somebody else has to act on it.", case.kind))
    if not access.is_of_the_hub(actor, case):
        raise Forbidden(_("Only the hub of the case does this for the group."))
