"""Lists of the API ask the database the same number of questions whatever the number of rows (design: speed)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.jobs.worker import run_due
from cms.people.models import Role
from pages.models import HubPage
from tests.cms.api.content.worlds import make_empty_ward
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import bring_to, complete, make_call, make_case
from tests.factories_intake import make_applicant, make_draft, make_whole_call, submitted_case
from tests.factories_letters import corrected
from tests.factories_pages import make_event, make_news
from tests.factories_people import make_group, make_hub, make_staff, make_user
from workflows.cases.models import Case, CaseFile, Consultation
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.correspondence.models import Letter

pytestmark = pytest.mark.django_db


def statements(caller: Caller, path: str) -> int:
    caller.get(path)  # the key's last use is noted once in five minutes
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    return len(queries)


def grown(caller: Caller, path: str, add: Callable[[], Any], most: int) -> None:
    """As many statements after five more rows as before, and no more than ``most``."""
    before = statements(caller, path)
    for _ in range(5):
        add()
    after = statements(caller, path)
    assert after == before
    assert after <= most, after


def test_ones_own_cases() -> None:
    """Key, roles, the list."""
    user, group = make_applicant()
    call = make_call()
    make_case(applicant=user, group=group, call=call)
    grown(Caller(user), "/me/cases", lambda: make_case(applicant=user, group=group, call=call), most=4)


def test_ones_own_letters() -> None:
    user, group = make_applicant()
    call = make_call(budget_yen=10_000_000)
    approver = make_staff(Role.DIVISION_APPROVER)

    def decide() -> None:
        complete(bring_to("decision", make_case(applicant=user, group=group, call=call)), approver)
        run_due()

    decide()
    grown(Caller(user), "/me/letters", decide, most=4)


def test_what_was_sent_with_an_application_however_often() -> None:
    """Key, groups, the case; its sendings with their forms, and the files of all."""
    case = submitted_case()
    grown(Caller(case.applicant), case_path(case.number, "/sendings"), lambda: resend(case), most=6)


def resend(case: Case) -> None:
    """One more sending like the last, with a file of its own."""
    last = case.submissions.order_by("-number")[0]
    kept = CaseFile.objects.filter(submission=last)[0]
    last.pk, last.number, last.key = None, last.number + 1, uuid4()
    last.save()
    CaseFile.objects.create(submission=last, question=kept.question, file=kept.file)


def test_the_letters_of_a_case_at_the_desk() -> None:
    """Key, the case; the reading, in a transaction; the letters."""
    case = bring_to("decision", make_case(call=make_call(budget_yen=10_000_000)))
    complete(case, make_staff(Role.DIVISION_APPROVER))
    run_due()
    staff = Caller(make_staff(Role.REVIEWER, hub=case.hub))

    def correct() -> None:
        letter = Letter.objects.get(case=case, state=Letter.State.ISSUED)
        corrected(letter, changes={"addressee.address": f"試験町{letter.branch}番地"})
        run_due()

    grown(staff, case_path(case.number, "/letters", desk=True), correct, most=6)


def test_ones_own_drafts_and_tasks() -> None:
    user, group = make_applicant()
    make_draft(user, make_whole_call(), group)
    grown(Caller(user), "/drafts", lambda: make_draft(user, make_whole_call(), group), most=8)
    grown(Caller(user), "/me/tasks", lambda: make_draft(user, make_whole_call(), group), most=16)


@pytest.mark.parametrize(("path", "most"), [("/desk/inbox", 6), ("/desk/cases", 5)])
def test_the_lists_of_the_desk(path: str, most: int) -> None:
    _user, group = make_applicant()
    call = make_call()
    make_case(group=group, call=call)
    staff = Caller(make_staff(Role.REVIEWER, hub=group.hub))
    grown(staff, path, lambda: make_case(group=group, call=call), most)


def test_ones_own_groups_and_consultations() -> None:
    user, group = make_applicant()
    call = make_call()

    def ask() -> None:
        Consultation.objects.create(call=call, group=make_group(manager=user), hub=make_hub(), requested_by=user)

    Consultation.objects.create(call=call, group=group, hub=group.hub, requested_by=user)
    grown(Caller(user), "/me/groups", lambda: make_group(manager=user), most=2)
    grown(Caller(user), "/me/consultations", ask, most=2)


@pytest.mark.parametrize(("desk", "most"), [(False, 3), (True, 5)])
def test_what_happened_to_a_case_however_much_it_was(desk: bool, most: int) -> None:
    """Each moment by a person of its own, so that a name asked for singly would show."""
    user, group = make_applicant()
    case = make_case(applicant=user, group=group)
    caller = Caller(make_staff(Role.REVIEWER, hub=group.hub) if desk else user)
    path = case_path(case.number, "/timeline", desk=desk)
    before = len(caller.get(path).json())

    def happen() -> None:
        with transaction.atomic():
            record(lock(case), actor=make_user(name="別の 人"), verb="submitted")

    grown(caller, path, happen, most)
    assert len(caller.get(path).json()) == before + 5


def test_the_catalogues() -> None:
    """A page that is public, one that is not and a case more each time."""
    west = make_empty_ward().west
    group, call = make_group(west.hub), make_call()
    chief = Caller(make_staff(Role.CHIEF, hub=west.hub))
    number = count(1)

    def publish() -> None:
        for live in (True, False):
            make_news(HubPage.objects.get(pk=west.pk), slug=f"n{next(number)}", live=live)
        make_case(group=group, call=call)

    publish()
    before = chief.get("/desk/catalogue?limit=100").json()["count"]
    grown(Caller(), "/catalogue?limit=100", publish, most=4)
    grown(chief, "/desk/catalogue?limit=100", publish, most=11)
    assert chief.get("/desk/catalogue?limit=100").json()["count"] == before + 30


# One statement of each reads when the set last changed (decision 0067).
DATA = {
    "": 3, "/hubs.json": 4, "/calls.json": 3, "/events.json": 4, "/awards.json": 4, "/hubs.csv": 4,
    "/calls.csv": 4, "/events.csv": 4, "/awards.csv": 4, "/calls.ics": 3, "/events.ics": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", DATA)
def test_open_data(name: str) -> None:
    """A hub, a call, an event and an award to a group of its own more each time."""
    west, approver, number = make_empty_ward().west, make_staff(Role.DIVISION_APPROVER), count(1)

    def happen() -> None:
        make_event(HubPage.objects.get(pk=west.pk), slug=f"e{next(number)}")
        call = make_call(budget_yen=10_000_000)
        group = make_group(make_hub(), manager=make_user())
        complete(bring_to("decision", make_case(group=group, call=call)), approver)
        run_due()

    happen()
    before = len(Caller().get(f"/opendata{name}").content)
    grown(Caller(), f"/opendata{name}", happen, DATA[name])
    assert not name or len(Caller().get(f"/opendata{name}").content) > before, "the rows are in it"


def test_one_case_at_the_desk_costs_the_same_with_many_others() -> None:
    _user, group = make_applicant()
    call = make_call()
    case = make_case(group=group, call=call)
    staff = Caller(make_staff(Role.REVIEWER, hub=group.hub))
    grown(staff, case_path(case.number, desk=True), lambda: make_case(group=group, call=call), most=16)


def test_a_list_goes_on_where_it_ended_whatever_is_added_meanwhile() -> None:
    user, group = make_applicant()
    call = make_call()
    made = [make_case(applicant=user, group=group, call=call).number for _ in range(5)]
    caller = Caller(user)
    first = caller.get("/me/cases?limit=2").json()
    make_case(applicant=user, group=group, call=call)
    second = caller.get(f"/me/cases?limit=2&cursor={first['next']}").json()
    back = caller.get(f"/me/cases?limit=2&cursor={second['previous']}").json()

    assert [one["number"] for one in first["items"] + second["items"]] == made[::-1][:4]
    assert [one["number"] for one in back["items"]] == [one["number"] for one in first["items"]]
    assert caller.get("/me/cases?cursor=n0.1.x").json()["errors"][0]["pointer"] == "?cursor"
