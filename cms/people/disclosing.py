"""What every room keeps about one person, for the file that goes to that person (保有個人情報の開示).

A room registers what it holds: a source that finds the rows, the tables that the source covers, and for every other
table that names a person or an address the reason why its rows stay out. Rows that several people share give up only
what is the asker's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.text import search_key
from cms.people.access import roles_of
from cms.people.models import Person, Role, User
from cms.search.suffixes import LONGEST

Text = str | Promise
Row = dict[str, Any]
# Fewer digits are no telephone number.
SHORTEST_PHONE = 9

# Why rows stay out, in the words of the law's exceptions and of what the file is for.
OFFICE: Text = _("Names who of the staff did something in office: a record of the office, not of the person.")
TECHNICAL: Text = _("Keeps the service running and is gone after a short time.")
OF_A_BODY: Text = _("Tells how an office or a group is reached, not a person.")


DISCLOSES_ALL = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER)
DISCLOSES_HUB = (Role.REVIEWER, Role.CHIEF)


def discloses(user: Any) -> bool:
    """Hands out what is kept about one person to that person: the division, and a hub what it keeps itself."""
    return roles_of(user).has(*DISCLOSES_ALL, *DISCLOSES_HUB)


def hubs_disclosed(user: Any) -> frozenset[int] | None:
    """The hubs whose rows this person hands out; None for the whole ward."""
    roles = roles_of(user)
    return None if roles.has(*DISCLOSES_ALL) else frozenset(roles.hubs_as(*DISCLOSES_HUB))


def digits(text: str) -> str:
    """Of a telephone number, in whatever width it was typed."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdigit())


def address_key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def name_key(text: str) -> str:
    return search_key(text).replace(" ", "")


@dataclass(frozen=True)
class Whom:
    """The person, and how far the member of staff may read: ``hubs`` None is the whole ward."""

    reader: User
    hubs: frozenset[int] | None
    names: frozenset[str]
    persons: frozenset[int] = frozenset()
    user: User | None = None
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @property
    def user_id(self) -> int:
        """0, which no account has, for a person without one."""
        return self.user.pk if self.user else 0

    def at(self, path: str) -> Q:
        """Rows of the hubs that the reader may read; ``path`` leads to the hub."""
        return Q() if self.hubs is None else Q(**{f"{path}__in": self.hubs})

    def has_address(self, column: str) -> Q:
        """Rows in which ``column`` is an address of the person."""
        found = Q(pk__in=[])
        for address in sorted(self.addresses):
            found |= Q(**{f"{column}__iexact": address})
        return found

    def is_reached(self, text: str) -> bool:
        """Whether ``text`` is an address or a telephone number of the person."""
        return address_key(text) in self.addresses or digits(text) in self.phones

    def is_named(self, text: str) -> bool:
        """Whether ``text`` may name the person: the whole name, or the family name alone."""
        key = name_key(text)
        return any(key == own or (len(key) > 1 and own.startswith(key)) for own in self.names)

    def is_called(self, text: str) -> bool:
        """Whether ``text`` is the person's whole name."""
        return name_key(text) in self.names


@dataclass(frozen=True)
class Table:
    """Rows as stored, with words for the columns and for the values that are chosen from a list."""

    key: str
    title: Text
    columns: Mapping[str, Text]
    rows: list[Row]
    words: Mapping[str, Mapping[Any, Text]] = default(default_factory=dict)


@dataclass(frozen=True)
class KeptFile:
    """``name`` with its folder; ``read`` gives the bytes, or raises FileNotFoundError."""

    name: str
    read: Callable[[], bytes]


@dataclass
class Kept:
    """What one room, or all of them, hold. ``cases`` are on record as read; ``persons`` may be told to the reader."""

    tables: list[Table] = default(default_factory=list)
    files: list[KeptFile] = default(default_factory=list)
    cases: set[int] = default(default_factory=set)
    persons: set[int] = default(default_factory=set)

    @property
    def row_count(self) -> int:
        return sum(len(table.rows) for table in self.tables)

    def join(self, other: Kept) -> None:
        self.tables += [table for table in other.tables if table.rows]
        self.files += other.files
        self.cases |= other.cases
        self.persons |= other.persons


Source = Callable[[Whom], Kept]
_sources: dict[str, Source] = {}
_covered: set[str] = set()
_left_out: dict[str, Text] = {}


