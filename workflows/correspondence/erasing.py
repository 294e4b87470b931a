"""Letters whose content is erased: number, date, kind, code and fingerprint stay, so that they can be verified."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from media.erasing import erase_file
from workflows.cases.models import Case
from workflows.correspondence.models import Letter, LetterCorrection

UNMADE = (Letter.State.RENDERING, Letter.State.PARKED)


def clear(case: Case) -> list[int]:
    """No letter of the locked case holds a text or a PDF any more; returns their keys.

    Raises CaseError while one of them is still to be made: somebody is at work on this case.
    """
    letters = list(Letter.objects.select_for_update(of=("self",)).filter(case=case).select_related("file"))
    for letter in letters:
        if letter.state in UNMADE:
            raise CaseError(_("The letter %(number)s has not been made yet.") % {"number": letter.number})
        letter.content, letter.reason, letter.parked_reason = {}, "", ""
        letter.save(update_fields=["content", "reason", "parked_reason"])
        if letter.file is not None:
            erase_file(letter.file)
    # Who asked and who answered stays; a request that still waits has nothing left to be answered.
    asked = LetterCorrection.objects.filter(letter__case=case)
    asked.filter(state=LetterCorrection.State.WAITING).update(state=LetterCorrection.State.DECLINED)
    asked.update(changes={}, reason="")
    return [letter.pk for letter in letters]
