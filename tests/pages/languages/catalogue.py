"""The strings that a public page in another language may show, read from its templates and all that they include."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.template.loader import get_template

from pages.editing import translating
from pages.models import HubPage, LanguageHomePage, LanguageHubPage, StandardPage

# A hub's page becomes one of a type of its own.
TYPES = (*(one for one in translating.TYPES if one is not HubPage), LanguageHomePage, LanguageHubPage)
# Shown by tags and views, so that no template includes them.
BY_CODE = (
    "404.html",
    "pages/search.html",
    "pages/parts/emergency.html",
    "pages/parts/languages.html",
    "pages/parts/language_notice.html",
    "proofreading/reading_switch.html",
)
NAMED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
SHORT = re.compile(r"""{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')(?:\s+context\s+(?:"([^"]*)"|'([^']*)'))?""")
LONG = re.compile(r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)
CONTEXT = re.compile(r"""context\s+["']([^"']*)["']""")
VALUE = re.compile(r"{{\s*(\w+)\s*}}")

String = tuple[str | None, str]


def templates() -> set[str]:
    """The names of all that a page in another language may be made of."""
    open_ = [*(one.template for one in TYPES), *BY_CODE, *_block_templates()]
    found: set[str] = set()
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += NAMED.findall(source(name))
    return found


def _block_templates() -> Iterator[str]:
    body = StandardPage._meta.get_field("body").stream_block
    for block in body.child_blocks.values():
        if name := getattr(block.meta, "template", None):
            yield name


def source(name: str) -> str:
    return Path(get_template(name).origin.name).read_text(encoding="utf-8")  # type: ignore[attr-defined]


def strings(text: str) -> Iterator[String]:
    """(context, string) of every translation in a template."""
    for double, single, context, other in SHORT.findall(text):
        yield context or other or None, double or single
    for head, inner in LONG.findall(text):
        context = CONTEXT.search(head)
        told = VALUE.sub(r"%(\1)s", inner)
        if "trimmed" in head:
            told = " ".join(line.strip() for line in told.strip().splitlines())
        yield context[1] if context else None, told
