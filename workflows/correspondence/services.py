"""What people do with letters: order, correct, replace, post, open. Workers make them, see ``issuing``.

A letter that went out is never changed: its correction is a new version with a number of its own,
and the old one stays readable. Lock order: the case, then the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.core.waiting import or_busy
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.correspondence import places
from workflows.correspondence.codes import new_code
from workflows.correspondence.content import Content, Identity, freeze, identified, supersedes
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import current_letter, letters_of, newest_letter, readable_letters

__all__ = [
    "current_letter",
    "issue_letter",
    "letters_of",
    "newest_letter",
    "readable_letters",
    "record_opening",
    "record_posting",
    "reissue",
    "replace_text",
    "retry_letter",
]

State = Letter.State
DECISIONS = (Case.Outcome.GRANTED, Case.Outcome.REFUSED)
REASON_LENGTH = 200


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
    if outcome in DECISIONS and case.outcome != outcome:
        raise CaseError(_("The case was not decided in the way that this letter says."))
    identity = _next_identity(case)
    content = freeze(case, outcome=outcome, identity=identity)
    return _order(case, actor=actor, outcome=outcome, identity=identity, content=content)


def reissue(letter: Letter, *, actor: User, reason: str, changes: Mapping[str, str]) -> Letter:
    """A corrected version is owed; the old one is replaced at the moment the new one is issued.

    ``changes`` maps paths of ``places.correctable(letter.content)`` to their new texts; everything
    else stays as it was. Raises CaseError for a letter that is not the newest or not issued yet.
    """
    with transaction.atomic():
        case, letter = _locked(letter)
        _newest(letter)
        if letter.state != State.ISSUED:
            raise CaseError(_("Only a letter that was issued can be corrected by a new version."))
        content = places.changed(letter.content, changes, allowed=places.correctable(letter.content))
        content["supersedes"] = supersedes(number=letter.number, date_text=letter.content["date"])
        return _next_version(case, letter, actor=actor, reason=reason, content=content)


def replace_text(letter: Letter, *, actor: User, reason: str, content_changes: Mapping[str, str]) -> Letter:
    """A new version says in other characters (代替表記) what the parked ``letter`` could not print.

    ``content_changes`` maps paths of ``places.holes(letter.content)`` to texts that can be printed;
    all holes must be gone afterwards. Raises CaseError otherwise.
    """
    with transaction.atomic():
        case, letter = _locked(letter)
        _newest(letter)
        if letter.state != State.PARKED:
            raise CaseError(_("This letter does not wait for other characters."))
        content = places.changed(letter.content, content_changes, allowed=places.holes(letter.content))
        if left := places.holes(content):
            raise CaseError(_("Characters that cannot be printed are left: %(where)s") % {"where": places.told(left)})
        new = _next_version(case, letter, actor=actor, reason=reason, content=content)
        letter.state = State.REPLACED
        letter.save(update_fields=["state"])
        outbox.retry(_parked_items(letter))
        return new


def retry_letter(letter: Letter, *, actor: User) -> Letter:
    """The parked letter is tried again as it stands. Raises CaseError when it is not parked."""
    with transaction.atomic():
        case, letter = _locked(letter)
        if letter.state != State.PARKED:
            raise CaseError(_("This letter is not waiting for a person."))
        if not outbox.retry(_parked_items(letter)):
            raise CaseError(_("This letter is being worked on. Please look again in a minute."))
        letter.state, letter.parked_reason = State.RENDERING, ""
        letter.save(update_fields=["state", "parked_reason"])
        record(case, actor=actor, verb="letter_owed", payload={"number": letter.number, "again": True})
        return letter


def record_posting(letter: Letter | None, *, actor: User, posted_on: date) -> Letter:
    """The day on which the printed letter was posted is on record; a wrong day can be set right.

    Raises CaseError without an issued letter, and for a day before the letter's date or after today.
    """
    if letter is None:
        raise CaseError(_("There is no letter to post yet."))
    with transaction.atomic():
        case, letter = _locked(letter)
        if letter.state != State.ISSUED:
            raise CaseError(_("Only the newest issued letter can be posted."))
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
        case, letter = _locked(letter)
        if letter.file_id is None:
            raise CaseError(_("The letter is still being made."))
        if letter.opened_at is None:
            letter.opened_at = database_now()
            letter.save(update_fields=["opened_at"])
            record(case, actor=actor, verb="letter_opened", payload={"number": letter.number})
        return letter


def _key(letter: Letter) -> str:
    return f"letter:{letter.pk}"


def _parked_items(letter: Letter) -> list[int]:
    """The outbox's item of this letter, if it waits for a person; a replaced letter needs no more work."""
    return list(OutboxItem.objects.filter(key=_key(letter), state=OutboxItem.State.PARKED).values_list("pk", flat=True))


def _locked(letter: Letter) -> tuple[Case, Letter]:
    """Both rows locked in this order, read again. Raises CaseError once erased, Busy while another holds one."""
    with or_busy():
        case = lock(letter.case)
        if case.erased_at is not None:
            raise CaseError(_("The content of this letter has been erased, so nothing can be done with it any more."))
        return case, Letter.objects.select_for_update().get(pk=letter.pk)


def _newest(letter: Letter) -> None:
    newer = Letter.objects.filter(replaces=letter).first()
    if newer is not None:
        raise CaseError(_("A newer version of this letter exists already: %(number)s") % {"number": newer.number})


def _next_identity(case: Case) -> Identity:
    """Number, code and date of the next letter of the locked case."""
    last = Letter.objects.filter(case=case).aggregate(last=Max("branch"))["last"] or 0
    return Identity(
        branch=last + 1,
        number=f"{case.number}の{last + 1}",
        code=new_code(),
        dated_on=timezone.localdate(database_now()),
    )


def _next_version(case: Case, letter: Letter, *, actor: User, reason: str, content: Content) -> Letter:
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise CaseError(
            _("Give the reason for the new version in at most %(limit)d characters.") % {"limit": REASON_LENGTH}
        )
    identity = _next_identity(case)
    return _order(
        case,
        actor=actor,
        outcome=letter.outcome,
        identity=identity,
        content={**content, **identified(identity)},
        replaces=letter,
        reason=reason,
    )


def _order(
    case: Case,
    *,
    actor: User | None,
    outcome: str,
    identity: Identity,
    content: Content,
    replaces: Letter | None = None,
    reason: str = "",
) -> Letter:
    letter = Letter.objects.create(
        case=case,
        outcome=outcome,
        branch=identity.branch,
        number=identity.number,
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        content=content,
        dated_on=identity.dated_on,
        code=identity.code,
        notice=_notice(case),
        created_by=actor,
        reason=reason,
    )
    outbox.put(kind="letter", key=_key(letter), payload={"letter": letter.pk})
    payload = {"number": letter.number, "outcome": outcome, "version": letter.version}
    details = None
    if replaces is not None:
        payload["replaces"] = replaces.number
        details = {"reason": reason, "before": replaces.content, "after": content}
    record(case, actor=actor, verb="letter_owed", payload=payload, details=details)
    return letter


def _notice(case: Case) -> str:
    """Electronic only for those who asked for it and have an account in which to read it."""
    electronic = case.notice == Case.Notice.ELECTRONIC and case.applicant_id is not None
    return Case.Notice.ELECTRONIC if electronic else Case.Notice.POST
