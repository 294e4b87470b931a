"""Hints for やさしい日本語: only there, each once, and never where a resident reads the full text."""

from __future__ import annotations

import pytest

from pages.writing import Severity
from tests.pages.writing.checked import checked, rules

RULES = {"easy-passive", "easy-polite", "easy-loanword"}


@pytest.mark.parametrize(
    "rule, text",
    [
        ("easy-passive", "祭りが行われます。"),
        ("easy-passive", "水が配られました。"),
        ("easy-polite", "ここでお待ちください。"),
        ("easy-polite", "来ていただきます。"),
        ("easy-loanword", "ワークショップがあります。"),
    ],
)
def test_what_is_hard_is_a_hint_in_the_easy_text_alone(rule: str, text: str) -> None:
    (found,) = [one for one in checked(text, easy=True) if one.rule == rule]
    assert (found.severity, found.fix) == (Severity.HINT, None)
    assert not RULES & rules(text)


def test_a_loanword_is_told_once_and_not_where_it_is_explained() -> None:
    text = "ハザードマップがあります。ハザードマップを見ます。"
    assert [one.start for one in checked(text, easy=True) if one.rule == "easy-loanword"] == [0]
    assert "easy-loanword" not in rules("ハザードマップ（あぶない場所の地図）があります。", easy=True)
    assert "easy-loanword" not in rules("テレビとラジオ", easy=True)


def test_sentences_of_the_easy_text_are_short() -> None:
    assert "easy-sentence" in rules("あ" * 31 + "。", easy=True)
    assert "easy-sentence" not in rules("あ" * 29 + "。", easy=True)
