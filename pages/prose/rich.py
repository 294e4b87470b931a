"""Rich text of an editor, taken apart into paragraphs and lists of runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from wagtail.rich_text import expand_db_html

BOLD = frozenset({"b", "strong"})
LISTS = {"ul": False, "ol": True}
BLOCKS = frozenset({"p", "div", "h2", "h3", "h4", "blockquote", *LISTS})


def rich(source: str, absolute: Callable[[str], str]) -> list[dict[str, Any]]:
    """Paragraphs and lists in their order; an empty one is left out. Lists may stand in lists."""
    return list(_blocks(BeautifulSoup(expand_db_html(source), "html.parser"), absolute))


def _blocks(parent: Tag, absolute: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    loose: list[Any] = []
    for child in parent.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            yield from _paragraph(loose, absolute)
            loose = []
            if child.name in LISTS:
                items = [list(_blocks(item, absolute)) for item in child.find_all("li", recursive=False)]
                yield {"kind": "list", "ordered": LISTS[child.name], "items": [item for item in items if item]}
            else:
                yield from _blocks(child, absolute)
        else:
            loose.append(child)
    yield from _paragraph(loose, absolute)


def _paragraph(parts: list[Any], absolute: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    runs = [run for part in parts for run in _runs(part, absolute, bold=False, url="")]
    if "".join(run["text"] for run in runs).strip():
        yield {"kind": "paragraph", "runs": _joined(runs)}


def _runs(part: Any, absolute: Callable[[str], str], *, bold: bool, url: str) -> Iterator[dict[str, Any]]:
    if isinstance(part, Tag):
        if part.name == "br":
            yield {"text": "\n", "bold": bold, "url": url}
            return
        href = str(part.get("href") or "") if part.name == "a" else ""
        for child in part.children:
            yield from _runs(child, absolute, bold=bold or part.name in BOLD, url=absolute(href) if href else url)
    # Comments and the like are strings too, of kinds of their own.
    elif type(part) is NavigableString:
        yield {"text": " ".join(_spaces(str(part))), "bold": bold, "url": url}


def _spaces(text: str) -> list[str]:
    """A line end in the source is a space; full-width spaces stay as they are."""
    return text.replace("\r", " ").replace("\n", " ").replace("\t", " ").split(" ")


def _joined(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one kind are one run."""
    found: list[dict[str, Any]] = []
    for run in runs:
        if found and (found[-1]["bold"], found[-1]["url"]) == (run["bold"], run["url"]):
            found[-1]["text"] += run["text"]
        elif run["text"]:
            found.append(dict(run))
    return found
