"""What other rooms hold of a group, beside its record in the register. The rooms register what they have."""

from __future__ import annotations

from collections.abc import Callable
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


Source = Callable[[CommunityGroup, Any], list[Panel]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """``source`` gives what the reader, a member of staff, may know of the group and no more."""
    _sources[name] = source


def panels_of(group: CommunityGroup, reader: Any) -> list[Panel]:
    return [panel for _name, source in sorted(_sources.items()) for panel in source(group, reader)]
