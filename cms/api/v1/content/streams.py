"""From the blocks that an editor wrote to their shapes (``blocks.py``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, override
from wagtail.blocks import StreamValue

from cms.api.problems import PREFIX
from cms.api.v1.content import pictures
from cms.api.v1.content.texts import Texts, absolute
from cms.cache.memory import remembered
from cms.hubs.area_map import cells
from cms.hubs.models import Area, Chome
from cms.hubs.ranges import in_words
from pages import placement
from pages.blocks.procedure import WRITTEN_IN
from pages.blocks.query import MOST, asked
from workflows.engine.kind import kinds
from workflows.engine.procedure import main_way

Made = dict[str, Any]
LISTS = {"news": "pages", "article": "pages", "event": "events", "call": "calls"}


def blocks(body: StreamValue, texts: Texts) -> list[Made]:
    """Every block in its order; ``texts`` has still to be settled."""
    return [
        {"id": str(one.id or ""), "type": one.block_type, **MAKERS[one.block_type](one.value, texts)} for one in body
    ]


def _heading(value: Any, texts: Texts) -> Made:
    return {"level": int(value["level"]), "text": value["text"]}


def _paragraph(value: Any, texts: Texts) -> Made:
    return {"content": texts.add(value)}


def _picture(value: Any, texts: Texts) -> Made:
    return {"picture": pictures.of_block(value["picture"], value["caption"])}


def _steps(value: Any, texts: Texts) -> Made:
    return {"steps": [{"title": one["title"], "content": texts.add(one["text"])} for one in value["steps"]]}


def _notice(value: Any, texts: Texts) -> Made:
    return {"level": value["level"], "title": value["title"], "content": texts.add(value["text"])}


def _table(value: Any, texts: Texts) -> Made:
    table = value["table"]
    return {
        "caption": value["caption"],
        "headings": [column["heading"] or "" for column in table.columns] if table else [],
        "rows": [[_cell(cell, texts) for cell in row] for row in table.rows] if table else [],
        "row_headers": bool(value["row_headers"]),
    }


def _cell(cell: Any, texts: Texts) -> dict[str, str]:
    if hasattr(cell.value, "source"):
        return texts.add(cell.value)
    text = str(cell.value or "")
    return {"html": escape(text), "text": text}


def _contact(value: Any, texts: Texts) -> Made:
    hub = value["hub"]
    told = {"hub": hub.code if hub else None, "note": value["note"] or ""}
    if hub:
        facts = ("name", "address", "hours", "phone", "email")
        return told | {name: getattr(hub, name) for name in facts}
    given = {name: value[name] or "" for name in ("name", "phone", "email")}
    return told | given | {"address": "", "hours": ""}


def _download(value: Any, texts: Texts) -> Made:
    document = value["document"]
    if not document:
        return {"title": value["label"] or "", "url": "", "ending": "", "size": None, "pages": None, "language": "ja"}
    return {
        "title": value["label"] or document.title,
        "url": absolute(document.url),
        "ending": document.file_extension,
        "size": document.file_size,
        "pages": document.page_count,
        "language": document.language,
    }


def _listing(value: Any, texts: Texts) -> Made:
    kind, hub, area, topic = value["kind"], value["hub"], value["area"], value["topic"]
    codes = {"hub": hub.code if hub else None, "area": area.code if area else None}
    asked = {name: code for name, code in (*codes.items(), ("topic", topic.code if topic else None)) if code}
    asked |= {"type": kind} if LISTS[kind] == "pages" else {}
    return {
        "title": value["title"],
        "kind": kind,
        **codes,
        "layer": int(value["layer"]) if value["layer"] else None,
        "topic": topic.code if topic else None,
        "count": value["count"] or 0,
        "entries": f"{PREFIX}{LISTS[kind]}?{urlencode(asked)}".rstrip("?"),
    }


def _query(value: Any, texts: Texts) -> Made:
    """Several values of one name stand in one parameter, with commas between."""
    several: dict[str, list[str]] = {}
    for name, one in asked(value).pairs():
        several.setdefault(name, []).append(one)
    limit = value["count"] or MOST
    return {
        "title": value["title"],
        "shape": value["shape"],
        "count": limit,
        "with_count": bool(value["with_count"]),
        "with_all": bool(value["with_all"]),
        "empty": value["empty"] or "",
        "entries": f"{PREFIX}catalogue?{urlencode({**{n: ','.join(v) for n, v in several.items()}, 'limit': limit})}",
    }


def _video(value: Any, texts: Texts) -> Made:
    return {
        "title": value["title"],
        "url": value["url"],
        "poster": pictures.of_block(value["poster"]),
        "transcript": texts.add(value["transcript"]),
    }


def _chome_list(value: Any, texts: Texts) -> Made:
    area = value["area"]
    return {
        "area": area.code if area else None,
        "name": area.name if area else "",
        "places": places_of(area.pk) if area else [],
    }


def places_of(area: int) -> list[str]:
    """The 丁目 of an area, in words. One query for as long as nothing changes."""
    return remembered(("places", area), lambda: list(in_words(Chome.objects.filter(areas=area))))


def _area_map(value: Any, texts: Texts) -> Made:
    return {"caption": value["caption"], "areas": remembered("api area map", _mapped)}


def _mapped() -> list[Made]:
    """As the drawing on the page has them. Two queries."""
    areas = {area.code: area for area in Area.objects.filter(code__in=[cell.area for cell in cells()])}
    pages = placement.readable(apps.get_model("pages", "HubPage").objects.exclude(hub__status="closed"))
    rows = pages.order_by("-hub__order").values_list("hub__area", "hub__code", "title")
    hubs = {area: (code, title) for area, code, title in rows}
    found = []
    for cell in cells():
        if (area := areas.get(cell.area)) is not None:
            code, title = hubs.get(area.pk, (None, area.name))
            place = {"column": cell.column, "row": cell.row}
            found.append({"area": area.code, "label": cell.label, "name": title, "hub": code, **place})
    return found


def _procedure(value: Any, texts: Texts) -> Made:
    """Without a query: the steps are the program's, the calls are read where ``calls`` says."""
    slug, hub = value["procedure"], value["hub"]
    kind = kinds().get(slug)
    asked = {"kind": slug} | ({"hub": hub.code} if hub else {})
    told: Made = {
        "title": value["title"],
        "procedure": slug,
        "name": "",
        "is_for_groups": False,
        "hub": hub.code if hub else None,
        "steps": [],
        "chart": None,
        "calls": f"{PREFIX}calls?{urlencode(asked)}",
    }
    if kind is None:
        return told
    language = get_language()
    with override(language if language in WRITTEN_IN else "ja"):
        steps = [{"label": str(step.public_label), "next": str(step.next_text)} for step in main_way(kind)]
        told |= {"name": str(kind.title), "is_for_groups": kind.is_for_groups}
    chart = absolute(reverse("pages:procedure_chart", args=[slug])) if value["with_chart"] else None
    return told | {"steps": steps if value["with_steps"] else [], "chart": chart}


MAKERS: dict[str, Callable[[Any, Texts], Made]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "picture": _picture,
    "steps": _steps,
    "notice": _notice,
    "table": _table,
    "contact": _contact,
    "download": _download,
    "listing": _listing,
    "query": _query,
    "video": _video,
    "chome_list": _chome_list,
    "area_map": _area_map,
    "procedure": _procedure,
}
