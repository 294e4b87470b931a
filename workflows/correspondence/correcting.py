"""Correcting a letter that went out: one person writes the new texts, another one lets them go out.

Only the places of ``places.correctable`` can be corrected: to whom, from whom, and typing errors in
named places; never the amount, the decision or the text of the letter.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.correspondence import places
from workflows.correspondence.content import Content, supersedes
from workflows.correspondence.models import Letter, LetterCorrection
from workflows.correspondence.ordering import checked_reason, locked, must_be_newest, next_version
from workflows.correspondence.rights import hindrance_to_confirm, require_handler

State = LetterCorrection.State


def ask_correction(letter: Letter, *, actor: User, reason: str, changes: Mapping[str, str]) -> LetterCorrection:
    """The corrected texts wait for a second person; the letter stays in force as it is.

    ``changes`` maps paths of ``places.correctable(letter.content)`` to their new texts. Raises Forbidden
    without the role and for the own group, and CaseError for a letter that is not the newest or not
    issued, when nothing differs, or while another request waits.
    """
    with transaction.atomic():
        case, letter = locked(letter)
        require_handler(actor, case)
        _can_be_corrected(letter)
        if waiting_correction(letter) is not None:
            raise CaseError(_("A correction of this letter is waiting for an approver already."))
        reason = checked_reason(reason)
        differing = places.differences(letter.content, _corrected(letter, changes))
        if not differing:
            raise CaseError(_("Nothing differs from the letter. Please change what is wrong."))
        correction = LetterCorrection.objects.create(
            letter=letter, changes=dict(changes), reason=reason, asked_by=actor
        )  # fmt: skip
        record(
            case,
            actor=actor,
            verb="letter_correction_asked",
            payload={"number": letter.number, "correction": correction.pk},
            details={"reason": reason, "changes": differing},
        )
        return correction


def confirm_correction(correction: LetterCorrection, *, actor: User) -> Letter:
    """The corrected version is owed; the old one is replaced at the moment the new one is issued.

    Raises Forbidden unless ``actor`` is an approver who neither asked nor drafted nor belongs to the group.
    """
    with transaction.atomic():
        case, letter, correction = _waiting(correction)
        if hindrance := hindrance_to_confirm(actor, correction, case):
            raise Forbidden(hindrance)
        _can_be_corrected(letter)
        content = _corrected(letter, correction.changes)
        content["supersedes"] = supersedes(number=letter.number, date_text=letter.content["date"])
        new = next_version(
            case, letter, actor=actor, reason=correction.reason, content=content, asked_by=correction.asked_by
        )
        _close(correction, State.CONFIRMED, actor=actor, result=new)
        return new


def decline_correction(correction: LetterCorrection, *, actor: User, reason: str) -> LetterCorrection:
    """The letter stays as it is. Said by somebody who could confirm it, or taken back by who asked."""
    with transaction.atomic():
        case, letter, correction = _waiting(correction)
        hindrance = hindrance_to_confirm(actor, correction, case)
        if hindrance and correction.asked_by_id != actor.pk:
            raise Forbidden(hindrance)
        if not reason.strip():
            raise CaseError(_("Please give the reason why the letter stays as it is."))
        _close(correction, State.DECLINED, actor=actor)
        record(
            case,
            actor=actor,
            verb="letter_correction_declined",
            payload={"number": letter.number, "correction": correction.pk},
            details={"reason": reason.strip()},
        )
        return correction


def waiting_correction(letter: Letter) -> LetterCorrection | None:
    """The request that waits for an approver, if there is one."""
    return LetterCorrection.objects.filter(letter=letter, state=State.WAITING).first()


def proposed(correction: LetterCorrection) -> list[dict[str, str]]:
    """Place, text before and text after, of a request that waits."""
    letter = correction.letter
    return places.differences(letter.content, _corrected(letter, correction.changes))


def _waiting(correction: LetterCorrection) -> tuple[Case, Letter, LetterCorrection]:
    """Case, letter and request, locked in this order; the request is still open."""
    case, letter = locked(correction.letter)
    fresh = LetterCorrection.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=correction.pk)
    if fresh.state != State.WAITING:
        raise CaseError(_("This correction has already been confirmed or declined."))
    return case, letter, fresh


def _close(correction: LetterCorrection, state: str, *, actor: User, result: Letter | None = None) -> None:
    """Decided; the texts are kept in the events of the case, where personal values can be erased."""
    correction.state, correction.changes, correction.result = state, {}, result
    correction.decided_by, correction.decided_at = actor, timezone.now()
    correction.save(update_fields=["state", "changes", "result", "decided_by", "decided_at"])


def _can_be_corrected(letter: Letter) -> None:
    must_be_newest(letter)
    if letter.state != Letter.State.ISSUED:
        raise CaseError(_("Only a letter that was issued can be corrected by a new version."))


def _corrected(letter: Letter, changes: Mapping[str, str]) -> Content:
    return places.changed(letter.content, changes, allowed=places.correctable(letter.content))
