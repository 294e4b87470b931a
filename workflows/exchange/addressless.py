"""Texts that others read before anybody has agreed to be reached: no address and no number may stand in them."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Ten or eleven digits from a 0 on, however they are divided; dashes of every width.
DASH = r"[-‐‑‒–—―−ーｰ()・.\s]"
PHONE = re.compile(rf"(?<!\d)(?:\+81{DASH}?|0)\d(?:{DASH}{{0,2}}\d){{8,9}}(?!\d)")
WRITTEN = re.compile(r"\S@\S|https?:|www\.|[a-z0-9][a-z0-9-]*\.(?:jp|com|net|org|info|me)\b", re.IGNORECASE)


def has_address(text: str) -> bool:
    """A telephone number, an e-mail or a web address, in any width."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(PHONE.search(plain) or WRITTEN.search(plain))


def refuse_address(text: str) -> None:
    """ValidationError with what to do instead."""
    if has_address(text):
        raise ValidationError(
            _(
                "Please leave out telephone numbers, e-mail and web addresses. "
                "They are passed on after both sides agree."
            )
        )
