"""A deploy meets cases that an earlier version began: each goes on to its end through the real pages."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from cms.jobs.worker import run_due
from cms.people.models import CommunityGroup, User
from forms.models import Draft
from tests.cms.admin.walking import client_of, walk
from tests.deploys.loading import OldWorld, read
from tests.sign_in import sign_in
from tests.workflows.intake.browser import answers, begin, fill_all, send, text, write
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.programmes.models import Call

pytestmark = pytest.mark.timeout(1500)
BY = {"consultation": "reviewer", "receive": "reviewer", "hub_check": "reviewer", "draft": "drafter",
      "decision": "approver", "dispatch": "drafter"}  # fmt: skip
TYPED: dict[str, dict[str, Any]] = {
    "consultation": {"held_on": None, "record_text": "電話で相談を受けた。"},
    "draft": {"outcome_wanted": "granted", "reason": "要綱に適合するため。"},
}
# What stands open and needs nothing but the desk, up to the letter.
AT_THE_DESK = (
    "consultation", "receipt", "receipt of a form on paper", "hub check", "hub check, taken by a colleague",
    "hub check after a correction", "draft", "draft returned", "decision", "letter to be made",
    "refused by post, to be posted",
)  # fmt: skip


@dataclass
class Today:
    """The people of that day with today's pages before them."""

    world: OldWorld

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.world.others[name])

    def desk(self, name: str) -> Client:
        return client_of(self.person(name))

    def of(self, case: Case) -> Client:
        """Whoever of the group sees it in My page."""
        return sign_in(Client(), case.applicant or self.person("manager"))

    def case(self, name: str) -> Case:
        return Case.objects.get(pk=self.world.cases[name])

    def to_the_end(self, case: Case) -> Case:
        """Every open step is done on its page by whoever did such steps before; letters are made by the worker."""
        for _step in range(12):
            case.refresh_from_db()
            if case.closed_at is not None:
                return case
            if case.step == "letter":
                assert run_due() > 0
                continue
            answer = walk(self.desk(BY[case.step]), case, **TYPED.get(case.step, {}))
            assert answer.status_code == 302, answer.content.decode()[-3000:]
        raise AssertionError(f"{case.number} came no further than {case.step}")


@pytest.fixture
def today(old_world: OldWorld) -> Today:
    return Today(old_world)


def has_ended_well(today: Today, case: Case, outcome: str = "granted") -> Letter:
    """Decided, written, given out, on record, in the list, and readable for the applicant."""
    run_due()
    case.refresh_from_db()
    assert (case.step, case.outcome) == ("done", outcome)
    letter = Letter.objects.filter(case=case).latest("pk")
    assert (letter.outcome, letter.state) == (outcome, Letter.State.ISSUED), letter.parked_reason
    verbs = list(case.events.values_list("verb", flat=True))
    assert verbs[-1] == "closed" or "closed" in verbs
    assert {"received", "forwarded", "drafted", outcome, "letter_issued"} <= set(verbs)
    rows = today.desk("chief").get(f"/cms/desk/?view=all&outcome={outcome}&q={case.number}").content.decode()
    assert case.number in rows
    assert today.desk("chief").get(f"/cms/desk/cases/{case.pk}/").status_code == 200
    if case.applicant is not None:
        reader = today.of(case)
        assert case.number in text(reader.get("/mypage/"))
        assert letter.number in text(reader.get(f"/mypage/letters/{letter.pk}/"))
    says_the_log(today)
    return letter


def says_the_log(today: Today) -> None:
    """Each of these raises when something is wrong."""
    for command in ("verify_audit", "verify_budgets", "check_flows"):
        call_command(command, stdout=StringIO())


def test_nothing_of_that_day_was_lost_on_the_way(today: Today) -> None:
    whole = read()
    with connection.cursor() as cursor:
        for label in ("cases.case", "cases.caseevent", "viewflow.task", "correspondence.letter", "people.user"):
            app, model = label.split(".")
            table = {"viewflow.task": "viewflow_task"}.get(label, f"{app}_{model}")
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            assert cursor.fetchone()[0] == len(whole["tables"][label]["rows"]), label
    says_the_log(today)


def test_every_open_case_stands_in_the_list_of_those_who_work_on_it(today: Today) -> None:
    rows = today.desk("chief").get("/cms/desk/?view=all").content.decode()
    for name in today.world.cases:
        assert today.case(name).number in rows, name
    mine = today.desk("approver").get("/cms/desk/?view=mine").content.decode()
    assert today.case("decision").number in mine
    assert today.case("draft").number not in mine


def test_every_page_of_every_case_opens(today: Today) -> None:
    for name in today.world.cases:
        case = today.case(name)
        chief = today.desk("chief")
        for rest in ("", "chart.svg"):
            assert chief.get(f"/cms/desk/cases/{case.pk}/{rest}").status_code == 200, (name, rest)
        if case.applicant is not None:
            reader = today.of(case)
            for rest in ("", "sent/1/", "receipt/"):
                assert reader.get(f"/mypage/cases/{case.pk}/{rest}").status_code == 200, (name, rest)


