"""Japanese is complete: every sentence that the sources use has a text in a catalogue of ours, and it is compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import catalogues
from tests.databases import ROOT

each = pytest.mark.parametrize("path", catalogues.paths(), ids=lambda path: str(path.relative_to(ROOT).parents[3]))


@each
def test_no_entry_is_empty_or_fuzzy(path: Path) -> None:
    entries = catalogues.entries(path)
    assert entries
    assert [entry.message for entry in entries if "fuzzy" in entry.flags] == []
    empty = [entry.message for entry in entries if not entry.texts or not all(t.strip() for t in entry.texts.values())]
    assert empty == []


@each
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    """Red? msgfmt -o django.mo django.po in that folder."""
    assert catalogues.compiled(path) == catalogues.expected(path)


@each
def test_no_message_stands_twice_in_a_catalogue(path: Path) -> None:
    keys = [entry.key for entry in catalogues.entries(path)]
    assert sorted(keys) == sorted(set(keys))


def test_every_sentence_of_the_sources_has_its_japanese() -> None:
    known = {entry.key for path in catalogues.paths() for entry in catalogues.entries(path)}
    asked = catalogues.asked()
    assert len(asked) > 500, "the sources are not read any more"
    assert {key: place for key, place in asked.items() if key not in known} == {}


@pytest.mark.parametrize(
    "reader,text,found",
    [
        (catalogues._in_python, 'x = _("a" "b")\ny = ngettext("%d c", "%d cs", n)', ["ab", "%d c"]),
        (catalogues._in_python, 'x = pgettext("month", "May")', ["month\x04May"]),
        (catalogues._in_template, '{% load i18n %}{% translate "a b" %}', ["a b"]),
        (catalogues._in_template, "{% load i18n %}{% blocktranslate %}a {{ x }}{% endblocktranslate %}", ["a %(x)s"]),
        (catalogues._in_template, """{% said "a b" case.kind %}{% said 'c' x "d" %}""", ["a b", "d\x04c"]),
        (catalogues._in_template, """{% said "a %(n)s" case.kind n=case.n|day:"Y" m=2 %}""", ["a %(n)s"]),
        (catalogues._in_python, 'x = said("a b", case.kind)', ["a b"]),
        (catalogues._in_script, "gettext('it\\'s')", ["it's"]),
    ],
)  # fmt: skip
def test_the_reading_finds_what_makemessages_would(reader: object, text: str, found: list[str]) -> None:
    assert list(reader(text)) == found  # type: ignore[operator]
