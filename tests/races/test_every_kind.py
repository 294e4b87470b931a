"""What every kind of request keeps when two act at one moment: for each installed kind, by its own example.

What a race leaves is compared with what one person alone leaves: case, chain, steps, letters, mails, what is
owed, and the number of rows in every table. The controls turn every guard off. PostgreSQL only.
"""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from cms.core.errors import CaseError, Stale
from forms.models import Draft
from tests.every_kind.driving import draft_of, make_sender, slugs, staff_for
from tests.races.harness import together
from tests.races.rewinding import Beginning
from tests.races.stepping import (
    alone,
    at_decision,
    at_first_step,
    doing,
    left_behind,
    meeting,
    outcome_of,
    overtaking,
    racing,
    run_outbox,
    taking_back,
    unguarded,
)
from workflows.cases.models import Case, Submission
from workflows.intake.services import submit

pytestmark = [
    pytest.mark.races,
    pytest.mark.usefixtures("own_database"),
    pytest.mark.parametrize("slug", slugs()),
]
ROUNDS = 20  # for each rule and kind; where it is tried at two steps, a little more than half of them at each
HALF = 12
PLACES = {"first": at_first_step, "decision": at_decision}
LETTER = Counter(["letter_owed"])
FIRST = ("staff", "applicant", "nobody")  # who is first at the lock, by turns


def send(draft: Draft) -> Case:
    """One request's sending: the draft is read anew, as every request does."""
    return submit(Draft.objects.get(pk=draft.pk), actor=draft.owner, arrived_at=timezone.now())


@pytest.mark.parametrize("place", PLACES)
def test_a_step_done_by_two_people_happens_once(slug: str, place: str) -> None:
    case, move = PLACES[place](slug)
    people = [staff_for(case) for _ in range(2)]
    beginning = Beginning()
    once = alone(beginning, case, partial(doing, case, move, people[0]))
    for _ in beginning.rounds(ROUNDS):
        results = together(*[doing(case, move, person) for person in people])
        assert sorted(isinstance(found, Stale) for found in results) == [False, True], results
        run_outbox()
        assert left_behind(case, beginning) == once


def test_a_withdrawal_and_a_decision_tell_one_story(slug: str) -> None:
    """Each third of the rounds one of them is first at the lock, or nobody is helped."""
    case, move = at_decision(slug)
    approver = staff_for(case)
    beginning = Beginning()
    decided = alone(beginning, case, partial(doing, case, move, approver))
    withdrawn = alone(beginning, case, partial(taking_back, case))
    assert (decided["case"][0], withdrawn["case"][0]) == (outcome_of(slug), "withdrawn")
    assert (len(decided["letters"]), withdrawn["letters"]) == (1, [])
    ends = set()
    for number in beginning.rounds(HALF):
        first = FIRST[number % len(FIRST)]
        results = racing(case, first, doing(case, move, approver), taking_back(case))
        run_outbox()
        by_staff = isinstance(results[0], Case)
        assert isinstance(results[by_staff], CaseError), results
        assert left_behind(case, beginning) == (decided if by_staff else withdrawn)
        ends.add((first, by_staff))
    assert ends >= {("staff", True), ("applicant", False)}
    assert not ends & {("staff", False), ("applicant", True)}


def test_a_withdrawal_at_the_first_step_ends_the_case_whoever_is_faster(slug: str) -> None:
    case, move = at_first_step(slug)
    person = staff_for(case)
    beginning = Beginning()
    withdrawn = alone(beginning, case, partial(taking_back, case))
    after = alone(beginning, case, partial(doing, case, move, person), partial(taking_back, case))
    for number in beginning.rounds(HALF):
        first = FIRST[number % len(FIRST)]
        done, back = racing(case, first, doing(case, move, person), taking_back(case))
        run_outbox()
        assert isinstance(back, Case), back
        assert isinstance(done, Case | Stale), done
        by_staff = isinstance(done, Case)
        assert first == "nobody" or by_staff == (first == "staff")
        assert left_behind(case, beginning) == (after if by_staff else withdrawn)


