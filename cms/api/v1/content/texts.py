"""Rich text of an editor as clean HTML and as plain text; all texts of a page are expanded at once.

Of the HTML only what the editor can write remains; addresses are absolute, and lead to the web, to mail or to a
telephone, nowhere else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from django.conf import settings
from django.utils.html import escape
from wagtail.rich_text import expand_db_html

from cms.api.shapes import Told

KEPT = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "li", "b", "strong", "i", "em", "br", "a", "hr", "blockquote"})
# What is no text at all goes with all that is in it.
DROPPED = frozenset({"script", "style", "iframe", "object", "embed", "template"})
EMPTY = frozenset({"br", "hr"})
LINES = frozenset({"p", "li", "h2", "h3", "h4", "blockquote", "div"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# Stands in no text: it cannot be typed, and Wagtail's expansion leaves it alone.
BETWEEN = "\x1e"


class RichText(Told):
    """``html`` holds p, h2–h4, ul, ol, li, b, strong, i, em, br, hr, blockquote and a (with href alone)."""

    html: str
    text: str


class Texts:
    """Collects the rich texts of a page; ``settle`` fills them in with one question for each kind of link."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, dict[str, str]]] = []

    def add(self, value: Any) -> dict[str, str]:
        """``value``: a RichText of Wagtail, its source, or nothing."""
        source = getattr(value, "source", value) or ""
        told = {"html": "", "text": ""}
        if source:
            self._waiting.append((source.replace(BETWEEN, ""), told))
        return told

    def settle(self) -> None:
        if not self._waiting:
            return
        expanded = expand_db_html(BETWEEN.join(source for source, _told in self._waiting)).split(BETWEEN)
        for html, (_source, told) in zip(expanded, self._waiting, strict=True):
            told["html"], told["text"] = clean(html)
        self._waiting = []


def absolute(url: str) -> str:
    return urljoin(f"{settings.BASE_URL}/", url)


@lru_cache(512)
def clean(html: str) -> tuple[str, str]:
    """(HTML, plain text)."""
    soup = BeautifulSoup(html, "html.parser")
    lines: list[str] = [""]
    found = "".join(_clean(child, lines) for child in soup.children)
    text = "\n".join(line for line in (" ".join(one.split(" ")).strip() for one in lines) if line)
    return found, text


def _clean(part: Any, lines: list[str]) -> str:
    if isinstance(part, Tag):
        return _tag(part, lines)
    # Comments and the like are strings too, of kinds of their own.
    if type(part) is not NavigableString:
        return ""
    lines[-1] += str(part).replace("\n", " ")
    return escape(str(part))


def _tag(tag: Tag, lines: list[str]) -> str:
    name = tag.name
    if name in DROPPED:
        return ""
    if name in LINES or name == "br":
        lines.append("")
    inner = "".join(_clean(child, lines) for child in tag.children)
    if name in LINES:
        lines.append("")
    if name not in KEPT:
        return inner
    if name in EMPTY:
        return f"<{name}>"
    if name == "a":
        address = _address(str(tag.get("href") or ""))
        return f'<a href="{escape(address)}">{inner}</a>' if address else inner
    return f"<{name}>{inner}</{name}>"


def _address(href: str) -> str:
    """Absolute; empty for what leads nowhere that a reader should be sent."""
    found = absolute(href.strip()) if href.strip() else ""
    try:
        return found if urlsplit(found).scheme in SCHEMES else ""
    except ValueError:
        return ""
