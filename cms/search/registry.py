"""What can be found, told by the rooms that own it.

A room registers a source in its ``AppConfig.ready``: a name, the keys of all its objects, and how to make documents of
some of them. It then calls ``writing`` whenever an object changes; ``index_search`` does the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# For what has no date: found last, and shown without one.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Document:
    """An object as readers will find it. Parts of ``text`` are divided by empty lines; ``readings`` are not shown.

    ``shows``: what else readers come to through it, as other sources name it (``showing``): ``document:12``.
    ``facts``: what the line of results says besides, in words of no language.
    ``spans``: when it takes place, or is open: (from, until) in order; None for what has no time of its own, empty
    for what had one and has none any more. ``is_off``: it is called off.
    """

    kind: str
    key: str
    title: str
    url: str
    date: datetime
    text: str = ""
    readings: str = ""
    language: str = "ja"
    hubs: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    is_public: bool = True
    hub_only: bool = False
    spans: tuple[tuple[datetime, datetime], ...] | None = None
    is_off: bool = False


@dataclass(frozen=True)
class Source:
    """``every_key``: that of every object now; ``documents`` of some, in a transaction that keeps them as they are.

    An object that is not for readers has no document: its entry goes.
    """

    name: str
    every_key: Callable[[], Iterable[str]]
    documents: Callable[[list[str]], Iterable[Document]]


@dataclass
class _Registry:
    sources: dict[str, Source] = field(default_factory=dict)
    kinds: dict[str, Any] = field(default_factory=dict)


_registry = _Registry()


def register(source: Source) -> None:
    """RuntimeError when another source has this name."""
    known = _registry.sources.setdefault(source.name, source)
    if known is not source:
        raise RuntimeError(f"two sources of search are named {source.name!r}")


def name_kind(code: str, label: Any) -> None:
    """Readers see ``label`` for the kind ``code``; in the order in which the rooms name them."""
    _registry.kinds.setdefault(code, label)


def sources() -> list[Source]:
    return list(_registry.sources.values())


def kinds() -> dict[str, Any]:
    return dict(_registry.kinds)
