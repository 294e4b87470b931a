"""Every route of the product, and which of them nobody has classified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver


class Route(NamedTuple):
    """``address`` is the whole pattern; a route without a name has an empty one."""

    address: str
    name: str


def routes(resolver: Any = None) -> list[Route]:
    return list(_walk(resolver or get_resolver(), "", ""))


def _walk(resolver: Any, space: str, before: str) -> Iterator[Route]:
    for part in resolver.url_patterns:
        address = f"{before}{part.pattern}"
        if isinstance(part, URLResolver):
            yield from _walk(part, f"{space}{part.namespace}:" if part.namespace else space, address)
        elif isinstance(part, URLPattern):
            yield Route(address, f"{space}{part.name}" if part.name else "")


def listed(path: Path) -> dict[str, str]:
    """Address → heading, from a text file of addresses below headings that begin with ``#``."""
    found, heading = {}, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.strip():
            found[line.strip()] = heading
    return found


def unclassified(found: Iterable[Route], *, doors: set[str], elsewhere: Iterable[str]) -> list[Route]:
    """Routes that are neither a door by name nor listed by address; one name stands for one address only."""
    found = list(found)
    count, known = Counter(route.name for route in found), set(elsewhere)
    return [
        route for route in found if route.address not in known and not (route.name in doors and count[route.name] == 1)
    ]
