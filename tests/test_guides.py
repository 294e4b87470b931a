"""The guides for staff speak of the screens as they are: whoever renames a button renames it there too."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

from forms.wording import in_words_of
from tests.check import ROOT
from tests.test_architecture import nothing, place, templates
from tests.test_project import tracked
from workflows.engine.kind import kinds

DOCS = ROOT / "cms" / "docs"
GUIDES = (DOCS / "approver-guide.md", DOCS / "editor-guide.md", DOCS / "hub-staff-guide.md")
README = ROOT / "README.md"
# A word of the screen, as the guides write it: **「送信する」**; brackets inside it belong to the word.
LABEL = re.compile(r"\*\*「(.+?)」\*\*")
PICTURES = DOCS / "pictures"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LARGEST_PICTURE = 120_000
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#")
# What a sentence of a catalogue leaves open: %(step)s, {title}.
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
EXAMPLE = re.compile(r"○+|[0-9,]+")


def catalogue(domain: str) -> Iterator[str]:
    """The Japanese in force: where two apps say the same English differently, the words that are shown."""
    view = JSONCatalog(domain=domain)
    view.translation = DjangoTranslation("ja", domain=domain)
    for text in view.get_catalog().values():
        yield from [text] if isinstance(text, str) else text


class Texts(HTMLParser):
    """Every piece of text between two tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def texts_of(template: Path) -> list[str]:
    reader = Texts()
    reader.feed(TEMPLATE_CODE.sub("\n", template.read_text()))
    return [line for text in reader.found for line in text.splitlines()]


def values(data: Any) -> Iterator[str]:
    """Every string in a file of data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from values(inner)


def data_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".json" and path.parent.name == "data"]


@cache
def words() -> frozenset[str]:
    """Whatever the product can say to a person."""
    said: list[str] = [*catalogue("django"), *catalogue("djangojs")]
    for template in templates():
        said += texts_of(template)
    for path in data_files():
        said += values(json.loads(path.read_text()))
    said += [in_words_of(kind, text) for kind in kinds() for text in said]
    return frozenset(text.strip() for text in said if text.strip())


@cache
def sentences_with_gaps() -> tuple[re.Pattern[str], ...]:
    """Words of the product that are filled in at run time, each as a pattern with a group for each gap."""
    return tuple(
        re.compile("(.+?)".join(re.escape(part) for part in GAP.split(text))) for text in words() if GAP.search(text)
    )


def is_said(label: str) -> bool:
    """The product says it, word for word; a gap may be filled with a word of the product, ○○ or digits."""
    if label in words():
        return True
    filled = (pattern.fullmatch(label) for pattern in sentences_with_gaps())
    return any(match and all(_fits(part) for part in match.groups()) for match in filled)


def _fits(part: str) -> bool:
    return part in words() or bool(EXAMPLE.fullmatch(part))


def labels(guide: Path) -> list[tuple[int, str]]:
    """(line, label) for every word of the screen that the guide quotes."""
    lines = enumerate(guide.read_text().splitlines(), 1)
    return [(number, label) for number, line in lines for label in LABEL.findall(line)]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_word_of_the_screen_that_a_guide_quotes_is_on_a_screen(guide: Path) -> None:
    quoted = labels(guide)
    assert len(quoted) > 25, "the guide names hardly anything, or the way of quoting has changed"
    nothing([f"{place(guide, number)} 「{label}」" for number, label in quoted if not is_said(label)])


@pytest.mark.parametrize("label", ["押印して回議する", "受信箱", "「押印」を行う", "収受", "第2回", "「収受」を行う"])
def test_an_invented_label_is_found_missing_and_a_true_one_is_not(label: str) -> None:
    invented = {"押印して回議する", "受信箱", "「押印」を行う"}
    assert is_said(label) == (label not in invented)


def test_words_that_lost_to_another_catalogue_are_not_on_a_screen() -> None:
    """Two meanings have two contexts; a word that another catalogue overrode is on no screen."""
    assert is_said("相談の申込みを取り消す"), "the resident's word"
    assert is_said("相談を取り消す"), "the desk's word, by its context"
    assert not is_said("最後に使った日"), "it lost, and was taken out"


def stars_left(line: str) -> Iterable[str]:
    """Quoted labels that Markdown would not print bold: it wants a space or punctuation on both sides."""
    for match in LABEL.finditer(line):
        around = line[match.start() - 1 : match.start()] + line[match.end() : match.end() + 1]
        if any(not one.isspace() and unicodedata.category(one)[0] not in "PS" for one in around):
            yield match.group()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_quoted_word_is_printed_bold(guide: Path) -> None:
    lines = enumerate(guide.read_text().splitlines(), 1)
    nothing([f"{place(guide, number)} {found}" for number, line in lines for found in stars_left(line)])


def test_a_label_that_touches_a_letter_is_found() -> None:
    assert list(stars_left("次に**「収受」**を押します"))
    assert not list(stars_left("次に **「収受」** を押します。"))


def links(path: Path) -> list[str]:
    return [link for link in LINK.findall(path.read_text()) if not ELSEWHERE.match(link)]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_readme_leads_to_both_guides(guide: Path) -> None:
    assert str(guide.relative_to(ROOT)) in links(README)


def test_every_link_in_the_documents_leads_to_a_file() -> None:
    nothing(
        [
            f"{place(path)} {link}"
            for path in [README, *sorted(DOCS.rglob("*.md"))]
            for link in links(path)
            if not (path.parent / unquote(link.split("#")[0])).exists()
        ]
    )


def shown() -> dict[Path, list[tuple[str, Path]]]:
    """(text alternative, file) of every picture, by guide."""
    return {
        guide: [(text, guide.parent / unquote(name)) for text, name in PICTURE.findall(guide.read_text())]
        for guide in GUIDES
    }


def test_every_picture_of_a_guide_is_there_small_and_told_in_words() -> None:
    pictures = [found for guide in shown().values() for found in guide]
    nothing([f"{path}: no text" for text, path in pictures if len(text) < 10])
    nothing([f"{path} is missing" for _text, path in pictures if not path.is_file()])
    nothing([f"{path} is too large" for _text, path in pictures if path.stat().st_size > LARGEST_PICTURE])


def test_no_picture_lies_about_that_no_guide_shows() -> None:
    used = {path.resolve() for guide in shown().values() for _text, path in guide}
    kept = set(PICTURES.iterdir())
    assert kept, "the folder of pictures has moved"
    nothing([place(path) for path in sorted(kept) if path.resolve() not in used])
