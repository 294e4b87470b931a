"""What a digest seals: canonical JSON of every column of an event, and SHA-256 over it.

Canonical means: keys sorted, UTF-8, no spaces, times as UTC ISO 8601 with microseconds. Only what
JSON and both databases keep unchanged may be sealed, hence no floats.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from cms.audit.models import ChainedEvent
from cms.core.text import unstorable

UNSEALED = {"digest"}


def canonical(value: Any) -> str:
    """``value`` as canonical JSON; TypeError or ValueError for what would not survive storage."""
    check(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def check(value: Any) -> None:
    """Only None, bool, int, storable str, and lists and dicts (with str keys) of these."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if unstorable(value):
            raise ValueError("text with NUL or a lone surrogate cannot be sealed")
        return
    if isinstance(value, list | tuple):
        for one in value:
            check(one)
        return
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        for key, one in value.items():
            check(key)
            check(one)
        return
    raise TypeError(f"{type(value).__name__} cannot be sealed; give text or whole numbers")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def new_salt() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def details_digest(salt: str, values: dict[str, Any]) -> str:
    """The digest of personal values; without the salt it tells nothing about them."""
    return sha256(canonical({"salt": salt, "values": values}))


def sealed(event: ChainedEvent) -> dict[str, Any]:
    """Every column of ``event`` but its key and its digest, plus the name of its table."""
    columns: dict[str, Any] = {"": event._meta.label_lower}
    for field in event._meta.concrete_fields:
        if field.primary_key or field.attname in UNSEALED:
            continue
        value = getattr(event, field.attname)
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        columns[field.attname] = value
    return columns


def seal(event: ChainedEvent, **instead: Any) -> str:
    """The digest that ``event`` must bear; with ``instead`` given columns stand for its own."""
    return sha256(canonical({**sealed(event), **instead}))
