"""The page of a case: what it shows, what it offers, and that every look at it is on record."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.audit.models import Refusal
from media.models import PrivateFile
from media.services import store_bytes
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, make_case, make_sending
from tests.factories_people import make_group, make_hub, make_membership, make_staff
from workflows.cases.models import Case, CaseFile, CaseReading
from workflows.cases.services.submission import resubmit
from workflows.engine.moving import hand_over

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


def address(case: Case, rest: str = "") -> str:
    return f"/cms/desk/cases/{case.pk}/{rest}"


def attach(case: Case, name: str = "会則.pdf") -> PrivateFile:
    file = store_bytes(owner=case.applicant, data=PDF, name=name, content_type="application/pdf")
    CaseFile.objects.create(submission=case.submissions.get(number=1), question="rules", file=file)
    return file


def test_the_page_shows_the_case_and_notes_who_looked() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    html = client_of(reviewer).get(address(case)).content.decode()
    for text in (case.number, case.group.name, "町会ホームページの開設", "50,000円", case.hub.name, "収受"):
        assert text in html
    assert CaseReading.objects.filter(case=case, reader=reviewer, door="desk").count() == 1


@pytest.mark.parametrize("rest", ["", "chart.svg", "letters/1/", "letters/1/correct/"])
def test_a_foreign_case_does_not_exist_and_the_attempt_is_on_record(rest: str) -> None:
    case = make_case()
    stranger = make_staff("reviewer", make_hub())
    response = client_of(stranger).get(address(case, rest))
    assert response.status_code == 404
    assert case.number not in response.content.decode()
    assert case.group.name not in response.content.decode()
    assert Refusal.objects.filter(actor=stranger, subject=f"case:{case.pk}").exists()
    assert not CaseReading.objects.filter(reader=stranger).exists()


@pytest.mark.parametrize(
    "door", ["take/", "give-back/", "hand-over/", "move/", "letters/1/retry/", "letters/1/posted/"]
)
def test_every_action_is_closed_to_strangers_and_to_get(door: str) -> None:
    case = make_case()
    stranger, reviewer = make_staff("chief", make_hub()), make_staff("chief", case.hub)
    assert client_of(stranger).post(address(case, door)).status_code == 404
    assert client_of(reviewer).get(address(case, door)).status_code == 405
    case.refresh_from_db()
    assert (case.holder_id, case.event_count) == (None, 1)


@pytest.mark.parametrize("role", ["auditor", "accountant"])
def test_readers_read_and_write_nothing(role: str) -> None:
    case = make_case()
    client = client_of(make_staff(role))
    html = client.get(address(case)).content.decode()
    assert case.number in html
    assert '<form method="post" action="/cms/desk/cases/' not in html
    for door in ("take/", "give-back/"):
        assert client.post(address(case, door)).status_code == 403
    assert client.post(address(case, "move/"), {"hub": make_hub().pk, "reason": "試し"}).status_code == 403
    case.refresh_from_db()
    assert (case.holder_id, case.event_count) == (None, 1)


def test_taking_giving_back_and_handing_over() -> None:
    case = make_case()
    first, second = make_staff("reviewer", case.hub), make_staff("reviewer", case.hub)
    client = client_of(first)
    client.post(address(case, "take/"))
    case.refresh_from_db()
    assert case.holder == first
    client.post(address(case, "give-back/"))
    case.refresh_from_db()
    assert case.holder is None
    client.post(address(case, "hand-over/"), {"holder": second.pk, "reason": ""})
    case.refresh_from_db()
    assert case.holder == second


def test_a_step_is_handed_to_nobody_without_the_role() -> None:
    case = make_case()
    outsider = make_staff("reviewer", make_hub())
    client = client_of(make_staff("chief", case.hub))
    client.post(address(case, "hand-over/"), {"holder": outsider.pk, "reason": "試し"})
    case.refresh_from_db()
    assert case.holder is None


def test_a_colleagues_step_is_moved_by_the_chief_with_a_reason_only() -> None:
    case = make_case()
    first, second = make_staff("reviewer", case.hub), make_staff("reviewer", case.hub)
    chief = make_staff("chief", case.hub)
    hand_over(case, actor=first, holder=first)
    assert client_of(second).post(address(case, "hand-over/"), {"holder": second.pk}).status_code == 403
    client = client_of(chief)
    client.post(address(case, "hand-over/"), {"holder": second.pk})
    case.refresh_from_db()
    assert case.holder == first
    client.post(address(case, "hand-over/"), {"holder": second.pk, "reason": "休暇のため"})
    case.refresh_from_db()
    assert case.holder == second


def test_a_case_moves_to_another_hub_with_its_readers() -> None:
    case = make_case()
    chief, target = make_staff("chief", case.hub), make_hub()
    client = client_of(chief)
    client.post(address(case, "move/"), {"hub": target.pk})
    case.refresh_from_db()
    assert case.hub_id != target.pk
    response = client.post(address(case, "move/"), {"hub": target.pk, "reason": "管轄が異なるため"})
    case.refresh_from_db()
    assert (case.hub, response["Location"]) == (target, "/cms/desk/")
    assert client.get(address(case)).status_code == 404
    assert client_of(make_staff("reviewer", target)).get(address(case)).status_code == 200


def test_a_file_is_opened_through_its_case_only_and_on_record() -> None:
    case, other = make_case(), None
    other = make_case(group=make_group(case.hub))
    file = attach(case)
    reviewer = make_staff("reviewer", case.hub)
    client = client_of(reviewer)
    response = client.get(address(case, f"files/{file.pk}/"))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert CaseReading.objects.filter(case=case, reader=reviewer, door="desk file").count() == 1
    assert client.get(address(other, f"files/{file.pk}/")).status_code == 404
    assert client_of(make_staff("reviewer", make_hub())).get(address(case, f"files/{file.pk}/")).status_code == 404
    assert CaseReading.objects.filter(door="desk file").count() == 1


def test_what_changed_since_the_last_sending_is_shown_and_earlier_ones_stay_readable() -> None:
    case = bring_to("hub_check", make_case())
    Case.objects.filter(pk=case.pk).update(step="correction")
    case.refresh_from_db()
    with transaction.atomic():
        resubmit(case, actor=case.applicant, sending=make_sending(requested_yen=45_000, title="改めた事業"))
    Case.objects.filter(pk=case.pk).update(step="hub_check")
    client = client_of(make_staff("reviewer", case.hub))
    html = client.get(address(case)).content.decode()
    for text in ("50,000円", "45,000円", "改めた事業", "町会ホームページの開設"):
        assert text in html
    first = client.get(address(case, "?sending=1")).content.decode()
    assert "町会ホームページの開設" in first
    assert client.get(address(case, "?sending=3")).status_code == 404


def test_the_chart_is_a_picture_in_japanese_with_the_open_step_marked() -> None:
    case = bring_to("hub_check", make_case())
    response = client_of(make_staff("reviewer", case.hub)).get(address(case, "chart.svg"))
    svg = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    for title in ("収受", "起案", "決裁"):
        assert title in svg
    assert svg.count('class="new"') + svg.count("new") >= 1
    assert "<script" not in svg


def test_a_member_of_the_group_is_offered_nothing() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    make_membership(case.group, chief)
    client = client_of(chief)
    html = client.get(address(case)).content.decode()
    assert "/take/" not in html
    assert "/move/" not in html
    assert client.post(address(case, "take/")).status_code == 403


def test_other_cases_of_the_group_are_those_that_may_be_read() -> None:
    case = make_case()
    mine, foreign = make_case(group=case.group), make_case(group=case.group)
    Case.objects.filter(pk=foreign.pk).update(hub=make_hub())
    html = client_of(make_staff("reviewer", case.hub)).get(address(case)).content.decode()
    assert f"/cms/desk/cases/{mine.pk}/" in html
    assert f"/cms/desk/cases/{foreign.pk}/" not in html


def test_texts_of_applicants_are_text() -> None:
    case = make_case()
    attack = "<script>alert(1)</script>"
    Case.objects.filter(pk=case.pk).update(title=attack)
    case.submissions.update(answers={"activity": {"title": attack, "requested_yen": 1}})
    html = client_of(make_staff("reviewer", case.hub)).get(address(case)).content.decode()
    assert attack not in html
    assert "&lt;script&gt;" in html


def test_the_page_takes_a_fixed_number_of_statements() -> None:
    case = make_case()
    client = client_of(make_staff("chief", case.hub))
    client.get(address(case))
    with CaptureQueriesContext(connection) as few:
        client.get(address(case))
    for number in range(6):
        attach(case, f"資料{number}.pdf")
        make_case(group=case.group)
        CaseReading.objects.create(case=case, reader=case.applicant, door="desk")
    with CaptureQueriesContext(connection) as many:
        client.get(address(case))
    assert len(many) == len(few)
