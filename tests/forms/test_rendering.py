"""Answers in words, and what changed between two sendings."""

from __future__ import annotations

from typing import Any

import pytest

from forms.answers import columns_of, joined, personal_split, prefilled
from forms.differences import compare
from forms.rendering import Row, rows
from media.models import PrivateFile
from tests.factories_forms import make_definition, make_version

ANSWERS: dict[str, Any] = {
    "group": {"name": "町会", "person": "𠮷田", "notice": "post", "new": False},
    "plan": {"title": "祭り", "content": "一\n二", "from_on": "2019-05-01"},
    "budget": {
        "expenses": [
            {"kind": "web", "description": "制作", "amount_yen": 70_000},
            {"kind": "gone", "description": "", "amount_yen": 500},
        ],
        "requested": 40_000,
    },
}

pytestmark = pytest.mark.django_db


def file(name: str = "会則.pdf", sha: str = "a") -> PrivateFile:
    return PrivateFile(name=name, sha256_stored=sha * 64, size=10)


def row(question: str, answers: dict[str, Any] = ANSWERS, files: dict[str, Any] | None = None) -> Row:
    found = rows(make_version(), answers, files or {})
    return next(row for section in found for row in section.rows if row.key == question)


def test_every_question_is_shown_in_its_order_answered_or_not() -> None:
    found = rows(make_version(), {}, {})
    assert [section.title for section in found] == ["団体について", "事業の内容", "収支予算", "添付書類"]
    assert sum(len(section.rows) for section in found) == 17
    assert {row.text for section in found for row in section.rows} == {""}


@pytest.mark.parametrize(
    "question, text",
    [
        ("person", "𠮷田"),
        ("notice", "郵送"),
        ("new", "いいえ"),
        ("content", "一\n二"),
        ("from_on", "令和元年5月1日"),
        ("requested", "40,000円"),
        ("until_on", ""),
        ("income", ""),
        ("expenses", "ホームページ作成費 制作 70,000円\ngone 500円\n合計 70,500円"),
    ],
)
def test_answers_are_written_as_people_read_them(question: str, text: str) -> None:
    assert row(question).text == text


def test_budget_lines_and_files_are_there_for_tables_and_links() -> None:
    expenses = row("expenses")
    assert expenses.lines
    assert (expenses.lines[0].kind, expenses.lines[0].amount, expenses.total) == (
        "ホームページ作成費",
        "70,000円",
        "70,500円",
    )
    papers = row("rules", files={"rules": [file(), file("細則.pdf")]})
    assert papers.text == "会則.pdf\n細則.pdf"
    assert papers.files
    assert len(papers.files) == 2


def test_columns_are_what_was_answered() -> None:
    assert columns_of(make_version(), ANSWERS) == {"notice": "post", "title": "祭り", "requested_yen": 40_000}
    assert columns_of(make_version(), {}) == {}


def test_personal_answers_are_split_off_and_joined_again() -> None:
    answers = {**ANSWERS, "group": {**ANSWERS["group"], "asked_last_year": "x"}}
    lasting, personal = personal_split(make_version(), answers)
    assert personal == {"group": {"person": "𠮷田", "asked_last_year": "x"}}
    assert "𠮷田" not in str(lasting)
    assert joined(lasting, personal) == answers


def test_what_is_known_fills_the_questions_that_ask_for_it() -> None:
    known = {"group.name": "町会", "person.phone": "", "person.name": "x"}
    assert prefilled(make_version(), known) == {"group": {"name": "町会"}}


def differences(after: dict[str, Any], files_a: Any = None, files_b: Any = None) -> list[tuple[str, str, str]]:
    version = make_version()
    return [
        (one.label, one.before, one.after)
        for one in compare(version, ANSWERS, files_a or {}, version, after, files_b or {})
    ]


def test_nothing_changed_is_an_empty_list() -> None:
    assert differences(ANSWERS, {"rules": [file()]}, {"rules": [file()]}) == []


def test_each_changed_answer_is_listed_with_both_texts() -> None:
    after = {**ANSWERS, "plan": {"title": "祭り", "content": "一\n三", "until_on": "2026-12-01"}}
    assert differences(after) == [
        ("内容", "一\n二", "一\n三"),
        ("始める日", "令和元年5月1日", ""),
        ("終える日", "", "令和8年12月1日"),
    ]


def test_a_file_with_the_same_name_and_other_bytes_is_a_change() -> None:
    assert differences(ANSWERS, {"rules": [file()]}, {"rules": [file(sha="b")]}) == [("会則", "会則.pdf", "会則.pdf")]


def test_answers_of_an_older_form_stay_readable_and_comparable() -> None:
    old, definition = make_version(), make_definition()
    definition["sections"][1]["questions"][0]["label"] = "事業の名称"
    del definition["sections"][1]["questions"][1]
    new = make_version(sections=definition["sections"])
    found = compare(old, ANSWERS, {}, new, {**ANSWERS, "plan": {"title": "夏祭り", "from_on": "2019-05-01"}}, {})
    assert [(one.label, one.before, one.after) for one in found] == [
        ("事業の名称", "祭り", "夏祭り"),
        ("内容", "一\n二", ""),
    ]
