"""A kind of request told to those who have not applied yet: its steps in words, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.utils.translation import get_language
from viewflow.workflow import chart
from viewflow.workflow.base import Node

from workflows.engine.kind import Kind, Step, kinds
from workflows.engine.nodes import HumanStep


def main_way(kind: Kind) -> list[Step]:
    """The steps of an application to which nothing happens: at each the first way out that leads to a new one."""
    return [kind.step(node.name) for node in _walk(_first(kind)) if isinstance(node, HumanStep)]


def _first(kind: Kind) -> Node:
    """What every application meets; a step that only leads to another beginning, such as a talk, is left out."""
    begins = list(kind.flow().start._ways.values())
    for node in begins:
        if not set(getattr(node, "_ways", {}).values()) & set(begins):
            return node
    return begins[-1]


def _walk(node: Node | None) -> Iterator[Node]:
    seen: set[str] = set()
    while node is not None:
        yield node
        seen.add(node.name)
        ways = getattr(node, "_ways", {}).values()
        node = next((target for target in ways if target.name not in seen), None)


def procedure_svg(slug: str) -> str:
    """The whole procedure as an SVG document, in the language of the reader. Raises KeyError for an unknown kind."""
    return _drawn(slug, get_language() or "")


@cache
def _drawn(slug: str, _language: str) -> str:
    flow = kinds()[slug].flow()
    return str(chart.grid_to_svg(chart.calc_layout_data(flow)))
