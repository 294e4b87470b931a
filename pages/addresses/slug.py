"""What the last part of an address may be made of."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
ALLOWED = re.compile(r"[a-z0-9]+(?:[_-]+[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Small letters, figures and hyphens between them; ``_`` too, because codes of hubs and calls may have it."""
    return len(text) <= LONGEST and bool(ALLOWED.fullmatch(text))


def normalised(typed: str) -> str:
    """What was meant: half-width, small, hyphens for spaces."""
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    return re.sub(r"[\s‐‑‒–—−]+", "-", text)
