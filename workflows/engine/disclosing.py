"""What every room keeps about one person, for the file that goes to that person (個人情報の開示).

The rooms register what they have; what is kept by a hub that the staff member does not look after stays out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.people.models import Person
from workflows.cases.models import Case
from workflows.correspondence.models import Letter

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Whom:
    """The person; ``hubs`` whose records the staff member reads (None: all); ``cases`` of the person that they read."""

    person: Person
    hubs: set[int] | None
    cases: list[Case]

    @property
    def addresses(self) -> set[str]:
        """In small letters, as mails may be compared."""
        known = [self.person.email, self.person.user.email if self.person.user else ""]
        return {one.strip().casefold() for one in known if one.strip()}

    def is_of(self, reach: str) -> bool:
        """Whether somebody who is reached so is this person: their address, or the digits of their telephone."""
        digits = _digits(self.person.phone)
        return reach.strip().casefold() in self.addresses or bool(digits and digits == _digits(reach))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


Source = Callable[[Whom], Tables]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """``name`` is the room's; its tables are named by what is in them."""
    _sources[name] = source


def tables_of(whom: Whom) -> Tables:
    """Every table of every room; a name that two rooms use holds the rows of both."""
    found: Tables = {}
    for _name, source in sorted(_sources.items()):
        for table, rows in source(whom).items():
            found.setdefault(table, []).extend(rows)
    return found


def applications(whom: Whom) -> Tables:
    """Whatever the person sent, of every kind and with every outcome; of a group's case only that they sent it."""
    letters = Letter.objects.filter(case__in=[case for case in whom.cases if case.group_id is None]).order_by("pk")
    return {
        "applications": [_application(case) for case in whom.cases],
        "letters": [
            {
                "number": one.number, "title": one.title, "dated_on": one.dated_on, "state": one.state,
                "text": one.content.get("body", []), "items": one.content.get("items", []),
            }
            for one in letters
        ],
    }  # fmt: skip


def _application(case: Case) -> Row:
    newest = case.submissions.order_by("-number").first() if case.group_id is None else None
    return {
        "number": case.number, "kind": case.kind, "call": case.call.title, "hub": case.hub.name,
        "arrived_at": case.arrived_at, "outcome": case.outcome, "for_group": case.group_id is not None,
        "answers": newest.answers if newest else {},
    }  # fmt: skip


register("cases", applications)
