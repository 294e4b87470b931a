"""From the blocks of a page to plain nodes of JSON: no HTML, no database, nothing that must be trusted.

A node has a ``kind`` and its texts. Runs are pieces of a paragraph: ``{"text", "bold", "url"}``; a line break in a
text is ``\\n``. Addresses are absolute. Pictures are named by the id of their image.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from cms.hubs.models import Chome, Hub
from cms.hubs.ranges import in_words
from pages.prose.rich import rich

Node = dict[str, Any]


def nodes(body: StreamValue) -> list[Node]:
    """Every block of ``body`` in its order; blocks of a type that is not known here are left out."""
    found: list[Node] = []
    for block in body:
        made = _MAKERS.get(block.block_type)
        if made is not None:
            found += made(block.value)
    return found


def texts(value: Any) -> Iterable[str]:
    """Every text that a reader sees, wherever it stands in nodes; addresses and names of files are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_SHOWN:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


# Values that are no text of the reader's.
NOT_SHOWN = frozenset({"kind", "url", "level", "image", "file", "qr"})


def absolute(url: str) -> str:
    return urljoin(f"{settings.BASE_URL}/", url)


def _heading(value: Any) -> list[Node]:
    return [{"kind": "heading", "level": int(value["level"]), "text": value["text"]}]


def _paragraph(value: Any) -> list[Node]:
    return _rich(value)


def _rich(value: Any) -> list[Node]:
    return rich(value.source, absolute) if value and value.source else []


def _picture(value: Any) -> list[Node]:
    return [*picture(value["picture"]), *([] if not value["caption"] else [_caption(value["caption"])])]


def picture(image: Any) -> list[Node]:
    """The image with what it tells; ``alt`` is empty where it decorates."""
    if not image:
        return []
    decorative = getattr(image, "decorative", False)
    alt = "" if decorative else (getattr(image, "contextual_alt_text", "") or image.title)
    return [{"kind": "picture", "image": image.pk, "alt": alt}]


def _caption(text: str) -> Node:
    return {"kind": "caption", "text": text}


def _steps(value: Any) -> list[Node]:
    items = [{"title": step["title"], "nodes": _rich(step["text"])} for step in value["steps"]]
    return [{"kind": "steps", "items": items}]


def _notice(value: Any) -> list[Node]:
    return [{"kind": "notice", "level": value["level"], "title": value["title"], "nodes": _rich(value["text"])}]


def _table(value: Any) -> list[Node]:
    table = value["table"]
    if not table or not table.columns:
        return []
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    head = [column["heading"] or "" for column in table.columns]
    return [
        {"kind": "table", "caption": value["caption"], "head": head, "rows": rows, "row_headers": value["row_headers"]}
    ]


def _cell(cell: Any) -> list[Node]:
    if hasattr(cell.value, "source"):
        return _rich(cell.value)
    return [{"kind": "paragraph", "runs": [{"text": str(cell.value or ""), "bold": False, "url": ""}]}]


def _contact(value: Any) -> list[Node]:
    hub: Hub | None = value["hub"]
    facts = contact_of(hub) if hub else [("電話", value["phone"]), ("電子メール", value["email"])]
    lines = [f"{label}　{text}" for label, text in facts if text]
    return [
        {"kind": "contact", "name": hub.name if hub else value["name"], "lines": lines, "note": value["note"] or ""}
    ]


def contact_of(hub: Hub) -> list[tuple[str, str]]:
    """Label and text of everything by which a hub is reached."""
    return [
        ("所在地", hub.address), ("開館時間", hub.hours), ("電話", hub.phone), ("電子メール", hub.email),
    ]  # fmt: skip


def _download(value: Any) -> list[Node]:
    document = value["document"]
    return [_link(value["label"] or document.title, absolute(document.url))] if document else []


def _video(value: Any) -> list[Node]:
    title = _("Video: %(title)s") % {"title": value["title"]}
    return [*picture(value["poster"]), _link(title, value["url"]), *_rich(value["transcript"])]


def _link(text: str, url: str) -> Node:
    return {"kind": "paragraph", "runs": [{"text": text, "bold": False, "url": url}]}


def _chome(value: Any) -> list[Node]:
    places = "、".join(in_words(Chome.objects.filter(areas=value["area"]))) if value["area"] else ""
    return [{"kind": "paragraph", "runs": [{"text": places, "bold": False, "url": ""}]}] if places else []


def _on_the_web(name: str) -> Callable[[Any], list[Node]]:
    """What fills itself on the web page is named here, and the reader is sent there."""

    def made(value: Any) -> list[Node]:
        text = _("“%(title)s” is on the web page.") % {"title": value[name]}
        return [{"kind": "paragraph", "runs": [{"text": text, "bold": False, "url": ""}]}]

    return made


_MAKERS: dict[str, Callable[[Any], list[Node]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "picture": _picture,
    "steps": _steps,
    "notice": _notice,
    "table": _table,
    "contact": _contact,
    "download": _download,
    "video": _video,
    "chome_list": _chome,
    "listing": _on_the_web("title"),
    "area_map": _on_the_web("caption"),
    "procedure": _on_the_web("title"),
    "query": _on_the_web("title"),
}
