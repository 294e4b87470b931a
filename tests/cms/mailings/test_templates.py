"""Every mail that the code names has its subject, its text and its HTML."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.databases import ROOT

PACKAGES = ("cms", "forms", "media", "pages", "workflows")
ENDINGS = (".subject.txt", ".txt", ".html")
WRITERS = {"write_mail", "mail_receipt"}


def _named() -> Iterator[str]:
    """Every text constant in the ``template`` of a call that writes a mail, and every mail with a subject."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("templates/mail/*.subject.txt"):
            yield path.name.removesuffix(".subject.txt")
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in WRITERS:
                for given in (word.value for word in node.keywords if word.arg == "template"):
                    yield from _results(given)


def _results(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _results(node.body)
        yield from _results(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


NAMES = sorted(set(_named()))


def test_the_code_names_mails() -> None:
    assert {"engine_overdue", "receipt"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_named_mail_has_all_its_parts_and_fetches_nothing(name: str) -> None:
    for ending in ENDINGS:
        source = Path(get_template(f"mail/{name}{ending}").origin.name).read_text(encoding="utf-8")
        assert not re.search(r"<img|<link|<script|src=|style=|@import", source), ending