@pytest.mark.parametrize("name", AT_THE_DESK)
def test_a_case_at_the_desk_goes_on_to_its_end(today: Today, name: str) -> None:
    case = today.to_the_end(today.case(name))
    has_ended_well(today, case, "refused" if name.startswith("refused") else "granted")


def correct(today: Today, case: Case, draft: Draft | None = None) -> None:
    """The section that was asked for is written anew and the form is sent again."""
    reader = today.of(case)
    if draft is None:
        begun = reader.post(f"/mypage/cases/{case.pk}/correct/")
        draft = Draft.objects.get(pk=begun["Location"].split("/")[3])
    assert "実施場所を詳しく。" in text(reader.get(f"/mypage/cases/{case.pk}/"))
    assert write(reader, draft, "activity", {"place": "試験町会館 二階集会室"}).status_code == 302
    assert send(reader, draft)["Location"] == f"/mypage/cases/{case.pk}/receipt/"
    case.refresh_from_db()
    assert case.step == "hub_check"
    assert case.submissions.count() == 2


@pytest.mark.parametrize("name", ["correction asked", "correction begun"])
def test_a_correction_asked_for_before_is_sent_after(today: Today, name: str) -> None:
    case = today.case(name)
    begun = Draft.objects.get(pk=today.world.others["draft of a correction"]) if name.endswith("begun") else None
    correct(today, case, begun)
    has_ended_well(today, today.to_the_end(case))


def test_a_correction_whose_day_has_passed_is_ended_by_the_hub(today: Today) -> None:
    case = today.case("correction overdue")
    given = {"way": "hub", "reason": "提出がなかった。"}
    assert today.desk("reviewer").post(f"/cms/desk/cases/{case.pk}/correction/end/", given).status_code == 302
    has_ended_well(today, today.to_the_end(case))


def test_a_step_taken_before_is_still_taken_after(today: Today) -> None:
    case = today.case("hub check, taken by a colleague")
    refused = today.desk("chief").get(f"/cms/desk/cases/{case.pk}/steps/{case.open_task}/hub_check/")
    assert refused.status_code == 403


def test_every_open_case_can_be_taken_back(today: Today) -> None:
    for name in ("consultation", "receipt", "hub check", "correction asked", "draft", "decision"):
        case = today.case(name)
        answer = today.of(case).post(f"/mypage/cases/{case.pk}/withdraw/", {"reason": "都合により"})
        assert answer.status_code == 302, name
        case.refresh_from_db()
        assert (case.outcome, case.step, case.open_task) == ("withdrawn", "withdrawn", None)
    says_the_log(today)


def test_what_was_taken_back_before_stays_so(today: Today) -> None:
    case = today.case("withdrawn")
    assert "取下げ" in text(today.of(case).get(f"/mypage/cases/{case.pk}/"))
    assert today.of(case).post(f"/mypage/cases/{case.pk}/withdraw/", {}).status_code == 409


def test_a_letter_made_before_opens_and_its_correction_goes_out(today: Today) -> None:
    case = today.case("granted, letter unread, its correction asked for")
    old = case.letters.get()
    page = today.of(case).get(f"/mypage/letters/{old.pk}/")
    assert old.number in text(page)
    file = today.of(case).get(f"/mypage/letters/{old.pk}/file/")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    asked = today.world.others["correction of a letter"]
    address = f"/cms/desk/cases/{case.pk}/letters/{old.pk}/corrections/{asked}/"
    assert today.desk("approver").post(address, {"confirm": "1"}).status_code == 302
    letter = has_ended_well(today, case)
    assert letter.replaces == old
    assert letter.content["addressee"]["name"] == "訂正 花子"


def test_a_form_written_before_is_sent_after(today: Today) -> None:
    draft = Draft.objects.get(pk=today.world.others["form not sent"])
    reader = sign_in(Client(), today.person("manager"))
    assert reader.get(f"/mypage/drafts/{draft.pk}/review/").status_code == 200
    receipt = send(reader, draft)["Location"]
    case = Case.objects.get(pk=receipt.split("/")[3])
    assert case.pk > max(today.world.cases.values())
    has_ended_well(today, today.to_the_end(case))


@pytest.mark.parametrize("name", ["consultation asked for", "consultation booked"])
def test_a_consultation_asked_for_before_is_held_and_leads_to_a_case(today: Today, name: str) -> None:
    pk = today.world.others[name]
    held = {"action": "hold", "held_on": timezone.localdate().isoformat(), "record": "要件を説明した。"}
    assert today.desk("reviewer").post(f"/cms/desk/consultations/{pk}/", held).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT call_id, group_id, requested_by_id FROM cases_consultation WHERE id = %s", [pk])
        call, group, user = cursor.fetchone()
    reader = sign_in(Client(), User.objects.get(pk=user))
    chosen = Call.objects.get(pk=call)
    assert answers(chosen)
    draft = begin(reader, chosen, CommunityGroup.objects.get(pk=group))
    fill_all(reader, draft)
    case = Case.objects.get(pk=send(reader, draft)["Location"].split("/")[3])
    assert (case.step, case.consultation_id) == ("receive", pk)
    has_ended_well(today, today.to_the_end(case))
