"""Where in the texts of a mailing each reader's own links go."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

UNSUBSCRIBE = "[[unsubscribe]]"
PREFERENCES = "[[preferences]]"
PATTERN = re.compile(r"(\[\[(?:unsubscribe|preferences)\]\])")


def missing(text: str) -> bool:
    """A mail that nobody could unsubscribe from."""
    return UNSUBSCRIBE not in text


def told(text: str) -> str:
    """``text`` for those who write it: in place of the marks stands what comes there."""
    return PATTERN.sub(_("(here stands each reader's own link)"), text)
