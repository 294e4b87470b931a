"""A kind may say a shared sentence in its own words; another kind, and a sentence without any, are as they were."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from cms.mailings.services import template_of
from workflows.engine.adding import door_words
from workflows.engine.wording import said


@pytest.mark.parametrize(
    "message,kind,context,text",
    [
        ("Begin the application", "volunteering", "", "応募を始める"),
        ("Begin the application", "subsidy", "", "申請を始める"),
        ("Begin the application", "unknown", "", "申請を始める"),
        ("To apply", "volunteering", "public page", "応募するには"),
        ("To apply", "subsidy", "public page", "申請するには"),
    ],
)
def test_a_sentence_is_said_in_the_words_of_the_kind(message: str, kind: str, context: str, text: str) -> None:
    with override("ja"):
        assert said(message, kind, context) == text
    with override("en"):
        assert said(message, kind, context) == message


def test_a_mail_has_the_form_of_the_kind_where_there_is_one() -> None:
    assert template_of("receipt", "volunteering") == "volunteering/receipt"
    assert template_of("receipt", "subsidy") == "receipt"
    assert template_of("receipt", "") == "receipt"


def test_the_logs_name_the_pages_of_kinds_in_words() -> None:
    with override("ja"):
        assert str(door_words()["volunteering score"]) == "選考の採点"
