"""A matter: what a kind keeps for a person beside their cases, as pages and the API tell it and act on it.

A group that was asked to help has the request, a volunteer the appointment. A kind says its sorts of matters here;
its pages and the API find one by the same rows and do the same actions, so that a rule stands once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from cms.people.models import User
from media.models import PrivateFile
from workflows.engine.panels import Text

Value = str | int | bool | date | datetime | None
Form = forms.Form
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One thing that is told; ``key`` never changes, ``label`` are words. ``text``: the words of a code."""

    key: str
    label: Text
    value: Value
    text: Text = ""


@dataclass(frozen=True)
class Listing:
    """Rows of facts, such as the entries of a log."""

    key: str
    label: Text
    rows: Sequence[Sequence[Fact]]


@dataclass(frozen=True)
class Line:
    """A matter in a list. ``asks``: what it asks the person to do now, in words. ``page`` is for people."""

    title: Text
    state: str
    state_label: Text
    page: str
    case: str | None = None
    asks: Text = ""
    due_on: date | None = None


@dataclass(frozen=True)
class MatterFile:
    """``opened`` puts the reading on record, where that is done."""

    id: str
    title: Text
    kept: PrivateFile
    opened: Callable[[User], object] = lambda user: None


@dataclass(frozen=True)
class Told:
    """The whole matter, besides its line."""

    facts: Sequence[Fact] = ()
    listings: Sequence[Listing] = ()
    files: Sequence[MatterFile] = ()


@dataclass(frozen=True)
class Action:
    """What a person may do to a matter: the page and the API build the same form and call the same service.

    offered  whether it can be done now; what cannot be done is for the service to refuse
    do       gets the valid form, None where the action has none
    form     builds the form of what was given; raises CaseError where there is nothing to fill in
    said     words for whoever has done it
    confirm  the question that is put before what cannot be taken back
    patience  seconds in the queue for what must not be refused because others are at work or have changed something
    """

    id: str
    label: Text
    offered: Callable[[Any, User], bool]
    do: Callable[[Any, User, Any], object]
    form: Callable[[Any, User, Given | None], Form] | None = None
    said: Callable[[Any], Text] = lambda found: ""
    confirm: Callable[[Any], Text] = lambda found: ""
    help: Text = ""
    patience: int = 0


@dataclass(frozen=True)
class MatterSort:
    """A sort of matter.

    name     its name in addresses, unlike that of any other kind's sort: begins with the slug of the kind
    title    what such a matter is called
    rows     those of a person: the one rule about who reads and does, with all that ``line`` needs in one statement
    moment   column of a row by which lists are sorted, newest first
    key      column by which an address names a row: its number, or ``pk``
    version  changes with everything that the person sees and acts by, and with nothing else
    case     the number of the case that is locked while something is done
    """

    name: str
    title: Text
    rows: Callable[[Any], QuerySet[Any]]
    moment: str
    line: Callable[[Any], Line]
    told: Callable[[Any, User], Told]
    version: Callable[[Any], str]
    case: Callable[[Any], int]
    actions: tuple[Action, ...] = ()
    key: str = "pk"
    by_id: Mapping[str, Action] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {one.id: one for one in self.actions})

    def id_of(self, found: Any) -> str:
        return str(getattr(found, self.key))

    def find(self, user: Any, matter_id: str) -> Any:
        """The row that an address names among those of ``user``; None for a foreign one, or one that never was."""
        value: Any = matter_id if self.key != "pk" else _number(matter_id)
        return self.rows(user).filter(**{self.key: value}).first()


def mark_of(*shown: Any) -> str:
    """A version that tells nobody what it was made of."""
    return salted_hmac("workflows.engine.matter", repr(shown)).hexdigest()[:16]


def _number(text: str) -> int:
    """No row has the number 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
