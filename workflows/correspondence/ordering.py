"""How a letter comes into being: its number, its frozen texts, the PDF that is owed, the event.

Used by the services of this room alone, always under the case's row lock. Lock order: the case, then
the letter, then the request for a correction.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

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
from workflows.correspondence.content import Content, Identity, identified
from workflows.correspondence.models import Letter

REASON_LENGTH = 200


def locked(letter: Letter) -> tuple[Case, Letter]:
    """Both rows locked in this order, read again. Raises CaseError once erased, Busy while another holds one."""
    with or_busy():
        case = lock(letter.case)
        if case.erased_at is not None:
            raise CaseError(_("The content of this letter has been erased, so nothing can be done with it any more."))
        return case, Letter.objects.select_for_update().get(pk=letter.pk)


def must_be_newest(letter: Letter) -> None:
    newer = Letter.objects.filter(replaces=letter).first()
    if newer is not None:
        raise CaseError(_("A newer version of this letter exists already: %(number)s") % {"number": newer.number})


def checked_reason(reason: str) -> str:
    """The reason without white space around. Raises CaseError for none, and for one that is too long."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise CaseError(
            _("Give the reason for the new version in at most %(limit)d characters.") % {"limit": REASON_LENGTH}
        )
    return reason


def next_identity(case: Case) -> Identity:
    """Number, code and date of the next letter of the locked case."""
    last = Letter.objects.filter(case=case).aggregate(last=Max("branch"))["last"] or 0
    return Identity(
        branch=last + 1,
        number=f"{case.number}の{last + 1}",
        code=new_code(),
        dated_on=timezone.localdate(database_now()),
    )


def next_version(
    case: Case, letter: Letter, *, actor: User, reason: str, content: Content, asked_by: User | None = None
) -> Letter:
    """The version after ``letter``. ``asked_by`` wrote the new texts, if that was not ``actor``."""
    reason = checked_reason(reason)
    identity = next_identity(case)
    changes = places.differences(letter.content, content)
    new = create(
        case,
        author=asked_by or actor,
        outcome=letter.outcome,
        identity=identity,
        content={**content, **identified(identity)},
        replaces=letter,
        reason=reason,
    )
    payload: dict[str, Any] = {"number": new.number, "outcome": new.outcome, "version": new.version}
    payload["replaces"] = letter.number
    if asked_by is not None:
        payload["asked_by"] = asked_by.pk
    record(case, actor=actor, verb="letter_owed", payload=payload, details={"reason": reason, "changes": changes})
    return new


def create(
    case: Case,
    *,
    author: User | None,
    outcome: str,
    identity: Identity,
    content: Content,
    replaces: Letter | None = None,
    reason: str = "",
) -> Letter:
    """The row of the letter, and its PDF is owed; the caller records the event.

    Whether an electronic letter finds a reader is decided when it is issued, see ``issuing``.
    """
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
        notice=case.notice,
        created_by=author,
        reason=reason,
    )
    outbox.put(kind="letter", key=outbox_key(letter), payload={"letter": letter.pk})
    return letter


def outbox_key(letter: Letter) -> str:
    return f"letter:{letter.pk}"


def parked_items(letter: Letter) -> list[int]:
    """The outbox's item of this letter, if it waits for a person; a replaced letter needs no more work."""
    waiting = OutboxItem.objects.filter(key=outbox_key(letter), state=OutboxItem.State.PARKED)
    return list(waiting.values_list("pk", flat=True))
