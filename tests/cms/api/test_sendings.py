"""What an applicant sent, and until when things are expected, over the API as on the pages of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import escape

from forms.drafts import save_section
from tests.cms.admin.walking import client_of
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import ask_correction
from tests.factories_intake import TYPED, make_applicant, paper_case, submitted_case
from tests.factories_people import make_membership, make_staff, make_user
from workflows.cases.models import Case
from workflows.engine.erasing import Ground, erase_case
from workflows.intake.services.correcting import begin_correction, resubmit

pytestmark = pytest.mark.django_db
PLACE = "試験町会館 2階の会議室"


def send_again(case: Case, place: str = PLACE) -> Case:
    """The hub asks for a correction, and the applicant sends one with another ``place``."""
    draft = begin_correction(ask_correction(case), actor=case.applicant)
    data = QueryDict(mutable=True)
    data.update({**TYPED["activity"], "place": place})
    save_section(draft, actor=case.applicant, section="activity", data=data, seen_revision=1)
    return resubmit(draft, actor=case.applicant, arrived_at=timezone.now())


def sendings(case: Case, caller: Caller | None = None) -> list[dict[str, Any]]:
    answer = (caller or Caller(case.applicant)).get(case_path(case.number, "/sendings"))
    assert answer.status_code == 200, answer.content
    return list(answer.json())


def test_every_sending_is_told_in_the_words_of_its_page() -> None:
    case = send_again(submitted_case())
    pages = client_of(case.applicant)

    newest, first = sendings(case)

    assert (newest["number"], first["number"]) == (2, 1)
    assert PLACE in str(newest["sections"])
    assert PLACE not in str(first["sections"])
    for sending in (newest, first):
        page = pages.get(f"/mypage/cases/{case.pk}/sent/{sending['number']}/").content.decode()
        assert escape(sending["title"]) in page
        assert escape(sending["declaration"]) in page
        for section in sending["sections"]:
            texts = [section["title"], *(row["label"] for row in section["rows"])]
            assert [text for text in texts if escape(text) not in page] == []
            answers = [row["text"] for row in section["rows"] if "\n" not in row["text"]]
            assert [text for text in answers if escape(text) not in page] == []


def test_each_file_is_told_with_the_address_at_which_it_is_read() -> None:
    case = submitted_case()
    caller = Caller(case.applicant)
    (sending,) = sendings(case, caller)

    assert [one["question"] for one in sending["files"]] == ["rules", "officers"]
    for told in sending["files"]:
        read = caller.get(told["href"])
        assert len(b"".join(read.streaming_content)) == told["size"]
        assert read["Content-Type"] == told["content_type"] == "application/pdf"
        assert told["name"] in read["Content-Disposition"]


def test_the_scan_of_a_form_on_paper_is_among_the_files_of_its_group() -> None:
    reader, group = make_applicant()
    case = paper_case(actor=make_staff("reviewer", group.hub), group=group)
    (sending,) = sendings(case, Caller(reader))

    assert sending["is_on_paper"] is True
    assert [one["question"] for one in sending["files"]] == ["scan"]


def test_who_does_not_act_for_the_group_finds_nothing_and_its_members_read() -> None:
    case = submitted_case()
    colleague = make_user()
    make_membership(case.group, colleague)
    foreign, _group = make_applicant()
    staff = Caller(make_staff("reviewer", case.hub))
    path = case_path(case.number, "/sendings")

    assert len(sendings(case, Caller(colleague))) == 1
    assert [one.get(path).status_code for one in (Caller(foreign), staff, Caller())] == [404, 404, 401]


def test_nothing_is_left_of_what_was_sent_once_the_case_is_erased() -> None:
    case = submitted_case()
    caller = Caller(case.group.memberships.get().user)
    taken_back = {"version": case.revision, "input": {"reason": "試験"}, "confirmed": True}
    assert caller.post(case_path(case.number, "/actions/withdraw"), taken_back).status_code == 200
    erased(case)
    (sending,) = sendings(case, caller)

    assert (sending["sections"], sending["files"]) == ([], [])


def test_the_scan_of_an_erased_case_is_named_no_more() -> None:
    reader, group = make_applicant()
    case = paper_case(actor=make_staff("reviewer", group.hub), group=group)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())
    erased(case)
    (sending,) = sendings(case, Caller(reader))

    assert sending["files"] == []


def erased(case: Case) -> None:
    case.refresh_from_db()
    erase_case(case, actor=make_staff("administrator"), reason="本人の請求", ground=Ground.REQUEST)


def test_what_was_sent_is_not_sent_again_to_whoever_has_it() -> None:
    case = submitted_case()
    caller, path = Caller(case.applicant), case_path(case.number, "/sendings")
    mark = caller.get(path)["ETag"]
    unchanged = caller.get(path, headers={"if-none-match": mark})
    send_again(case)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert caller.get(path, headers={"if-none-match": mark}).status_code == 200


def test_the_applicant_is_told_until_when_also_while_others_have_to_act() -> None:
    case = submitted_case()
    caller = Caller(case.applicant)
    told, (line,) = caller.get(case_path(case.number)).json(), caller.get("/me/cases").json()["items"]
    case.refresh_from_db()

    assert case.due_at is not None
    assert told["turn"] == "hub"
    assert {datetime.fromisoformat(one["due_at"]).date() for one in (told, line)} == {case.due_at.date()}
