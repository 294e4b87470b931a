"""What other rooms hold of a group, beside its record in the register. The rooms register what they have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from cms.people.models import CommunityGroup

# As many of each as the record shows; whoever needs more follows the links.
AT_ONCE = 20


class Line(NamedTuple):
    """``url`` of the page that says more, empty without one."""

    text: str
    url: str = ""


class Panel(NamedTuple):
    title: Any
    lines: list[Line]


class Column(NamedTuple):
    """A column of the register as a list: a number, a day or a text by the id of the group."""

    title: Any
    values: Mapping[int, Any]


Source = Callable[[CommunityGroup, Any], list[Panel]]
# The same titles in the same order for any groups, and a fixed number of queries.
Columns = Callable[[Collection[int], Any], list[Column]]
_sources: dict[str, tuple[Source, Columns]] = {}


def register(name: str, source: Source, columns: Columns) -> None:
    """Both give what the reader, a member of staff, may know of the groups and no more."""
    _sources[name] = (source, columns)


def panels_of(group: CommunityGroup, reader: Any) -> list[Panel]:
    return [panel for _name, (source, _columns) in sorted(_sources.items()) for panel in source(group, reader)]


def columns_of(groups: Collection[int], reader: Any) -> list[Column]:
    return [column for _name, (_source, columns) in sorted(_sources.items()) for column in columns(groups, reader)]
