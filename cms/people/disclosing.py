"""What every room keeps about one person, for the file that goes to that person (保有個人情報の開示).

A room registers what it holds: a source that finds the rows, the tables that the source covers, and for every other
table that names a person or an address the reason why its rows stay out. Rows that several people share give up only
what is the asker's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.text import search_key
from cms.people.access import roles_of
from cms.people.models import Person, Role, User

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
    """The person of the record, and every other record that bears the same name and the same address or telephone."""
    user = person.user
    names = [person.name, person.name_alternative, user.get_full_name() if user else ""]
    reached = [person.email, user.email if user else ""]
    return _whole(reader, hubs, {person.pk}, user, names, reached, [person.phone])


def whom_called(reader: User, hubs: frozenset[int] | None, *, name: str, email: str = "", phone: str = "") -> Whom:
    """Whoever bears ``name`` and is reached so; an account belongs to them if it bears no other name."""
    user = User.objects.select_related("person").filter(email__iexact=email.strip()).first() if email.strip() else None
    if user is not None:
        known = [user.get_full_name(), user.person.name if hasattr(user, "person") else ""]
        known = [one for one in known if one.strip()]
        if known and not any(name_key(one) == name_key(name) for one in known):
            user = None
    persons = {user.person.pk} if user is not None and hasattr(user, "person") else set()
    return _whole(reader, hubs, persons, user, [name], [email], [phone])


def _whole(
    reader: User, hubs: frozenset[int] | None, persons: set[int], user: User | None,
    names: Iterable[str], addresses: Iterable[str], phones: Iterable[str],
) -> Whom:  # fmt: skip
    whom = Whom(
        reader=reader, hubs=hubs, user=user, persons=frozenset(persons),
        names=frozenset(key for key in map(name_key, names) if key),
        addresses=frozenset(one for one in map(address_key, addresses) if one),
        phones=frozenset(one for one in map(digits, phones) if len(one) >= SHORTEST_PHONE),
    )  # fmt: skip
    return Whom(**{**vars(whom), "persons": whom.persons | _others(whom)})


def _others(whom: Whom) -> frozenset[int]:
    """Records of the same name that are reached the same way: each application on paper makes one."""
    called = Person.objects.filter(terms__term__in=[key[:40] for key in whom.names], erased_at=None).distinct()
    return frozenset(
        one.pk
        for one in called.filter(Q(user=None) | Q(user=whom.user_id))
        if (whom.is_called(one.name) or whom.is_called(one.name_alternative))
        and (whom.is_reached(one.email) or whom.is_reached(one.phone))
    )
