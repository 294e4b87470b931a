"""What every kind of request keeps, installed from wherever: tested for each by its own example."""

from __future__ import annotations

import re

import pytest
from django.http import Http404
from django.test import Client

from cms.core.errors import CaseError, Forbidden, Stale
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from tests.cms.admin.walking import client_of, step_address
from tests.every_kind.driving import (
    bring,
    draft_of,
    example_of,
    make_example_call,
    make_move,
    make_sender,
    sent,
    slugs,
    staff_for,
    step_of,
    task_of,
)
from tests.factories_people import make_hub, make_membership, make_staff
from tests.sign_in import sign_in
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.engine.acting import check_person, do_step, find_step
from workflows.engine.chart import chart_svg
from workflows.engine.kind import kinds
from workflows.engine.reminders import people_for, remind
from workflows.engine.withdrawing import withdraw
from workflows.intake.services import submit
from workflows.programmes.models import StepLimit

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("slug", slugs())]
SHORT = 12


def ways_of(slug: str) -> list[str]:
    return list(example_of(slug).ways)


def letter_of(case: Case) -> Letter:
    """The letter of the decision; a kind may write others on the way."""
    return Letter.objects.get(case=case, outcome=case.outcome)


def test_every_step_and_event_has_its_words_and_titles_fit_the_chart(slug: str) -> None:
    kind = kinds()[slug]
    for node in kind.flow().instance.nodes():
        assert len(str(node.task_title)) <= SHORT, node.name
        if getattr(node, "audience", None):
            assert node.name in kind.steps, node.name
    assert {"done", "withdrawn"} <= set(kind.steps)
    assert kind.public_events <= set(kind.events)
    assert kind.told_by_letter <= kind.public_events
    assert {letter.key for letter in kind.letters} == set(example_of(slug).letters)


def test_the_same_form_sent_twice_is_one_case(slug: str) -> None:
    user = make_sender()
    draft = draft_of(slug, user=user)
    first, second = (submit(draft, actor=user, arrived_at=draft.created_at) for _time in range(2))
    assert first == second
    assert Case.objects.count() == 1
    assert first.events.filter(verb="submitted").count() == 1


def test_every_way_is_walked_through_the_desk_and_every_event_has_a_word(slug: str) -> None:
    kind = kinds()[slug]
    for way in ways_of(slug):
        case = bring(sent(slug), way)
        recorded = set(case.events.values_list("verb", flat=True))
        assert recorded <= set(kind.events), recorded - set(kind.events)
        if way in {letter.key for letter in kind.letters}:
            assert case.outcome == way
            assert case.decided_by is not None
            assert outcomes.words(slug, way) != way


def test_each_decision_ends_with_its_letter_in_my_page(slug: str) -> None:
    for letter in kinds()[slug].letters:
        if letter.key not in ways_of(slug):
            continue
        case = bring(sent(slug), letter.key)
        run_due()
        made = letter_of(case)
        assert (made.outcome, made.state) == (letter.key, Letter.State.ISSUED), made.parked_reason
        assert made.content["title"] == example_of(slug).letters[letter.key]
        case.refresh_from_db()
        reader = sign_in(Client(), case.applicant)
        assert made.number in reader.get(f"/mypage/letters/{made.pk}/").content.decode()


def test_the_applicant_reads_public_words_at_every_step(slug: str) -> None:
    kind = kinds()[slug]
    for way in ways_of(slug):
        case = sent(slug)
        reader = sign_in(Client(), case.applicant)
        for move in example_of(slug).ways[way]:
            case = make_move(case, move)
            page = reader.get(f"/mypage/cases/{case.pk}/").content.decode()
            assert str(kind.step(case.step).public_label) in page, (way, case.step)


def test_a_foreigner_sees_nothing_of_it(slug: str) -> None:
    case = sent(slug)
    assert sign_in(Client(), make_sender("試験 他人")).get(f"/mypage/cases/{case.pk}/").status_code == 404
    elsewhere = client_of(make_staff("reviewer", make_hub()))
    for path in (f"/cms/desk/cases/{case.pk}/", step_address(case)):
        answer = elsewhere.get(path)
        assert answer.status_code == 404
        assert case.number not in answer.content.decode()


def test_addresses_of_two_cases_do_not_mix(slug: str) -> None:
    one, other = sent(slug), sent(slug)
    task = task_of(one)
    for wrong in (
        {"case_id": other.pk, "task_id": task.pk},
        {"case_id": one.pk, "task_id": task.pk, "node": "no_such_step"},
        {"case_id": one.pk, "task_id": task.pk + 10_000},
    ):
        with pytest.raises(Http404):
            find_step(audience="staff", **wrong)
    with pytest.raises(Http404):
        find_step(case_id=one.pk, task_id=task.pk, audience="applicant")


def test_a_page_older_than_the_case_changes_nothing(slug: str) -> None:
    case = sent(slug)
    found = find_step(case_id=case.pk, task_id=task_of(case).pk, audience="staff")
    with pytest.raises(Stale):
        do_step(found, actor=staff_for(case), outcome="", service=None, seen_revision=case.revision - 1, data={})
    case.refresh_from_db()
    assert list(case.events.values_list("verb", flat=True)) == ["submitted"]


def test_other_hubs_and_the_applicants_own_people_do_no_step(slug: str) -> None:
    case = sent(slug)
    own = staff_for(case)
    if case.group is not None:
        make_membership(case.group, own)
    else:
        Case.objects.filter(pk=case.pk).update(applicant=own)
        case.refresh_from_db()
    for actor in (own, make_staff("reviewer", make_hub())):
        with pytest.raises(Forbidden):
            check_person(actor, case)


def test_a_withdrawn_case_has_no_step_and_reminds_nobody(slug: str) -> None:
    case = sent(slug)
    StepLimit.objects.filter(programme=case.programme).delete()
    task = task_of(case)
    withdraw(case, actor=case.applicant, reason="都合により")
    case.refresh_from_db()
    assert (case.outcome, case.step, case.needs, case.open_task) == ("withdrawn", "withdrawn", "", None)
    assert not OutboxItem.objects.filter(key__startswith=f"remind:{task.pk}:", state="due").exists()
    with pytest.raises(CaseError):
        withdraw(case, actor=case.applicant)


def test_who_has_to_act_is_reminded(slug: str) -> None:
    call = make_example_call(slug)
    first = step_of(example_of(slug).ways[ways_of(slug)[0]][0])
    StepLimit.objects.create(programme=call.programme, step=first, days=3)
    case = sent(slug, call=call)
    expected = staff_for(case)
    assert case.due_at is not None
    assert expected in people_for(case)
    remind({"case": case.pk, "task": task_of(case).pk, "phase": "soon"})
    assert case.events.filter(verb="reminded").count() == 1


def test_the_inbox_narrows_to_the_kind_and_the_chart_shows_the_step(slug: str) -> None:
    case = sent(slug)
    client = client_of(make_staff("chief", case.hub))
    assert case.number in client.get(f"/cms/desk/?view=all&kind={slug}").content.decode()
    for other in set(slugs()) - {slug}:
        assert case.number not in client.get(f"/cms/desk/?view=all&kind={other}").content.decode()
    assert chart_svg(case).count("<svg") == 1


def test_the_page_of_its_call_speaks_of_money_only_where_there_is_some(slug: str, client: Client) -> None:
    case = sent(slug)
    page = client.get(f"/calls/{case.call.slug}/").content.decode()
    assert ("補助の対象になる経費" in page) == kinds()[slug].has_money
    assert re.search(r'href="/calls/[^"]+/(eligibility|start)/', page)
