"""Where in the texts of a mailing each reader's own links go."""

from __future__ import annotations

import re

UNSUBSCRIBE = "[[unsubscribe]]"
PREFERENCES = "[[preferences]]"
PATTERN = re.compile(r"(\[\[(?:unsubscribe|preferences)\]\])")


def missing(text: str) -> bool:
    """A mail that nobody could unsubscribe from."""
    return UNSUBSCRIBE not in text
