"""Definitions come from outside: every mistake is named, and what is frozen never changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forms.definition import DefinitionError, parse
from forms.models import FormVersion
from forms.versions import canonical, definition_of, freeze
from tests.factories_forms import make_definition


def with_question(**changes: Any) -> dict[str, Any]:
    """The trial form whose first question has ``changes``."""
    definition = make_definition(checks=[])
    definition["sections"][0]["questions"][0] = {"key": "name", "type": "text", "label": "団体名", **changes}
    return definition


@pytest.mark.parametrize(
    "changes, fault",
    [
        ({"type": "telepathy"}, "no such type"),
        ({"key": "Name"}, "lower-case"),
        ({"key": "revision"}, "reserved"),
        ({"key": "a" * 41}, "lower-case"),
        ({"key": None}, "lower-case"),
        ({"label": " "}, "label must be a text"),
        ({"required": "yes"}, "true or false"),
        ({"max_length": 20_001}, "whole number"),
        ({"max_length": True}, "whole number"),
        ({"max_lenght": 10}, "unknown"),
        ({"type": "choice"}, "without options"),
        ({"type": "choice", "options": ["a", "a"]}, "twice"),
        ({"type": "choice", "options": [""]}, "empty value"),
        ({"type": "budget", "side": "expense"}, "cost_kinds"),
        ({"type": "budget", "cost_kinds": ["a"], "side": "left"}, "side"),
        ({"type": "file", "max_files": 0}, "max_files"),
        ({"type": "yen", "min_value": 5, "max_value": 4}, "above"),
        ({"key": "person"}, "twice"),
    ],
)
def test_a_wrong_question_is_named(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        parse(with_question(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"sections": []},
        {"sections": "x"},
        {"sections": [{"key": "a", "title": "A", "questions": ["x"]}]},
        {"sections": [{"key": "a", "title": "A"}, {"key": "a", "title": "B"}]},
        {"title": ""},
        {"kind": None},
        {"checks": [{"type": "unknown"}]},
        {"checks": [{"type": "date_order", "from": "plan.from_on"}]},
        {"checks": [{"type": "date_order", "from": "plan.from_on", "until": "plan.title"}]},
        {"checks": [{"type": "budget_balances", "expense": "budget.nothing", "income": "budget.income"}]},
    ],
)
def test_a_wrong_form_is_named(changes: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        parse(make_definition(**changes))


def test_an_amount_rule_without_whole_numbers_is_named() -> None:
    definition = make_definition()
    definition["checks"][2]["rate"] = [1, 0]
    with pytest.raises(DefinitionError, match="whole numbers"):
        parse(definition)


def test_file_keys_are_unique_in_the_whole_form() -> None:
    definition = make_definition()
    definition["sections"][0]["questions"].append({"key": "rules", "type": "file", "label": "会則"})
    with pytest.raises(DefinitionError, match="file question"):
        parse(definition)


def test_options_are_read_in_every_usual_shape() -> None:
    options: list[Any] = ["a", ["b", "B"], {"value": "c", "label": "C"}, {"key": "d", "label": "D", "eligible": False}]
    parsed = parse(with_question(type="choice", options=options)).sections[0].questions[0]
    assert [(o.value, o.label, o.eligible) for o in parsed.options] == [
        ("a", "a", True), ("b", "B", True), ("c", "C", True), ("d", "D", False),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_same_definition_is_the_same_version_whatever_the_order_of_its_keys() -> None:
    definition = make_definition()
    turned = json.loads(json.dumps(dict(reversed(definition.items()))))
    assert freeze(definition) == freeze(turned)
    assert FormVersion.objects.count() == 1


@pytest.mark.django_db
def test_one_changed_letter_is_another_version_and_the_old_one_stays_readable() -> None:
    first = freeze(make_definition())
    second = freeze(make_definition(title="試験の申請書２"))
    assert first.pk != second.pk
    first.refresh_from_db()
    assert definition_of(first).title == "試験の申請書"
    assert canonical(first.definition) == canonical(make_definition())


@pytest.mark.django_db
def test_a_wrong_definition_is_not_frozen() -> None:
    with pytest.raises(DefinitionError):
        freeze(make_definition(sections=[]))
    assert not FormVersion.objects.exists()
