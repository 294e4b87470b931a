"""What an issue may lead to, told by the rooms that own it: a case, the page of an event.

Nothing here imports a room above: each registers its kind of thing, and how to find and to show some of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workflows.fieldwork.models import IssueLink


@dataclass(frozen=True)
class Shown:
    """A linked thing as a person may see it; without a title it is not theirs to see."""

    link: IssueLink
    label: Any
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class Thing:
    """``find`` turns what somebody typed into a key, for what they may read; ``show``: keys → (title, address)."""

    code: str
    label: Any
    help: Any
    find: Callable[[str, Any], str | None]
    show: Callable[[list[str], Any], dict[str, tuple[str, str]]]


_things: dict[str, Thing] = {}


def register(thing: Thing) -> None:
    if _things.setdefault(thing.code, thing) is not thing:
        raise RuntimeError(f"two things of issues are named {thing.code!r}")


def choices() -> list[tuple[str, Any]]:
    return [(thing.code, thing.label) for thing in _things.values()]


def helps() -> list[Any]:
    return [thing.help for thing in _things.values()]


def find(code: str, text: str, user: Any) -> str | None:
    thing = _things.get(code)
    return thing.find(text, user) if thing and text else None


def shown(links: Iterable[IssueLink], user: Any) -> list[Shown]:
    """The links as ``user`` may see them; one question for each kind of thing."""
    by_code: defaultdict[str, list[IssueLink]] = defaultdict(list)
    for link in links:
        by_code[link.thing].append(link)
    found = []
    for code, some in by_code.items():
        thing = _things.get(code)
        seen = thing.show([link.key for link in some], user) if thing else {}
        label = thing.label if thing else code
        found += [Shown(link, label, *seen.get(link.key, ())) for link in some]
    return found
