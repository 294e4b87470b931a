"""The two kinds of shape: what is given to the API, and what it tells."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict


class Given(Schema):
    """A body. What it does not name is refused, never ignored (mass assignment), and a text is no number."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Asked(Schema):
    """A set of parameters of an address, which are texts by nature."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """An answer, whole and exact: clients are generated from it."""

    model_config = ConfigDict(extra="forbid")


class Fault(Told):
    pointer: str
    detail: str


class ProblemDetails(Schema):
    """RFC 9457. ``code`` never changes; ``title`` and ``detail`` are in the language asked for."""

    model_config = ConfigDict(extra="allow")

    type: str
    code: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
