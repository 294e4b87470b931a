"""What the API refuses, as exceptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Place(NamedTuple):
    """One place in the request (JSON pointer, ``?parameter`` or ``Header:``), and what is wrong there."""

    pointer: str
    detail: str


class Unreachable(Exception):
    """No answer came. Whether the request was done is not known: send it again with the same ``idempotency_key``."""


class Problem(Exception):
    """An answer of RFC 9457. ``code`` never changes; ``title`` and ``detail`` are in the language asked for."""

    def __init__(self, status: int, told: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.title = str(told.get("title", ""))
        self.detail = str(told.get("detail", ""))
        self.errors = [Place(str(one["pointer"]), str(one["detail"])) for one in told.get("errors") or []]
        self.told = dict(told)
        after = headers.get("Retry-After", "")
        self.retry_after = int(after) if after.isdigit() else None
        super().__init__(f"{status} {self.code}: {self.detail or self.title}")

    def at(self, pointer: str) -> list[str]:
        """What is wrong at one place of the request."""
        return [one.detail for one in self.errors if one.pointer == pointer]


def problem_from(status: int, body: bytes, headers: Mapping[str, str]) -> Problem:
    """Also of an answer that does not come from the API itself but from a proxy before it."""
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    return Problem(status, told if isinstance(told, dict) else {}, headers)