def test_the_same_form_sent_twice_at_once_is_one_case(slug: str) -> None:
    draft = draft_of(slug, user=make_sender())
    beginning = Beginning()
    for _ in beginning.rounds(1):
        send(draft)
        once = beginning.rows()
    for _ in beginning.rounds(ROUNDS):
        first, second = together(*[partial(send, draft)] * 2)
        assert first == second == Case.objects.get()
        assert beginning.rows() == once


@pytest.mark.parametrize("place", PLACES)
def test_control_without_guards_a_step_is_done_twice(slug: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event of the step is there twice, and the next step waits twice; one may find the other's letter."""
    case, move = PLACES[place](slug)
    people = [staff_for(case) for _ in range(2)]
    beginning = Beginning()
    before = left_behind(case, beginning)
    once = alone(beginning, case, partial(doing, case, move, people[0]), effects=False)
    unguarded(monkeypatch)
    results = together(*meeting(*[doing(case, move, person) for person in people]))
    assert [found for found in results if isinstance(found, Exception)] == []
    found = left_behind(case, beginning)
    events = Counter(once["verbs"]) - Counter(before["verbs"]) - LETTER
    assert Counter(found["verbs"]) - Counter(before["verbs"]) - LETTER - LETTER == events + events
    assert found["tasks"] == [*once["tasks"], once["tasks"][-1]]
    assert found["tasks"][-1][1] == "NEW"


@pytest.mark.parametrize("slow", ["applicant", "staff"])
def test_control_without_guards_a_case_is_withdrawn_and_decided(
    slug: str, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow one has passed every check when the other one's whole story happens, the letter included."""
    case, move = at_decision(slug)
    beginning = Beginning()
    before = left_behind(case, beginning)
    decided = alone(beginning, case, partial(doing, case, move, staff_for(case)))
    withdrawn = alone(beginning, case, partial(taking_back, case))
    unguarded(monkeypatch)
    jobs = [taking_back(case), doing(case, move, staff_for(case))]
    results = together(*overtaking(*jobs[:: 1 if slow == "applicant" else -1]))
    assert [found for found in results if isinstance(found, Exception)] == []
    run_outbox()
    found = left_behind(case, beginning)
    assert found["case"][0] == ("withdrawn" if slow == "applicant" else outcome_of(slug))
    assert (found["decided"], found["letters"]) == (True, decided["letters"])
    assert Counter(found["verbs"]) == Counter(decided["verbs"]) + (
        Counter(withdrawn["verbs"]) - Counter(before["verbs"])
    )
    assert found["mails"] > decided["mails"], "the mail of the letter, and the receipt of the withdrawal"


def test_control_without_guards_a_withdrawn_case_goes_on(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case, move = at_first_step(slug)
    beginning = Beginning()
    done = alone(beginning, case, partial(doing, case, move, staff_for(case)))
    unguarded(monkeypatch)
    results = together(*overtaking(doing(case, move, staff_for(case)), taking_back(case)))
    assert [found for found in results if isinstance(found, Exception)] == []
    found = left_behind(case, beginning)
    assert found["case"][:-1] == ("withdrawn", *done["case"][1:-1])
    assert (found["closed"], found["process"]) == (True, "CANCELED")
    assert found["tasks"] == done["tasks"], "the next step waits"
    assert found["tasks"][-1][1] == "NEW"
    assert Counter(found["verbs"]) == Counter(done["verbs"]) + Counter(["withdrawn"])


def test_control_without_guards_a_form_sent_twice_is_two_cases(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_of(slug, user=make_sender())
    unguarded(monkeypatch)
    cases = together(*meeting(*[partial(send, draft)] * 2))
    assert [found for found in cases if isinstance(found, Exception)] == []
    assert Submission.objects.filter(key=draft.send_key).count() == Case.objects.count() == 2
