"""Letters at the desk: what needs a person is listed, and a correction goes through two pairs of hands."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_people import make_deputy, make_group, make_hub, make_membership, make_staff
from workflows.cases.models import Case
from workflows.correspondence.models import Letter, LetterCorrection

pytestmark = pytest.mark.django_db
LIST = "/cms/desk/letters/"


def decided(case: Case | None = None, *, notice: str = "post") -> Letter:
    """The issued letter of a granted case."""
    case = complete(bring_to("decision", case or make_case(notice=notice)), make_staff("division_approver"))
    run_due()
    return case.letters.get()


def closed(letter: Letter) -> Letter:
    """Its posting is on record and the case is closed."""
    complete(letter.case, make_staff("division_reviewer"))
    return Letter.objects.get(pk=letter.pk)


def address(letter: Letter, rest: str) -> str:
    return f"/cms/desk/cases/{letter.case_id}/letters/{letter.pk}/{rest}"


def ask(client: Client, letter: Letter, name: str = "訂正 花子") -> LetterCorrection:
    """Through the page: every text as it was, the addressee's name anew."""
    html = client.get(address(letter, "correct/"))
    sent = {key: field.initial for key, field in html.context["form"].fields.items() if field.initial}
    response = client.post(address(letter, "correct/"), {**sent, "text-addressee-name": name, "reason": "氏名の誤り"})
    assert response.status_code == 302, response.content.decode()
    return LetterCorrection.objects.get(letter=letter, state="waiting")


def test_a_reissued_letter_of_a_closed_case_is_listed_until_it_is_posted() -> None:
    letter = closed(decided())
    clerk, approver = client_of(make_staff("division_reviewer")), client_of(make_staff("division_approver"))
    asked = ask(clerk, letter)
    listed = clerk.get(LIST).content.decode()
    assert letter.number in listed
    approver.post(address(letter, f"corrections/{asked.pk}/"), {"confirm": "1"})
    run_due()
    new = Letter.objects.get(replaces=letter)
    assert (new.state, new.posted_on, new.case.step) == ("issued", None, "done")
    listed = clerk.get(LIST).content.decode()
    assert new.number in listed
    assert f"{letter.number}<" not in listed
    clerk.post(address(new, "posted/"), {"posted_on": new.dated_on.isoformat()})
    assert new.number not in clerk.get(LIST).content.decode()


def test_a_parked_letter_is_listed_with_its_reason_and_counted_on_the_first_page() -> None:
    letter = decided()
    Letter.objects.filter(pk=letter.pk).update(state="parked", parked_reason="宛名の氏名に印刷できない文字")
    client = client_of(make_staff("division_reviewer"))
    html = client.get(LIST).content.decode()
    assert letter.number in html
    assert "宛名の氏名に印刷できない文字" in html
    assert f'href="{LIST}"' in client.get("/cms/").content.decode()


def test_the_list_shows_the_own_hubs_letters_and_to_the_division_all() -> None:
    here, there = make_hub(), make_hub()
    own = decided(make_case(group=make_group(here), notice="post"))
    foreign = decided(make_case(group=make_group(there), notice="post"))
    html = client_of(make_staff("chief", here)).get(LIST).content.decode()
    assert own.number in html
    assert foreign.number not in html
    both = client_of(make_staff("auditor")).get(LIST).content.decode()
    assert own.number in both
    assert foreign.number in both
    assert client_of(make_staff("administrator")).get(LIST).status_code == 404


def test_somebody_of_hub_and_division_sees_the_own_hub_alone_when_asked() -> None:
    own, foreign = decided(), decided()
    person = make_staff("division_reviewer")
    person.hubroles.create(role="chief", hub=own.case.hub, from_on="2020-04-01")
    client = client_of(person)
    assert foreign.number in client.get(LIST).content.decode()
    html = client.get(f"{LIST}?view=hub").content.decode()
    assert own.number in html
    assert foreign.number not in html


