"""What people do with letters: order, correct, replace, post, open. Workers make them, see ``issuing``.

A letter that went out is never changed: its correction is a new version with a number of its own,
and the old one stays readable. Lock order: the case, then the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.jobs import outbox
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.correspondence import places
from workflows.correspondence.content import freeze
from workflows.correspondence.correcting import (
    ask_correction,
    confirm_correction,
    decline_correction,
    waiting_correction,
)
from workflows.correspondence.kinds import letter_kind
from workflows.correspondence.models import Letter
from workflows.correspondence.ordering import (
    create,
    locked,
    must_be_newest,
    next_identity,
    next_version,
    parked_items,
)
from workflows.correspondence.queries import current_letter, letters_of, newest_letter, readable_letters
from workflows.correspondence.rights import require_handler

__all__ = [
    "ask_correction",
    "confirm_correction",
    "current_letter",
    "decline_correction",
    "issue_letter",
    "letters_of",
    "newest_letter",
    "readable_letters",
    "record_opening",
    "record_posting",
    "replace_text",
    "retry_letter",
]

State = Letter.State


def issue_letter(case: Case, *, actor: User | None, outcome: str) -> Letter:
    """The letter of ``outcome`` has its number and its frozen texts, and its PDF is owed.

    Runs inside the caller's transaction (RuntimeError outside one) under the case's row lock. Asked
    twice, the newest version of that letter is the answer. Raises CaseError when the case was not
    decided so, or when the programme's data cannot fill the letter.
    """
    case = lock(case)
    existing = Letter.objects.filter(case=case, outcome=outcome).order_by("-version").first()
    if existing is not None:
        return existing
    if letter_kind(case.kind, outcome).decides and case.outcome != outcome:
        raise CaseError(_("The case was not decided in the way that this letter says."))
    identity = next_identity(case)
    content = freeze(case, outcome=outcome, identity=identity)
    letter = create(case, author=actor, outcome=outcome, identity=identity, content=content)
    payload = {"number": letter.number, "outcome": outcome, "version": letter.version}
    record(case, actor=actor, verb="letter_owed", payload=payload)
    return letter


def replace_text(letter: Letter, *, actor: User, reason: str, content_changes: Mapping[str, str]) -> Letter:
    """A new version says in other characters (代替表記) what the parked ``letter`` could not print.

    ``content_changes`` maps paths of ``places.holes(letter.content)`` to texts that differ in the
    characters that cannot be printed alone; all holes must be gone afterwards. Raises CaseError
    otherwise, and Forbidden without the role and for the own group.
    """
    with transaction.atomic():
        case, letter = locked(letter)
        require_handler(actor, case)
        must_be_newest(letter)
        if letter.state != State.PARKED:
            raise CaseError(_("This letter does not wait for other characters."))
        lacking = places.holes(letter.content)
        places.only_holes_differ(lacking, content_changes)
        content = places.changed(letter.content, content_changes, allowed=lacking)
        if left := places.holes(content):
            raise CaseError(_("Characters that cannot be printed are left: %(where)s") % {"where": places.told(left)})
        new = next_version(case, letter, actor=actor, reason=reason, content=content)
        letter.state = State.REPLACED
        letter.save(update_fields=["state"])
        outbox.retry(parked_items(letter))
        return new


def retry_letter(letter: Letter, *, actor: User) -> Letter:
    """The parked letter is tried again as it stands. Raises CaseError when it is not parked."""
    with transaction.atomic():
        case, letter = locked(letter)
        require_handler(actor, case)
        if letter.state != State.PARKED:
            raise CaseError(_("This letter is not waiting for a person."))
        if not outbox.retry(parked_items(letter)):
            raise CaseError(_("This letter is being worked on. Please look again in a minute."))
        letter.state, letter.parked_reason = State.RENDERING, ""
        letter.save(update_fields=["state", "parked_reason"])
        record(case, actor=actor, verb="letter_owed", payload={"number": letter.number, "again": True})
        return letter


def record_posting(letter: Letter | None, *, actor: User, posted_on: date) -> Letter:
    """The day on which the printed letter was posted is on record; a wrong day can be set right.

    Raises CaseError without an issued letter on paper, while a newer version of it is being made or asked
    for, and for a day before the letter's date or after today; Forbidden without the role or for the own group.
    """
    if letter is None:
        raise CaseError(_("There is no letter to post yet."))
    with transaction.atomic():
        case, letter = locked(letter)
        require_handler(actor, case)
        _can_be_posted(letter)
        if not letter.dated_on <= posted_on <= timezone.localdate(database_now()):
            raise CaseError(
                _("The day of posting lies between the date of the letter (%(day)s) and today.")
                % {"day": dates.wareki(letter.dated_on)}
            )
        if letter.posted_on == posted_on:
            return letter
        before = letter.posted_on.isoformat() if letter.posted_on else None
        letter.posted_on, letter.posted_by = posted_on, actor
        letter.save(update_fields=["posted_on", "posted_by"])
        payload = {"number": letter.number, "before": before, "after": posted_on.isoformat()}
        record(case, actor=actor, verb="letter_posted", payload=payload)
        return letter


def record_opening(letter: Letter, *, actor: User) -> Letter:
    """The first opening by the applicant's side is on record; later ones change nothing.

    The caller has decided that ``actor`` may read the letter and reads it for the group.
    """
    if letter.opened_at is not None:
        return letter
    with transaction.atomic():
        case, letter = locked(letter)
        if letter.file_id is None:
            raise CaseError(_("The letter is still being made."))
        if letter.opened_at is None:
            letter.opened_at = database_now()
            letter.save(update_fields=["opened_at"])
            record(case, actor=actor, verb="letter_opened", payload={"number": letter.number})
        return letter


def _can_be_posted(letter: Letter) -> None:
    """On paper, in force, and not about to be replaced; a day already recorded may be set right at any time."""
    if letter.notice != Case.Notice.POST:
        raise CaseError(_("This letter is given out electronically, so it is not posted."))
    if letter.state != State.ISSUED:
        raise CaseError(_("Only the newest issued letter can be posted."))
    if letter.posted_on is not None:
        return
    newer = Letter.objects.filter(replaces=letter).first()
    if newer is not None:
        raise CaseError(
            _("A newer version (%(number)s) is being made. Please wait for it and post that one.")
            % {"number": newer.number}
        )
    if waiting_correction(letter) is not None:
        raise CaseError(_("A correction of this letter is waiting for an approver. Please wait for the answer."))