def register(
    room: str, source: Source | None = None, *, tables: Collection[str] = (), left_out: Mapping[str, Text] | None = None
) -> None:
    """``tables`` and ``left_out`` are labels of models, as ``app.Model``."""
    if source is not None:
        _sources[room] = source
    _covered.update(tables)
    _left_out.update(left_out or {})


def classified() -> tuple[frozenset[str], Mapping[str, Text]]:
    """Labels of the tables that are in the file, and of those that are not with the reason."""
    return frozenset(_covered), dict(_left_out)


def sources() -> list[Source]:
    return list(_sources.values())


def table(
    key: str, title: Text, rows: QuerySet[Any], columns: Mapping[str, Text], *,
    only: Callable[[Row], bool] | None = None, beside: Collection[str] = (),
) -> Table:  # fmt: skip
    """The ``columns`` of ``rows``, paths as in ``values``. ``only`` drops what is not the person's; it reads the
    columns ``beside`` too, which stay out of the file."""
    found = [row for row in rows.values(*columns, *beside).iterator() if only is None or only(row)]
    taken = [{path: row[path] for path in columns} for row in found]
    words = {path: dict(field.flatchoices) for path in columns if (field := _field(rows.model, path)) and field.choices}
    return Table(key, title, columns, taken, words)


def _field(model: type[Model], path: str) -> Field[Any, Any] | None:
    """The column at the end of ``path``."""
    *steps, last = path.split("__")
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        found = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def whom_of(reader: User, hubs: frozenset[int] | None, person: Person) -> Whom:
    """The person of the record, and every other record that bears the same name and is reached the same way."""
    names = [person.name, person.name_alternative]
    start = Whom(reader, hubs, frozenset(key for key in map(name_key, names) if key), frozenset({person.pk}))
    return _with_others(_reached(start, [person.email], [person.phone]), person.user)


def whom_called(reader: User, hubs: frozenset[int] | None, *, name: str, email: str = "", phone: str = "") -> Whom:
    """Whoever bears ``name`` and is reached so."""
    start = Whom(reader, hubs, frozenset(key for key in [name_key(name)] if key))
    return _with_others(_reached(start, [email], [phone]), None)


def _reached(whom: Whom, addresses: Iterable[str], phones: Iterable[str]) -> Whom:
    """``whom``, who is reached so too."""
    more = {one for one in map(address_key, addresses) if one}
    numbers = {one for one in map(digits, phones) if len(one) >= SHORTEST_PHONE}
    return replace(whom, addresses=whom.addresses | more, phones=whom.phones | numbers)


def _with_others(whom: Whom, user: User | None) -> Whom:
    """With the account and the other records of the person: each application on paper makes one."""
    user = user or _account(whom)
    terms = [key[:LONGEST] for key in whom.names]
    called = Person.objects.filter(terms__term__in=terms, erased_at=None).select_related("user").distinct()
    same = [
        one
        for one in called
        if (whom.is_called(one.name) or whom.is_called(one.name_alternative))
        and (whom.is_reached(one.email) or whom.is_reached(one.phone))
    ]
    if user is None and len(accounts := {one.user for one in same if one.user is not None}) == 1:
        user = accounts.pop()
    # Two accounts of one name at one telephone may be a parent and a child: neither is chosen for staff.
    theirs = [one for one in same if one.user_id is None or (user is not None and one.user_id == user.pk)]
    if user is not None and (own := Person.objects.filter(user=user).first()) is not None:
        theirs.append(own)
    known = _reached(whom, [one.email for one in theirs], [one.phone for one in theirs])
    known = _reached(known, [user.email] if user else [], [])
    known = replace(known, user=user, persons=whom.persons | {one.pk for one in theirs})
    # A newly known address or telephone, or name of the account, may lead to further records.
    grown = (known.addresses, known.phones, known.user) != (whom.addresses, whom.phones, whom.user)
    return _with_others(known, user) if grown else known


def _account(whom: Whom) -> User | None:
    """The account with an address of the person, unless it bears another name."""
    for user in User.objects.select_related("person").filter(whom.has_address("email")):
        known = [user.get_full_name(), user.person.name if hasattr(user, "person") else ""]
        known = [one for one in known if one.strip()]
        if not known or any(whom.is_called(one) for one in known):
            return user
    return None
