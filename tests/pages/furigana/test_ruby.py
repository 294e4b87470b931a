"""Readings are set above words of the text and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pages.furigana import Reading, with_furigana
from pages.furigana.reading import readings_of, to_store


def ruby(base: str, reading: str) -> str:
    return f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"


NERIMA = Reading("練馬", "ねりま")
PLACES = [NERIMA, Reading("練馬区", "ねりまく"), Reading("関町", "せきまち"), Reading("町", "まち")]


@pytest.mark.parametrize(
    "html, expected",
    [
        ("<p>練馬です</p>", f"<p>{ruby('練馬', 'ねりま')}です</p>"),
        ("<p>練馬区と練馬</p>", f"<p>{ruby('練馬区', 'ねりまく')}と{ruby('練馬', 'ねりま')}</p>"),
        ('<a href="/練馬/" title="練馬">練馬</a>', f'<a href="/練馬/" title="練馬">{ruby("練馬", "ねりま")}</a>'),
        ("<p><ruby>練馬<rt>ねりま</rt></ruby></p>", "<p><ruby>練馬<rt>ねりま</rt></ruby></p>"),
        ('<img alt="練馬"><br/>', '<img alt="練馬"><br/>'),
        ("<script>var x='練馬<a>';</script>練", "<script>var x='練馬<a>';</script>練"),
        ("<option>練馬</option><textarea>練馬</textarea>", "<option>練馬</option><textarea>練馬</textarea>"),
        ("<!-- 練馬 --><!doctype html>", "<!-- 練馬 --><!doctype html>"),
        ("&lt;b&gt;&amp;練馬&#12354;&nbsp", f"&lt;b&gt;&amp;{ruby('練馬', 'ねりま')}&#12354;&nbsp"),
        ("<p>町会の町</p>", f"<p>町会の{ruby('町', 'まち')}</p>"),
        ("関町北", f"{ruby('関町', 'せきまち')}北"),
        ("<P CLASS=x>練<b>馬</b></P>", "<P CLASS=x>練<b>馬</b></P>"),
    ],
)
def test_only_the_words_of_the_text_change(html: str, expected: str) -> None:
    assert with_furigana(html, PLACES) == expected


@pytest.mark.parametrize(
    "base, reading, expected",
    [
        ("申込み", "もうしこみ", ruby("申込", "もうしこ") + "み"),
        ("お知らせ", "おしらせ", "お" + ruby("知", "し") + "らせ"),
        ("光が丘", "ひかりがおか", ruby("光が丘", "ひかりがおか")),
        ("ゴミ拾い", "ごみひろい", "ゴミ" + ruby("拾", "ひろ") + "い"),
    ],
)
def test_kana_of_the_word_have_no_reading_of_their_own(base: str, reading: str, expected: str) -> None:
    assert with_furigana(base, [Reading(base, reading)]) == expected


def test_a_word_of_every_line_may_be_read_once() -> None:
    once = Reading("練馬", "ねりま", first_only=True)
    assert with_furigana("<p>練馬</p><p>練馬</p>", [once]) == f"<p>{ruby('練馬', 'ねりま')}</p><p>練馬</p>"


def test_done_twice_it_is_done_once() -> None:
    once = with_furigana("<p>練馬区の関町</p>", PLACES)
    assert with_furigana(once, PLACES) == once


@pytest.mark.parametrize(
    "base, reading",
    [
        ("ねりま", "ねりま"),
        ("練馬", "neri"),
        ("練馬", ""),
        ("<b>練", "ねり"),
        ("練馬", "ねり<b>"),
        ("練 馬", "ねりま"),
        ("", "ね"),
    ],
)
def test_what_is_no_reading_is_passed_over(base: str, reading: str) -> None:
    assert with_furigana(f"<p>{base}練馬</p>", [Reading(base, reading)]) == f"<p>{base}練馬</p>"
    assert readings_of([{"base": base, "reading": reading}]) == []


def test_what_is_stored_comes_back_and_rubbish_does_not() -> None:
    kept = [NERIMA, Reading("町会", "ちょうかい", first_only=True)]
    assert readings_of(to_store(kept)) == kept
    assert readings_of(None) == readings_of({"base": 1}) == readings_of(["x", {"base": "練馬"}]) == []


PIECES = st.sampled_from(
    ["練馬", "練馬区", "町", "<p>", "</p>", '<a href="/練馬">', "</a>", "<br>", "&amp;", "&",
     "<", ">", "か", "\n", "<ruby>", "</ruby>",
     '<img alt="練馬">', "<!--練馬-->", "<b", "'", "<rt>まち</rt>", "</", "&#x5e;", "<script>", "</script>"]
)  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
@example("練馬</&#x5e;")
@example("<script><a 練馬")
def test_whatever_the_html_the_text_and_the_tags_stay(html: str) -> None:
    """Without what was set above the words, it is the source, byte for byte."""
    result = with_furigana(html, PLACES)
    plain = re.sub(r"<ruby>(練馬区?|関町|町)<rp>\(</rp><rt>[ぁ-ん]+</rt><rp>\)</rp></ruby>", r"\1", result)
    assert plain == html
