"""Filling ``{marks}`` in the wording of a letter.

One pass over the wording: what is filled in stays data, even when it looks like a mark itself.
Wording is written by staff (``programmes.LetterText``), so that every mistake in it is a CaseError.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from cms.core.errors import CaseError

# A mark, or a brace that belongs to none.
_MARK = re.compile(r"\{([^{}]*)\}|([{}])")


def fill(wording: str, values: Mapping[str, str | None]) -> str:
    """``wording`` with each ``{mark}`` replaced by its value.

    Raises CaseError naming the mark when it is unknown, or has no value (None) in this letter, and
    for a brace without its partner.
    """

    def value_of(match: re.Match[str]) -> str:
        mark, brace = match.group(1), match.group(2)
        if brace:
            raise CaseError(
                _("The wording of the letter has a brace “%(brace)s” without its partner.") % {"brace": brace}
            )
        if mark not in values:
            raise CaseError(_("The wording of the letter has an unknown mark {%(mark)s}.") % {"mark": mark})
        value = values[mark]
        if value is None:
            raise CaseError(_("The mark {%(mark)s} has no value in this letter.") % {"mark": mark})
        return value

    return _MARK.sub(value_of, wording)


def unknown(wording: str, known: Mapping[str, object]) -> list[str]:
    """The marks of ``wording`` that no letter can fill, in the order of their appearance."""
    found = [match.group(1) for match in _MARK.finditer(wording) if match.group(2) is None]
    return [mark for mark in dict.fromkeys(found) if mark not in known]
