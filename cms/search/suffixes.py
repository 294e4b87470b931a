"""Substring search in Japanese names without any database extension.

Every ending of a normalised name is stored, so that "contains" becomes "begins with", which an
ordinary index answers. Names are short (≤ 40 characters kept), so the rows stay few.
"""

from __future__ import annotations

from cms.core.text import search_key

LONGEST = 40


def endings(*texts: str) -> list[str]:
    """Distinct endings of the search keys of ``texts``, each at most ``LONGEST`` characters."""
    found: set[str] = set()
    for text in texts:
        key = search_key(text).replace(" ", "")
        found.update(key[start : start + LONGEST] for start in range(len(key)))
    return sorted(found)
