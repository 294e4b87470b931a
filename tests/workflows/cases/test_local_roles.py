"""A role on one case, and cases that the hub does not read: lists, counts, search, files, exports, mails follow."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.admin import exporting
from cms.admin.inbox_form import InboxForm
from cms.admin.models import Export
from cms.admin.views.consultations import readable_consultations
from cms.core.errors import Forbidden
from cms.jobs.worker import run_due
from cms.people.access import forget_roles
from cms.people.models import HubRole, LocalRole, User
from tests.cms.admin.walking import client_of, step_address, walk
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_people import make_membership, make_staff
from tests.factories_sharing import give
from workflows.cases import access
from workflows.cases.models import Case, Consultation
from workflows.engine import inbox, moving
from workflows.engine.reminders import people_for

pytestmark = pytest.mark.django_db


def close(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(is_confidential=True)
    return Case.objects.get(pk=case.pk)


def address(case: Case, *more: str) -> str:
    return "/".join((f"/cms/desk/cases/{case.pk}", *more, ""))


def reads(user: User, case: Case) -> bool:
    """By the rule as a condition and by the rule of a case at hand, which must agree."""
    forget_roles(user)
    case = Case.objects.get(pk=case.pk)
    told = access.may_read_as_staff(user, case)
    assert told is access.readable_by_staff(user).filter(pk=case.pk).exists(), (user, case.step)
    return told


def test_a_reader_reads_this_case_and_no_other_and_does_nothing() -> None:
    case, other = make_case(), make_case()
    reader = give(case, "reader")
    client = client_of(reader)
    assert client.get(address(case)).status_code == 200
    assert client.get(address(other)).status_code == 404
    assert client.get(step_address(case)).status_code == 403
    shown = client.get("/cms/desk/", {"view": "all"}).content.decode()
    assert case.number in shown
    assert other.number not in shown
    assert client.get("/cms/desk/", {"view": "all", "search": other.number}).content.decode().count(other.number) <= 1


def test_a_reviewer_of_a_case_does_the_steps_of_its_hub_and_those_of_no_other_case() -> None:
    case, other = make_case(), make_case()
    reviewer = give(case, "reviewer")
    client = client_of(reviewer)
    assert case.number in client.get("/cms/desk/").content.decode()
    assert inbox.waiting_for(reviewer) == 1
    for step in ("receive", "hub_check"):
        assert case.step == step
        assert walk(client, case).status_code == 302
    assert case.step == "draft"
    assert client.get(step_address(case)).status_code == 403
    assert client.get(step_address(other)).status_code == 404
    assert inbox.waiting_for(reviewer) == 0


def test_a_local_role_that_has_ended_opens_nothing_at_the_next_request() -> None:
    case = make_case()
    client = client_of(give(case, "reviewer", make_staff("section")))
    assert client.get(address(case)).status_code == 200
    LocalRole.objects.update(ended_at=timezone.now())
    assert client.get(address(case)).status_code == 404
    assert client.get(step_address(case)).status_code == 404


def test_a_local_reviewer_who_joins_the_group_reads_it_no_more_as_staff_and_does_no_step_of_it() -> None:
    case = make_case()
    reviewer = give(case, "reviewer")
    assert reads(reviewer, case)
    make_membership(case.group, reviewer)
    assert not reads(reviewer, case)
    assert client_of(reviewer).get(step_address(case)).status_code == 404
    with pytest.raises(Forbidden):
        complete(case, reviewer)


def test_who_drafted_does_not_decide_whatever_local_role_they_hold() -> None:
    drafter = make_staff("division_reviewer")
    case = bring_to("decision", make_case(), drafter=drafter)
    give(case, "reviewer", drafter)
    HubRole.objects.create(user=drafter, role="division_approver", from_on=timezone.localdate())
    forget_roles(drafter)
    assert access.may_read_as_staff(drafter, case)
    with pytest.raises(Forbidden):
        complete(case, drafter)


def test_a_confidential_case_is_read_by_those_named_for_it_and_those_who_must() -> None:
    case = bring_to("hub_check", make_case())
    hub = {role: make_staff(role, case.hub) for role in ("reviewer", "chief")}
    ward = {role: make_staff(role) for role in ("division_reviewer", "accountant", "division_approver", "auditor")}
    named, holder = give(case, "reader"), make_staff("reviewer", case.hub)
    everybody = [*hub.values(), *ward.values(), named, holder]
    assert all(reads(person, case) for person in everybody)
    Case.objects.filter(pk=case.pk).update(holder=holder)
    case = close(case)
    assert {one for one in everybody if reads(one, case)} == {
        named, holder, ward["division_approver"], ward["auditor"]
    }  # fmt: skip
    case = complete(case, holder)
    assert case.step == "draft"
    drafts = {named, ward["division_approver"], ward["auditor"], ward["division_reviewer"]}
    assert {one for one in everybody if reads(one, case)} == drafts


def test_both_forms_of_the_rule_agree_for_every_role_step_and_holder() -> None:
    steps = [make_case(), bring_to("hub_check", make_case()), bring_to("draft", make_case())]
    steps.append(bring_to("decision", make_case()))
    people = [make_staff(role) for role in ("division_reviewer", "accountant", "division_approver", "auditor")]
    people += [make_staff(role, steps[0].hub) for role in ("reviewer", "chief", "editor")]
    people += [give(steps[1], role) for role in ("reader", "reviewer")]
    for case, person, is_closed in product(steps, people, (False, True)):
        for holder in (None, person, people[0]):
            Case.objects.filter(pk=case.pk).update(is_confidential=is_closed, holder=holder)
            reads(person, case)


def test_no_list_count_or_search_of_the_hub_tells_of_a_confidential_case() -> None:
    case, open_one = make_case(), make_case()
    Case.objects.filter(pk=open_one.pk).update(hub=case.hub, needs=case.needs)
    Case.objects.filter(pk=case.pk).update(title="金糸雀の相談")
    chief = make_staff("chief", case.hub)
    assert inbox.waiting_for(chief) == 2
    close(case)
    forget_roles(chief)
    assert inbox.waiting_for(chief) == 1
    client = client_of(chief)
    for query in ({}, {"view": "all"}, {"view": "hub"}, {"search": case.number}, {"search": "金糸雀"}):
        page = client.get("/cms/desk/", {"view": "all", **query}).content.decode()
        assert f"/cases/{case.pk}/" not in page
        assert "金糸雀の相談" not in page
    for path in ((), ("chart.svg",), ("sharing",), ("begin",)):
        assert client.get(address(case, *path)).status_code == 404
    for action in ("take", "move", "give-back", "hand-over"):
        assert client.post(address(case, action), {"reason": "試験"}).status_code == 404
    assert client.get(step_address(case)).status_code == 404
    assert case.group.name not in client.get("/cms/").content.decode()
    with pytest.raises(Forbidden):
        moving.hand_over(Case.objects.get(pk=case.pk), actor=chief, holder=chief)
    assert not access.is_of_the_hub(chief, Case.objects.get(pk=case.pk))


def test_a_list_taken_out_before_closes_with_the_case() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    export = exporting.order(chief, form=InboxForm({"view": "all"}, user=chief), format="csv")
    run_due()
    assert exporting.own_export(chief, export.pk).file
    close(case)
    forget_roles(chief)
    with pytest.raises(Http404):
        exporting.own_export(chief, export.pk)
    assert Export.objects.count() == 1


def test_only_those_named_for_a_confidential_case_are_reminded() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    named = give(case, "reviewer")
    give(case, "reader")
    assert set(people_for(case)) == {chief, named}
    assert set(people_for(close(case))) == {named}


def test_lists_ask_as_often_with_a_hundred_local_roles_as_with_one() -> None:
    cases = [make_case() for _each in range(12)]
    person = give(cases[0], "reviewer")
    client = client_of(person)
    counts = []
    for given in ((), cases[1:]):
        for case in given:
            give(case, "reader", person)
        for key in range(10**6, 10**6 + 90 if given else 10**6):
            case = Case(pk=key)
            give(case, "reader", person, granted_by=cases[0].applicant)
        client.get("/cms/desk/", {"view": "all"})
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/cms/desk/", {"view": "all"}).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_talk_before_a_confidential_case_is_closed_with_it() -> None:
    case = make_case()
    talk = Consultation.objects.create(call=case.call, group=case.group, hub=case.hub, state="held", taken=True)
    Case.objects.filter(pk=case.pk).update(consultation=talk)
    other = Consultation.objects.create(call=case.call, group=case.group, hub=case.hub)
    chief = make_staff("chief", case.hub)
    assert set(readable_consultations(chief)) == {talk, other}
    close(case)
    assert set(readable_consultations(chief)) == {other}
    assert set(readable_consultations(make_staff("division_approver"))) == {talk, other}
