"""A deploy that gives every step another title and adds one: a case of yesterday goes on to the same end."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.audit.verify import verify
from cms.jobs.worker import run_due
from tests.cms.admin.walking import client_of, step_address
from tests.every_kind.driving import example_of, make_move, sent, slugs, staff_for, step_of
from tests.every_kind.next_version import ADDED, SECOND, VERB, deployed
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.engine.chart import chart_svg
from workflows.engine.examples import Move
from workflows.engine.kind import Kind, kinds
from workflows.engine.withdrawing import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("slug", slugs())]
LOOK: Move = (ADDED, "done", {"note": "もう一度確かめた。"})


def go_on(case: Case, moves: list[Move]) -> bool:
    """The rest of the way in the next version; whether it led through the step that was added."""
    added = False
    for move in moves:
        case.refresh_from_db()
        if case.step == ADDED and step_of(move) != ADDED:
            case = make_move(case, LOOK)
            added = True
        case = make_move(case, move)
    return added


def cuts(slug: str) -> list[tuple[str, int]]:
    """Name of a way and how many of its moves are made in the old version: none, some in the middle, all but one."""
    ways = {name: len(moves) for name, moves in example_of(slug).ways.items()}
    first, length = next(iter(ways.items()))
    return [(first, 0), (first, length - 1), *((name, count // 2) for name, count in ways.items())]


def is_shown_anew(case: Case, kind: Kind) -> None:
    """List, page, chart and My page call the place of the case by its new title."""
    case.refresh_from_db()
    reader = client_of(make_staff("chief", case.hub))
    title = str(kind.step(case.step).label)
    assert title.startswith(SECOND)
    assert title in reader.get(f"/cms/desk/?view=all&kind={kind.slug}").content.decode()
    assert title in reader.get(f"/cms/desk/cases/{case.pk}/").content.decode()
    assert chart_svg(case).count("<svg") == 1
    own = sign_in(Client(), case.applicant)
    assert str(kind.step(case.step).public_label) in own.get(f"/mypage/cases/{case.pk}/").content.decode()


def has_its_letter(case: Case, slug: str) -> None:
    letter = Letter.objects.get(case=case, outcome=case.outcome)
    assert letter.state == Letter.State.ISSUED, letter.parked_reason
    assert letter.content["title"] == example_of(slug).letters[case.outcome]
    page = sign_in(Client(), case.applicant).get(f"/mypage/letters/{letter.pk}/")
    assert letter.number in page.content.decode()


def test_a_case_begun_before_goes_on_and_ends_as_it_would_have(slug: str) -> None:
    passed = set()
    for way, before in cuts(slug):
        moves = list(example_of(slug).ways[way])
        case = sent(slug)
        for move in moves[:before]:
            case = make_move(case, move)
        run_due()
        with deployed(slug) as kind:
            is_shown_anew(case, kind)
            passed.add(go_on(case, moves[before:]))
            run_due()
            case.refresh_from_db()
            verbs = set(case.events.values_list("verb", flat=True))
            assert verbs <= set(kind.events)
            if way in {letter.key for letter in kind.letters}:
                assert case.outcome == way
                has_its_letter(case, slug)
            is_shown_anew(case, kind)
    assert passed == {True, False}
    assert verify(None) == []


def test_a_case_begun_before_can_be_taken_back_after(slug: str) -> None:
    case = sent(slug)
    with deployed(slug):
        withdraw(case, actor=case.applicant, reason="都合により")
        case.refresh_from_db()
        assert (case.outcome, case.step, case.needs, case.open_task) == ("withdrawn", "withdrawn", "", None)


def test_an_address_of_before_leads_to_the_same_step_after(slug: str) -> None:
    case = sent(slug)
    here, client = step_address(case), client_of(staff_for(case))
    before = client.get(here)
    with deployed(slug) as kind:
        after = client.get(here)
        assert (before.status_code, after.status_code) == (200, 200)
        assert str(kind.step(case.step).label) in after.content.decode()


def test_the_code_of_before_stands_again_afterwards(slug: str) -> None:
    """A trial that leaves its version behind would let every later test run on it."""
    before = kinds()[slug]
    with deployed(slug) as kind:
        assert kinds()[slug] is kind
        assert ADDED in {node.name for node in kind.flow().instance.nodes()}
        assert VERB in kind.events
    assert kinds()[slug] is before
    assert ADDED not in {node.name for node in before.flow().instance.nodes()}
