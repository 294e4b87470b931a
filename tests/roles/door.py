"""One way of trying one route, and what a cell of the matrix asks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.roles.people import May, nobody
from tests.roles.world import Side, World

Data = dict[str, Any] | Callable[[World, Side], dict[str, Any]]
NOTHING: dict[str, Any] = {}


def given(data: Data, world: World, side: Side) -> dict[str, Any]:
    return data(world, side) if callable(data) else dict(data)


@dataclass(frozen=True)
class Door:
    """A route with the record in its address, who may pass, and how it is tried.

    data     what is posted; None: the page is only read
    effect   table that a passing POST writes: proof that the door works and was not merely answered
    shows    the page that a passing person reads carries the mark of the record's side
    sees     who may read names of the foreign side on it (whoever may pass, unless said)
    ok       status of a passing answer: 200 for a page, 302 for a POST, unless said
    told     further statuses of a refusal that is told in words on a page
    away     where a refused person may be led besides to sign-in
    holds    the text of whoever is signed out is held for after the sign-in; nobody else's is
    method   of an operation of the API, which is sent JSON; empty for a page
    noted    whoever may see the record is on record as its reader, also where the step itself is refused
    """

    name: str
    record: str
    may: May
    data: Data | None = None
    effect: str = ""
    query: Data | None = None
    shows: bool = False
    sees: May | None = None
    ok: int = 0
    told: frozenset[int] = frozenset()
    away: str = ""
    holds: bool = False
    noted: bool = False
    sided: bool | None = None
    method: str = ""

    @property
    def status(self) -> int:
        return self.ok or (200 if self.data is None or self.method else 302)

    @property
    def sides(self) -> tuple[str, ...]:
        """A route without a record is one cell, the same for both sides."""
        has_record = self.record not in ("none", "call", "fresh") if self.sided is None else self.sided
        return ("own", "foreign") if has_record else ("own",)

    def reads_foreign(self, role: str) -> bool:
        return (self.sees or self.may)(role, "foreign")

    def may_write(self, role: str, side: str) -> frozenset[str]:
        """Tables that a refused request of this cell writes rightly."""
        reads = self.noted and (self.sees or self.may)(role, side)
        holds = self.holds and role == "anonymous"
        # The key of a request stands in the transaction that is rolled back with the refusal.
        keyed = {"kizuna_api_givenanswer"} if self.method else set()
        return frozenset(
            ({"cases_casereading"} if reads else set()) | ({"kizuna_forms_heldtext"} if holds else set()) | keyed
        )

    def __str__(self) -> str:
        return f"{self.method or ('GET' if self.data is None else 'POST')} {self.name} {self.record}"


def page(name: str, record: str, may: May, **more: Any) -> Door:
    """A page that is read."""
    return Door(name, record, may, **more)


def act(name: str, record: str, may: May, data: Data, effect: str, **more: Any) -> Door:
    """Something that is done by POST."""
    return Door(name, record, may, data, effect, **more)


def operation(method: str, name: str, record: str, may: May, data: Data | None = None, **more: Any) -> Door:
    """One operation of the API, in a session; ``name`` is that of its address."""
    return Door(f"api:{name}", record, may, data, method=method, **more)


def listing(name: str, may: May, sees: May = nobody, **more: Any) -> Door:
    """A list without a record in its address; ``sees`` may find the foreign side in it."""
    return Door(name, "none", may, sees=sees, **more)
