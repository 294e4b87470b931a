"""A kind may say a shared sentence in its own words; another kind, and a sentence without any, are as they were."""

from __future__ import annotations

import pytest
from django.forms import CharField, ChoiceField, Form
from django.utils.translation import override

from cms.mailings.services import plain, template_of
from forms.wording import said, speak
from workflows.engine.adding import door_words


@pytest.mark.parametrize(
    "message,kind,context,text",
    [
        ("Begin the application", "volunteering", "", "応募を始める"),
        ("Begin the application", "subsidy", "", "申請を始める"),
        ("Begin the application", "unknown", "", "申請を始める"),
        ("To apply", "volunteering", "public page", "応募するには"),
        ("To apply", "subsidy", "public page", "申請するには"),
        ("To apply", "coordination", "public page", "依頼するには"),
        ("Send the corrected form", "coordination", "", "直した依頼書を送る"),
        ("Can our group apply?", "volunteering", "", "応募できるか確かめる"),
    ],
)
def test_a_sentence_is_said_in_the_words_of_the_kind(message: str, kind: str, context: str, text: str) -> None:
    with override("ja"):
        assert said(message, kind, context) == text
    with override("en"):
        assert said(message, kind, context) == message


def test_a_mail_has_the_form_of_the_kind_where_there_is_one() -> None:
    assert template_of("letter_arrived", "volunteering") == "volunteering/letter_arrived"
    assert template_of("letter_arrived", "subsidy") == "letter_arrived"
    assert template_of("letter_arrived", "") == "letter_arrived"


@pytest.mark.parametrize(
    "kind,words", [("subsidy", "申請書"), ("coordination", "依頼書"), ("volunteering", "応募用紙")]
)
def test_a_shared_mail_names_the_form_as_the_kind_does(kind: str, words: str) -> None:
    for language in ("ja", "en"):
        with override(language):
            subject = plain("mail/resubmission_receipt.subject.txt", {"variant": kind, "number": "1"})
        assert subject.strip() == f"直した{words}を受け付けました（受付番号 1）"


def test_what_a_person_wrote_is_never_reworded() -> None:
    with override("ja"):
        text = said("See the application %(number)s", "coordination", number="申請書と申請者の会")
    assert text == "依頼 申請書と申請者の会 を見る"


def test_labels_of_a_form_are_said_and_its_choices_left() -> None:
    class Sheet(Form):
        reason = CharField(label="申請者の理由", help_text="申請書のとおり")
        section = ChoiceField(label="欄", choices=[("a", "申請書の欄")])

    sheet = Sheet()
    with override("ja"):
        speak(sheet, "volunteering")
    assert (sheet.fields["reason"].label, sheet.fields["reason"].help_text) == ("応募者の理由", "応募用紙のとおり")
    assert sheet.fields["section"].choices == [("a", "申請書の欄")]
    assert Sheet.base_fields["reason"].label == "申請者の理由"


def test_the_logs_name_the_pages_of_kinds_in_words() -> None:
    with override("ja"):
        assert str(door_words()["volunteering score"]) == "選考の採点"
