"""The desk over the API: the same filters, the same actions, and no word of a case that is not one's own to read."""

from __future__ import annotations

import pytest

from cms.audit.models import Refusal
from cms.people.models import Role
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import bring_to, make_case
from tests.factories_intake import make_applicant
from tests.factories_people import make_group, make_hub, make_staff
from workflows.cases.models import Case, CaseEvent, CaseReading

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Case, Case]:
    """A case of each of two hubs."""
    return make_case(group=make_group(make_hub())), make_case(group=make_group(make_hub()))


def test_hub_staff_read_the_cases_of_their_hub_and_the_division_all(two: tuple[Case, Case]) -> None:
    own, foreign = two
    hub = Caller(make_staff(Role.REVIEWER, hub=own.hub))
    division = Caller(make_staff(Role.DIVISION_REVIEWER))

    assert [one["number"] for one in hub.get("/desk/cases").json()["items"]] == [own.number]
    assert [one["number"] for one in hub.get("/desk/inbox").json()["items"]] == [own.number]
    assert {one["number"] for one in division.get("/desk/cases").json()["items"]} == {own.number, foreign.number}
    assert hub.get(case_path(foreign.number, desk=True)).status_code == 404
    assert Refusal.objects.filter(subject=f"case:{foreign.number}").exists()


@pytest.mark.parametrize("query", ["q={number}", "hub={hub}", "step=receive", "q={name}", "sort=due", "outcome=open"])
def test_no_filter_reaches_beyond_what_one_may_read(two: tuple[Case, Case], query: str) -> None:
    own, foreign = two
    hub = Caller(make_staff(Role.REVIEWER, hub=own.hub))
    asked = query.format(number=foreign.number, hub=foreign.hub.code, name=foreign.group.name)
    found = hub.get(f"/desk/cases?{asked}")

    assert foreign.number not in found.content.decode().replace(asked, "")


def test_filters_narrow_as_at_the_desk(two: tuple[Case, Case]) -> None:
    first, second = two
    bring_to("hub_check", second)
    division = Caller(make_staff(Role.DIVISION_REVIEWER))
    for query, wanted in {
        f"hub={first.hub.code}": [first],
        "hub=nowhere": [],
        "step=hub_check": [second],
        f"q={first.number}": [first],
        f"programme={second.programme.slug}": [second],
        "programme=none": [],
        "kind=coordination": [],
        "outcome=granted": [],
        "due=overdue": [],
        "arrived_until=2000-01-01": [],
        "sort=oldest": [first, second],
    }.items():
        items = division.get(f"/desk/cases?{query}").json()["items"]
        assert [one["number"] for one in items] == [case.number for case in wanted], query
    assert division.get("/desk/cases?sort=name").status_code == 400
    assert division.get("/desk/cases?arrived_from=yesterday").status_code == 400


def test_reading_a_case_is_on_record(two: tuple[Case, Case]) -> None:
    own, _foreign = two
    reader = make_staff(Role.AUDITOR)
    Caller(reader).get(case_path(own.number, desk=True))

    assert [one.door for one in CaseReading.objects.filter(case=own, reader=reader)] == ["api"]


def test_who_may_only_read_is_offered_nothing_and_refused_with_the_reason(two: tuple[Case, Case]) -> None:
    own, _foreign = two
    auditor = Caller(make_staff(Role.AUDITOR))
    case = auditor.get(case_path(own.number, desk=True)).json()
    answer = auditor.post(case_path(own.number, "/actions/receive", desk=True), {"version": case["version"]})

    assert case["allowed_actions"] == []
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert Case.objects.get(pk=own.pk).step == "receive"
    assert Refusal.objects.filter(door="api:act_on_desk_case").exists()


