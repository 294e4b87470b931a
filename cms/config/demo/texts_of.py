"""The texts of the demo content, and how their rows become blocks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.html import escape
from wagtail.rich_text import RichText

from cms.hubs.models import Hub

TEXTS = Path(__file__).parent / "texts"
NOTICE_LEVEL = "warning"


def read(name: str) -> Any:
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


def blocks(rows: list[list[Any]], hub: Hub | None = None) -> list[tuple[str, Any]]:
    """``["p", text]``, ``["h2", text]``, ``["ul", item …]``, ``["steps", title …]``, ``["notice", title, text]``."""
    name = hub.name if hub else "区"
    blocks: list[tuple[str, Any]] = []
    for kind, *texts in rows:
        words = [text.replace("{hub}", name) for text in texts]
        if kind == "p":
            blocks.append(("paragraph", RichText(f"<p>{escape(words[0])}</p>")))
        elif kind == "h2":
            blocks.append(("heading", {"level": "2", "text": words[0]}))
        elif kind == "ul":
            items = "".join(f"<li>{escape(word)}</li>" for word in words)
            blocks.append(("paragraph", RichText(f"<ul>{items}</ul>")))
        elif kind == "steps":
            blocks.append(("steps", {"steps": [{"title": word, "text": RichText("")} for word in words]}))
        else:
            notice = {"level": NOTICE_LEVEL, "title": words[0], "text": RichText(f"<p>{escape(words[1])}</p>")}
            blocks.append(("notice", notice))
    return blocks