def test_the_list_takes_a_fixed_number_of_statements() -> None:
    client = client_of(make_staff("division_reviewer"))
    ask(client_of(make_staff("division_reviewer")), decided())
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for state in ("issued", "parked"):
        Letter.objects.filter(pk=decided().pk).update(state=state)
    ask(client_of(make_staff("division_reviewer")), decided())
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_a_correction_is_seen_before_and_after_and_confirmed_by_an_approver_alone() -> None:
    letter = decided(notice="electronic")
    asker = make_staff("division_reviewer")
    asked = ask(client_of(asker), letter)
    door = address(letter, f"corrections/{asked.pk}/")
    approver = client_of(make_staff("division_approver"))
    html = approver.get(door).content.decode()
    for text in (letter.content["addressee"]["name"], "訂正 花子", "氏名の誤り", "訂正を確認し、発行する"):
        assert text in html
    assert "訂正を確認し、発行する" not in client_of(asker).get(door).content.decode()
    for person in (asker, make_staff("auditor"), make_staff("division_reviewer"), make_staff("chief", letter.case.hub)):
        assert client_of(person).post(door, {"confirm": "1"}).status_code == 403
        assert Refusal.objects.filter(actor=person, door="letter correction").exists()
    assert Letter.objects.count() == 1
    assert approver.post(door, {"confirm": "1"}).status_code == 302
    run_due()
    assert Letter.objects.get(replaces=letter).content["addressee"]["name"] == "訂正 花子"


def test_drafter_member_and_deputy_confirm_nothing_and_a_foreign_request_is_404() -> None:
    letter = decided(notice="electronic")
    asked = ask(client_of(make_staff("division_reviewer")), letter)
    door = address(letter, f"corrections/{asked.pk}/")
    drafter, member, deputy = (make_staff(f"division_{role}") for role in ("approver", "approver", "reviewer"))
    Case.objects.filter(pk=letter.case_id).update(drafted_by=drafter)
    make_membership(letter.case.group, member)
    make_deputy(make_staff("division_approver"), deputy)
    for person in (drafter, member, deputy):
        assert client_of(person).get(door).status_code == 403
        assert client_of(person).post(door, {"confirm": "1"}).status_code == 403
    other = decided(notice="electronic")
    approver = client_of(make_staff("division_approver"))
    assert approver.get(address(other, f"corrections/{asked.pk}/")).status_code == 404
    assert approver.post(address(other, f"corrections/{asked.pk}/"), {"confirm": "1"}).status_code == 404
    assert LetterCorrection.objects.get().state == "waiting"


def test_a_correction_is_declined_with_a_reason_or_taken_back() -> None:
    letter = decided(notice="electronic")
    asker = client_of(make_staff("division_reviewer"))
    approver = client_of(make_staff("division_approver"))
    asked = ask(asker, letter)
    door = address(letter, f"corrections/{asked.pk}/")
    assert "訂正を行わない理由を書いてください" in approver.post(door, {"reason": ""}, follow=True).content.decode()
    approver.post(door, {"reason": "登記のとおりで正しいため"})
    assert LetterCorrection.objects.get(pk=asked.pk).state == "declined"
    again = ask(asker, letter)
    asker.post(address(letter, f"corrections/{again.pk}/"), {"reason": "書き誤りのため"})
    assert LetterCorrection.objects.get(pk=again.pk).state == "declined"
    html = approver.get(f"/cms/desk/cases/{letter.case_id}/").content.decode()
    assert "登記のとおりで正しいため" in html
    assert Letter.objects.count() == 1


def test_the_form_offers_no_place_of_the_decision() -> None:
    letter = decided(notice="electronic")
    client = client_of(make_staff("division_reviewer"))
    fields = client.get(address(letter, "correct/")).context["form"].fields
    assert [name for name in fields if name.startswith(("text-body", "text-appeal", "text-title"))] == []
    sent = {"text-body-0": "全額を交付します。", "reason": "誤り"}
    html = client.post(address(letter, "correct/"), sent).content.decode()
    assert not LetterCorrection.objects.exists()
    assert "error" in html


def test_the_menu_leads_to_the_list() -> None:
    assert reverse("desk:letters") == LIST
