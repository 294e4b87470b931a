"""The way of a text: posted, kept as typed, read as an answer, shown again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.budget_field import ADDED_ROWS, BLANK_ROWS, MAX_ROWS
from forms.definition import parse
from forms.sections import SectionForm, posted_texts, texts_of
from tests.factories_forms import DEFINITION, budget

FORM = parse(DEFINITION)
GROUP, PLAN, BUDGET = (FORM.section(key) for key in ("group", "plan", "budget"))
assert GROUP and PLAN and BUDGET  # noqa: PT018

words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffd\ufffe\uffff"), max_size=30
)
lines = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["web", "food"]), "description": words, "amount_yen": st.integers(0, 9_999_999)}
    ),
    max_size=8,
)


def shown(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value not in (None, "", [])}


@given(lines, st.none() | st.integers(1, 999_999_999))
def test_a_budget_read_from_its_own_texts_is_the_same(rows: list[dict[str, Any]], requested: int | None) -> None:
    rows = [{**row, "description": row["description"] if row["description"].strip() else ""} for row in rows]
    answers = shown({"expenses": rows, "requested": requested})
    form = SectionForm(BUDGET, data=texts_of(BUDGET, answers))
    assert form.answers == answers
    assert not form.errors


@given(words.filter(str.strip), words, st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_texts_and_dates_read_from_their_own_texts_are_the_same(title: str, content: str, day: date | None) -> None:
    answers = shown({"title": title, "content": content.strip() and content, "from_on": day and day.isoformat()})
    assert SectionForm(PLAN, data=texts_of(PLAN, answers)).answers == answers


def test_choices_read_from_their_own_texts_are_the_same() -> None:
    answers = {"name": "A", "person": "B", "notice": "electronic", "new": False, "phone": "03-1234-5678"}
    assert SectionForm(GROUP, data=texts_of(GROUP, answers)).answers == answers


def test_what_is_absent_keeps_what_was_saved() -> None:
    saved = texts_of(GROUP, {"name": "町会", "notice": "post"})
    assert posted_texts(GROUP, {"person": "会長"}, saved) == {**saved, "person": "会長"}
    assert posted_texts(GROUP, {"name": ""}, saved)["name"] == ""


def test_names_that_nobody_asked_for_are_dropped() -> None:
    texts = posted_texts(PLAN, {"title": "a", "is_staff": "1", "csrfmiddlewaretoken": "x"}, {})
    assert set(texts) == {"title", "content", "from_on", "until_on"}


def test_line_ends_of_browsers_become_one_character() -> None:
    assert posted_texts(PLAN, {"content": "a\r\nb"}, {})["content"] == "a\nb"


def test_more_rows_are_added_without_touching_the_old_ones() -> None:
    posted = {**budget("expenses", ("web", "制作", "1,000")), "add_rows": "expenses"}
    texts = posted_texts(BUDGET, posted, {})
    assert texts["expenses-rows"] == str(1 + ADDED_ROWS)
    assert texts["expenses-0-amount"] == "1,000"
    assert posted_texts(BUDGET, {"add_rows": "expenses", "expenses-rows": str(MAX_ROWS)}, {})["expenses-rows"] == str(
        MAX_ROWS
    )


@pytest.mark.parametrize("rows", ["-1", "1e3", "999999999999", "", "²", "１２", "x"])
def test_a_forged_row_count_costs_nothing(rows: str) -> None:
    assert len(posted_texts(BUDGET, {"expenses-rows": rows}, {})) <= 3 * MAX_ROWS + 3


def test_a_first_visit_shows_blank_rows_and_no_errors() -> None:
    form = SectionForm(BUDGET, initial=texts_of(BUDGET, {}))
    assert len(form["expenses"].rows) == BLANK_ROWS  # type: ignore[attr-defined]
    assert not form.errors
    assert form["expenses"].total == ""  # type: ignore[attr-defined]


def test_each_wrong_cell_says_what_is_wrong_and_keeps_its_text() -> None:
    posted = budget("expenses", ("web", "制作", "7万"), ("", "", ""), ("", "印刷", "500"), ("web", "", ""))
    form = SectionForm(BUDGET, data=posted)
    assert form.errors["expenses"] == [
        "1行目：金額を数字で入力してください（例：70,000）。",
        "3行目：費目を選んでください。",
        "4行目：金額を入力してください。",
    ]
    rows = form["expenses"].rows  # type: ignore[attr-defined]
    assert rows[0]["amount"] == {
        "name": "expenses-0-amount",
        "id": "id_expenses-0-amount",
        "text": "7万",
        "error": "金額を数字で入力してください（例：70,000）。",
    }
    assert rows[2]["kind"]["error"]
    assert rows[2]["description"]["text"] == "印刷"
    assert form["expenses"].total == ""  # type: ignore[attr-defined]


def test_the_sum_is_shown_and_blank_rows_do_not_count() -> None:
    form = SectionForm(
        BUDGET, data=budget("expenses", ("web", "", "７０，０００円"), ("", "", ""), ("food", "", "5000"))
    )
    assert form["expenses"].total == "75,000円"  # type: ignore[attr-defined]
    assert [row["amount_yen"] for row in form.answers["expenses"]] == [70_000, 5_000]


def test_a_total_beyond_every_column_is_refused() -> None:
    form = SectionForm(BUDGET, data=budget("expenses", ("web", "", "999999999"), ("web", "", "1")))
    assert "合計は999,999,999円まで" in form.errors["expenses"][0]


def test_a_forged_kind_is_refused() -> None:
    assert SectionForm(BUDGET, data=budget("expenses", ("gold", "", "1"))).errors["expenses"]
