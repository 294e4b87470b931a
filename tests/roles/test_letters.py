"""Letters: closed to their own group until they are given out; a correction needs a second person, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.roles.cells import ALWAYS, Answer, asked, undone
from tests.roles.world import World
from workflows.cases.models import Case
from workflows.correspondence.models import LetterCorrection

GROUP = ("applicant", "member")


def read(world: World, role: str, name: str, args: dict[str, Any]) -> Answer:
    return asked(world.clients[role], reverse(name, kwargs=args), query={}, data=None)


@pytest.mark.parametrize("name", ["intake:letter", "intake:letter_file"])
@pytest.mark.parametrize("role", GROUP)
def test_a_letter_is_closed_to_its_own_group_until_it_is_given_out(world: World, role: str, name: str) -> None:
    assert read(world, role, name, world.own.args["letter"]).status == 200
    held = read(world, role, name, world.own.args["held_letter"])
    assert (held.status, held.wrote - ALWAYS) == (404, frozenset())


@pytest.mark.parametrize("role", GROUP)
def test_the_letter_is_named_on_the_page_of_the_case_when_it_is_given_out_and_not_before(
    world: World, role: str
) -> None:
    told = world.own.letter.title
    assert told in read(world, role, "intake:case", world.own.args["case_decided"]).text
    for name in ("intake:case", "intake:receipt"):
        assert told not in read(world, role, name, world.own.args["case_parked"]).text


def correction(world: World, data: dict[str, str] | None) -> Answer:
    """The approver at the page of the own correction: reads, confirms or declines it."""
    address = reverse("desk:letter_correction", kwargs=world.own.args["correction_asked"])
    return asked(world.clients["division_approver"], address, query={}, data=data)


def test_a_reviewer_who_asked_does_not_confirm_it(world: World) -> None:
    address = reverse("desk:letter_correction", kwargs=world.own.args["correction_own_asked"])
    answer = asked(world.clients["division_reviewer"], address, query={}, data={"confirm": "1"})
    assert (answer.status, answer.wrote - ALWAYS) == (403, frozenset())


def test_an_approver_who_drafted_the_decision_neither_reads_nor_answers_its_correction(world: World) -> None:
    with undone():
        case = Case.objects.filter(pk=world.own.args["correction_asked"]["pk"])
        case.update(drafted_by=world.people["division_approver"])
        for data in (None, {"confirm": "1"}, {"reason": "不要"}):
            answer = correction(world, data)
            assert (answer.status, answer.wrote - ALWAYS) == (403, frozenset()), data
    assert correction(world, {"confirm": "1"}).status == 302


def test_an_approver_who_asked_takes_the_correction_back_but_does_not_confirm_it(world: World) -> None:
    with undone():
        found = LetterCorrection.objects.filter(pk=world.own.args["correction_asked"]["correction"])
        found.update(asked_by=world.people["division_approver"])
        assert correction(world, None).status == 200
        confirmed = correction(world, {"confirm": "1"})
        assert (confirmed.status, confirmed.wrote - ALWAYS) == (403, frozenset())
        assert "correspondence_lettercorrection" in correction(world, {"reason": "不要"}).wrote
