"""Headings, links, pictures and tables, for people who do not see the page."""

from __future__ import annotations

import pytest

from pages.writing import Heading, Link, Picture, Severity, Table
from tests.pages.writing.checked import HERE, of


def levels(*numbers: int) -> list[tuple[str, str | None]]:
    return [(one.rule, one.fix) for one in of([Heading(HERE, number, f"見出し{number}") for number in numbers])]


def test_headings_go_down_one_step_at_a_time() -> None:
    assert levels(2, 3, 4, 2, 3, 3, 2) == []
    assert levels(3) == [("heading-order", "2")]
    assert levels(2, 4, 4, 2) == [("heading-order", "3"), ("heading-order", "3")]
    assert levels(1, 2, 1) == [("heading-title", "2"), ("heading-title", "2")]


def test_an_empty_heading_is_told() -> None:
    assert [one.rule for one in of([Heading(HERE, 2, "　")])] == ["heading-empty"]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("こちら", "link-says-nothing"),
        ("ここ", "link-says-nothing"),
        ("詳細はこちら＞", "link-says-nothing"),
        ("【 詳しくはこちら 】", "link-says-nothing"),
        ("Click here", "link-says-nothing"),
        ("https://www.example.jp/a", "link-address"),
        ("www.example.jp", "link-address"),
        ("　", "link-empty"),
    ],
)
def test_a_link_that_does_not_say_where_it_leads_is_told(text: str, rule: str) -> None:
    assert [one.rule for one in of([Link(HERE, text, "/a/")])] == [rule]


@pytest.mark.parametrize(
    "text",
    ["防災訓練の申込み", "こちら葛飾区の漫画展", "ここねりま通信", "詳細な要項", "もっと見る防災", "PDF版の要項"],
)
def test_a_link_that_says_it_is_left_alone(text: str) -> None:
    assert of([Link(HERE, text, "/a/")]) == []


@pytest.mark.parametrize(
    "alt, rule, severity",
    [
        ("", "picture-no-alt", Severity.SERIOUS),
        (" 　", "picture-no-alt", Severity.SERIOUS),
        ("IMG_0123.JPG", "picture-file-name", Severity.SERIOUS),
        ("DSC00012", "picture-file-name", Severity.SERIOUS),
        ("防災訓練.png", "picture-file-name", Severity.SERIOUS),
        ("20261125_1", "picture-file-name", Severity.SERIOUS),
        ("スクリーンショット 2026-11-25", "picture-file-name", Severity.SERIOUS),
        ("写真", "picture-says-nothing", Severity.WARNING),
        ("あ" * 121, "picture-long-alt", Severity.HINT),
    ],
)
def test_a_picture_without_words_is_told(alt: str, rule: str, severity: Severity) -> None:
    assert [(one.rule, one.severity) for one in of([Picture(HERE, alt)])] == [(rule, severity)]


@pytest.mark.parametrize(
    "alt", ["消火器の使い方を練習する参加者", "P波とS波の図", "写真展のポスター", "2026年度の予算の円グラフ"]
)
def test_a_picture_with_words_is_left_alone(alt: str) -> None:
    assert of([Picture(HERE, alt)]) == []


def test_decoration_needs_no_words() -> None:
    assert of([Picture(HERE, "", decorative=True)]) == []


def test_a_table_needs_headings_and_a_name() -> None:
    assert [one.rule for one in of([Table(HERE, ("", ""), "日程")])] == ["table-no-headers"]
    assert [one.rule for one in of([Table(HERE, ("会場", ""), "日程")])] == ["table-empty-header"]
    assert [one.rule for one in of([Table(HERE, ("会場", "時間"), "")])] == ["table-no-caption"]
    assert of([Table(HERE, ("", "時間"), "日程")]) == []  # the corner above row headings


def test_serious_findings_come_first() -> None:
    found = of([Link(HERE, "こちら", "/"), Picture(HERE, "")])
    assert [one.severity for one in found] == [Severity.SERIOUS, Severity.WARNING]
