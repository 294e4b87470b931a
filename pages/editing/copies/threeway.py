"""Three versions made one: what only one side changed is taken, what both changed differently is asked about.

Pure functions on JSON values. A stream of blocks is merged block by block, by the id that each block keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Value = Any
Block = dict[str, Any]


class Side(StrEnum):
    PAGE = "page"
    COPY = "copy"


@dataclass(frozen=True)
class Change:
    """One place that differs from the base. ``sides``: who changed it; two sides with one value do not clash.

    key  ``title``, or ``body:<id of the block>``; ``None`` as a value: it is not there
    """

    key: str
    base: Value
    page: Value
    copy: Value

    @property
    def sides(self) -> tuple[Side, ...]:
        found = [(Side.PAGE, self.page), (Side.COPY, self.copy)]
        return tuple(side for side, value in found if value != self.base)

    @property
    def clashes(self) -> bool:
        return len(self.sides) == 2 and self.page != self.copy

    def chosen(self, choice: str | None) -> Value:
        """The value that is taken; of a clash the one of ``choice``. Raises KeyError where a choice is missing."""
        if self.clashes:
            return {Side.PAGE: self.page, Side.COPY: self.copy}[Side(choice or "")]
        return self.copy if Side.COPY in self.sides else self.page


@dataclass
class Merge:
    """All changes in order, and the merged values once every clash is decided."""

    changes: list[Change] = field(default_factory=list)

    @property
    def clashes(self) -> list[Change]:
        return [change for change in self.changes if change.clashes]


def compare(
    base: Mapping[str, Value], page: Mapping[str, Value], copy: Mapping[str, Value], streams: Iterable[str]
) -> Merge:
    """Every difference of the named values; those in ``streams`` are lists of blocks."""
    found, of_blocks = Merge(), set(streams)
    for name in page:
        if name in of_blocks:
            found.changes += _blocks(name, base.get(name) or [], page.get(name) or [], copy.get(name) or [])
        elif change := _change(name, base.get(name), page.get(name), copy.get(name)):
            found.changes.append(change)
    return found


def merged(
    base: Mapping[str, Value], page: Mapping[str, Value], copy: Mapping[str, Value], streams: Iterable[str],
    choices: Mapping[str, str],
) -> dict[str, Value]:  # fmt: skip
    """The values of the page with what the copy brings. Raises KeyError for a clash without a choice."""
    result, of_blocks = dict(page), set(streams)
    for change in compare(base, page, copy, streams).changes:
        name = change.key.partition(":")[0]
        if name not in of_blocks:
            result[name] = change.chosen(choices.get(change.key))
    for name in of_blocks & set(page):
        three = (base.get(name) or [], page.get(name) or [], copy.get(name) or [])
        result[name] = _merged_blocks(name, *three, choices)
    return result


def _change(key: str, base: Value, page: Value, copy: Value) -> Change | None:
    return None if page == base and copy == base else Change(key, base, page, copy)


def _by_id(blocks: Iterable[Block]) -> dict[str, Block]:
    return {str(block.get("id")): block for block in blocks}


def _blocks(name: str, base: list[Block], page: list[Block], copy: list[Block]) -> list[Change]:
    """A block that was changed, added or taken away on either side; then the order, if it differs."""
    three = [_by_id(one) for one in (base, page, copy)]
    ids = dict.fromkeys([*three[1], *three[2], *three[0]])
    changes = [
        change for one in ids if (change := _change(f"{name}:{one}", *(side.get(one) for side in three))) is not None
    ]
    kept = set(three[0]) & set(three[1]) & set(three[2])
    orders = [[str(block.get("id")) for block in side if str(block.get("id")) in kept] for side in (base, page, copy)]
    if order := _change(f"{name}:order", *orders):
        changes.append(order)
    return changes


def _merged_blocks(
    name: str, base: list[Block], page: list[Block], copy: list[Block], choices: Mapping[str, str]
) -> list[Block]:
    changes = {change.key: change for change in _blocks(name, base, page, copy)}
    order = changes.pop(f"{name}:order", None)
    taken = {**_by_id(base), **_by_id(copy), **_by_id(page)}
    for key, change in changes.items():
        taken[key.partition(":")[2]] = change.chosen(choices.get(key))
    leads, other = (page, copy)
    if order is not None and order.chosen(choices.get(order.key)) == order.copy != order.page:
        leads, other = copy, page
    ids = _woven([str(one.get("id")) for one in leads], [str(one.get("id")) for one in other])
    return [taken[one] for one in ids if taken.get(one) is not None]


def _woven(leads: list[str], other: list[str]) -> list[str]:
    """The order of ``leads``; what is only in ``other`` stands behind the one that it followed there."""
    result, before = list(leads), ""
    for one in other:
        if one not in result:
            result.insert(result.index(before) + 1 if before in result else 0, one)
        before = one
    return result
