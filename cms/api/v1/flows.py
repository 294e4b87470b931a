"""The procedures of the ward: which steps they have, whose turn each is, and a picture."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from cms.api.acting import href
from cms.api.describing import PICTURE
from cms.api.shapes import Told
from workflows.engine.kind import Kind, kinds
from workflows.engine.nodes import HumanStep
from workflows.engine.procedure import main_way, procedure_svg

router = Router()


class StepTold(Told):
    """``leads_to``: steps that may follow. In the words of those who apply; staff have words of their own."""

    id: str
    label: str
    next_text: str
    turn: str
    leads_to: list[str]
    is_on_main_way: bool


class FlowLine(Told):
    kind: str
    title: str
    applies: str
    href: str


class FlowTold(FlowLine):
    steps: list[StepTold]
    diagram: str


@router.get("/flows", response=list[FlowLine])
def list_flows(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kind of procedure that is installed."""
    return [_line(kind) for kind in kinds().values()]


@router.get("/flows/{kind}", response=FlowTold)
def read_flow(request: HttpRequest, kind: str) -> dict[str, Any]:
    """One procedure with its steps in order."""
    found = _kind(kind)
    main = {str(step.public_label) for step in main_way(found)}
    nodes = {node.name: node for node in found.flow().instance.nodes()}
    steps = [_step(name, found, nodes, main) for name in found.steps if isinstance(nodes.get(name), HumanStep)]
    return {**_line(found), "steps": steps, "diagram": href("flows", kind, "diagram")}


@router.get("/flows/{kind}/diagram", openapi_extra=PICTURE)
def read_flow_diagram(request: HttpRequest, kind: str) -> HttpResponse:
    """The procedure as an SVG picture; to be shown as an image."""
    response = HttpResponse(procedure_svg(_kind(kind).slug), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _kind(slug: str) -> Kind:
    found = kinds().get(slug)
    if found is None:
        raise Http404
    return found


def _line(kind: Kind) -> dict[str, Any]:
    applies = "group" if kind.is_for_groups else "person"
    return {"kind": kind.slug, "title": str(kind.title), "applies": applies, "href": href("flows", kind.slug)}


def _step(name: str, kind: Kind, nodes: dict[str, Any], main: set[str]) -> dict[str, Any]:
    step = kind.step(name)
    ways = [node.name for node in nodes[name]._ways.values() if isinstance(node, HumanStep)]
    return {
        "id": name,
        "label": str(step.public_label),
        "next_text": str(step.next_text),
        "turn": str(step.turn),
        "leads_to": list(dict.fromkeys(ways)),
        "is_on_main_way": str(step.public_label) in main,
    }