def test_a_step_that_somebody_else_did_is_told_and_nothing_is_done(two: tuple[Case, Case]) -> None:
    own, _foreign = two
    staff = Caller(make_staff(Role.REVIEWER, hub=own.hub))
    version = staff.get(case_path(own.number, desk=True)).json()["version"]
    first = staff.post(case_path(own.number, "/actions/receive", desk=True), {"version": version})
    late = staff.post(case_path(own.number, "/actions/receive", desk=True), {"version": version})
    never = staff.post(case_path(own.number, "/actions/nothing", desk=True), {"version": version})

    assert first.status_code == 200
    assert (late.status_code, late.json()["code"]) == (409, "changed")
    assert never.status_code == 404


def test_wrong_input_is_told_at_its_place_and_nothing_is_lost(two: tuple[Case, Case]) -> None:
    own, _foreign = two
    case = bring_to("hub_check", own)
    staff = Caller(make_staff(Role.REVIEWER, hub=case.hub))
    path = case_path(case.number, "/actions/hub_check", desk=True)
    version = staff.get(case_path(case.number, desk=True)).json()["version"]

    def told(**given: object) -> tuple[int, list[str]]:
        answer = staff.post(path, {"version": version, "input": given})
        return answer.status_code, [one["pointer"] for one in answer.json()["errors"]]

    assert told(result="forward") == (422, ["/input/opinion"])
    assert told(result="send_back", sections=[], reason="") == (422, ["/input/sections", "/input/reason"])
    assert told(result="send_back", sections=["nowhere"], reason="x")[1][0] == "/input/sections"
    assert told(result=1) == (400, ["/input/result"])
    assert told(result="forward", opinion="よい", decided_yen=1) == (400, ["/input/decided_yen"])
    assert Case.objects.get(pk=case.pk).step == "hub_check"


def test_a_step_is_taken_handed_over_and_given_back(two: tuple[Case, Case]) -> None:
    own, _foreign = two
    reviewer, colleague = (make_staff(Role.REVIEWER, hub=own.hub) for _ in "ab")
    staff = Caller(reviewer)

    def do(action: str, **given: object) -> int:
        version = staff.get(case_path(own.number, desk=True)).json()["version"]
        path = case_path(own.number, f"/actions/{action}", desk=True)
        return staff.post(path, {"version": version, "input": given}).status_code

    assert do("take") == 200
    assert Case.objects.get(pk=own.pk).holder == reviewer
    offered = [one["id"] for one in Caller(colleague).get(case_path(own.number, desk=True)).json()["allowed_actions"]]
    assert "receive" not in offered
    assert do("give-back") == 200
    assert do("give-back") == 409, "what nobody has taken is given back by nobody"
    assert CaseEvent.objects.filter(case=own, verb="handed_over").count() == 2
    assert do("hand-over", holder=str(colleague.pk)) == 200
    assert Case.objects.get(pk=own.pk).holder == colleague


def test_whoever_moves_a_case_away_is_answered_although_it_is_gone_for_them(two: tuple[Case, Case]) -> None:
    """plone.restapi#999: the actor loses access in the target state."""
    own, foreign = two
    chief = Caller(make_staff(Role.CHIEF, hub=own.hub))
    version = chief.get(case_path(own.number, desk=True)).json()["version"]
    given = {"hub": str(foreign.hub_id), "reason": "所管が違うため"}
    moved = chief.post(case_path(own.number, "/actions/move", desk=True), {"version": version, "input": given})

    assert moved.status_code == 200, moved.content
    assert chief.get(case_path(own.number, desk=True)).status_code == 404


def test_nobody_acts_as_staff_on_the_case_of_their_own_group() -> None:
    user, group = make_applicant()
    case = make_case(applicant=user, group=group)
    make_staff(Role.REVIEWER, hub=group.hub)
    from tests.factories_people import make_membership

    staff = make_staff(Role.REVIEWER, hub=group.hub)
    make_membership(group, staff)
    caller = Caller(staff)
    shown = caller.get(case_path(case.number, desk=True)).json()
    answer = caller.post(case_path(case.number, "/actions/receive", desk=True), {"version": shown["version"]})

    assert shown["allowed_actions"] == []
    assert answer.status_code == 403
