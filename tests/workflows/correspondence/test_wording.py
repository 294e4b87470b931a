"""Marks in the wording, lists as typed, glyphs of the fonts."""

from __future__ import annotations

import datetime

import pytest

from cms.core.errors import CaseError
from cms.hubs.models import Ward
from cms.people.models import Officer
from tests.factories_letters import make_decided_case
from workflows.cases.models import Submission
from workflows.correspondence import glyphs, wording
from workflows.correspondence.addressee import addressee_of
from workflows.correspondence.content import Identity, freeze
from workflows.correspondence.listing import listed, paragraphs
from workflows.correspondence.marks import fill, unknown

ON = datetime.date(2026, 11, 22)


def test_marks_are_filled_once_and_values_stay_data() -> None:
    assert fill("{a}と{b}", {"a": "{b}", "b": "{a.__class__}"}) == "{b}と{a.__class__}"


@pytest.mark.parametrize("text", ["{amonut}", "{a.__class__}", "{a!r}", "{a:>9}", "{}", "{0}", "{ a }", "{A}"])
def test_an_unknown_mark_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(CaseError) as raised:
        fill(f"前{text}後", {"a": "値"})
    assert text in str(raised.value)


@pytest.mark.parametrize("text", ["{a", "a}", "{a}}", "{{a}"])
def test_a_lonely_brace_is_an_error(text: str) -> None:
    with pytest.raises(CaseError):
        fill(text, {"a": "値"})


def test_a_mark_without_value_is_an_error() -> None:
    with pytest.raises(CaseError, match="decided"):
        fill("{decided}", {"decided": None})


def test_unknown_marks_of_a_wording_are_listed_before_it_is_used() -> None:
    assert unknown("{group}の{x}と{y}、{x}", wording.MARKS) == ["x", "y"]


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_every_mark_offered_has_a_value_or_is_known_to_have_none(outcome: str) -> None:
    case = make_decided_case(outcome)
    values = wording.values(case, ward=Ward.objects.get(), addressee=addressee_of(case, on=ON))
    assert set(values) == set(wording.MARKS)
    assert {mark for mark, value in values.items() if value is None} == ({"decided"} if outcome == "refused" else set())


@pytest.mark.parametrize(
    "typed, items",
    [
        ("", []),
        ("一つだけ", ["一つだけ"]),
        ("・あ\n\n・い\r\n", ["あ", "い"]),
        ("1 あ\n2 い", ["あ", "い"]),
        ("(1)あ\n(2)い\n(3) う", ["あ", "い", "う"]),
        ("１．あ\n２．い", ["あ", "い"]),
        ("①あ\n②い", ["あ", "い"]),
        ("3か月以内に出すこと。\n2部出すこと。", ["3か月以内に出すこと。", "2部出すこと。"]),
        ("1 あ\n3 い", ["1 あ", "3 い"]),
        ("1.5倍を上限とする。", ["1.5倍を上限とする。"]),
        ("○○町会に限る。\nほか", ["○○町会に限る。", "ほか"]),
    ],
)
def test_a_list_loses_its_own_numbers_and_nothing_else(typed: str, items: list[str]) -> None:
    assert listed(typed) == items


def test_paragraphs_are_lines_with_something_in_them() -> None:
    assert paragraphs("　一\t二 \n\n 三") == ["一　二", "三"]


@pytest.mark.parametrize(
    "text", ["髙﨑𠮷德濵邉邊槗", "葛\U000e0100城", "令和８年①㈱～−―", "か\u3099", "ABC xyz 0-9 〒"]
)
def test_names_and_official_characters_are_in_the_fonts(text: str) -> None:
    assert glyphs.missing(text) == []


@pytest.mark.parametrize(
    "text, lacking",
    [
        ("山\U0002a6a5田\U0002a6a5", ["\U0002a6a5"]),
        ("葛\U000e01ef", ["葛\U000e01ef"]),
        ("A\U000e0100", ["A\U000e0100"]),
        ("\U000e0100", ["\U000e0100"]),
        ("あ\u202eい", ["\u202e"]),
        ("あ\u200dい", ["\u200d"]),
        ("あ\nい", ["\n"]),
        ("😀", ["😀"]),
    ],
)
def test_what_would_be_a_hole_or_another_shape_is_missing(text: str, lacking: list[str]) -> None:
    assert glyphs.missing(text) == lacking


@pytest.mark.django_db
def test_without_a_submission_the_register_names_the_representative_in_office() -> None:
    case = make_decided_case()
    Submission.objects.all().delete()
    assert addressee_of(case, on=ON)["name"] == case.person.name
    for title, name, from_on, until_on in (
        ("会長", "前の会長", "2020-04-01", "2026-03-31"),
        ("会長", "今の会長", "2026-04-01", None),
        ("会計", "会計 係", "2026-04-01", None),
    ):
        Officer.objects.create(group=case.group, title=title, name=name, from_on=from_on, until_on=until_on)
    found = addressee_of(case, on=ON)
    assert (found["title"], found["name"]) == ("会長", "今の会長")
    assert addressee_of(case, on=datetime.date(2026, 3, 31))["name"] == "前の会長"


@pytest.mark.django_db
def test_the_postal_code_of_the_register_is_not_put_to_another_address() -> None:
    case = make_decided_case(group_fields={"postal_code": "176-0000"})
    assert addressee_of(case, on=ON)["postal_code"] == "176-0000"
    submission = Submission.objects.get(case=case)
    submission.answers["group"]["group_address"] = "見本区別町1-1-1"
    submission.save()
    found = addressee_of(case, on=ON)
    assert (found["postal_code"], found["address"]) == ("", "見本区別町1-1-1")


@pytest.mark.django_db
def test_the_contact_is_the_hub_with_a_telephone_and_else_the_general_desk() -> None:
    case = make_decided_case()
    identity = Identity(branch=1, number="1の1", code="CODE", dated_on=ON)

    def contact() -> str:
        return "\n".join(freeze(case, outcome="granted", identity=identity)["contact"]["lines"])

    assert "03-0000-0000" in contact()
    case.hub.phone, case.hub.office_title = "03-9999-0001", "見本出張所"
    assert f"{case.hub.name}（見本出張所）\n電話　03-9999-0001" in contact()
    assert "03-0000-0000" not in contact()
