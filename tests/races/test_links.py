"""Two people begin the same thing from a case, and a case is withdrawn while something is begun. PostgreSQL only."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest

from cms.core.errors import CaseError, Stale
from cms.people.models import User
from forms.drafts import discard
from forms.models import Draft
from forms.versions import freeze
from pages.models import EventPage
from tests.factories_linking import Family, make_family
from tests.factories_people import make_staff
from tests.races.harness import PATIENCE, meet_before, together, without_constraint, without_row_locks
from tests.races.test_introductions import insisting
from workflows.cases.models import Case, CaseEvent
from workflows.engine.kind import kinds
from workflows.intake.services.withdrawing import take_back
from workflows.linking.models import CaseLink
from workflows.linking.services import beginning

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
ONCE, IN_ORDER = "case_link_once", "case_event_seq_once"


class Two:
    """A coordination, and two colleagues who press the same button."""

    def __init__(self, sort: str) -> None:
        self.family, self.sort = make_family(), sort
        self.people = [self.family.reviewer, make_staff("reviewer", self.family.hub)]
        self.about = str(self.family.call.pk) if sort == "application" else ""
        # The form of the call is there: two who freeze it for the first time would wait for each other.
        freeze(kinds()["subsidy"].definition(self.family.call))

    def press(self, actor: User) -> CaseLink:
        case = Case.objects.get(pk=self.family.case.pk)
        return beginning.begin(case, actor=actor, sort=self.sort, about=self.about)

    def made(self) -> int:
        """Forms or pages that are there."""
        if self.sort == "event":
            return EventPage.objects.count()
        return Draft.objects.filter(subject=f"call:{self.family.call.pk}", discarded_at=None).count()

    def take_away(self) -> None:
        """Room for another: the next round begins anew."""
        link = self.family.link(self.sort)
        if link.page is not None:
            link.page.specific.delete()
        if link.draft is not None:
            discard(link.draft, actor=link.draft.owner)

    def links(self) -> int:
        return CaseLink.objects.filter(source=self.family.case, ended_at=None).count()


@pytest.mark.parametrize("sort", ["event", "application"])
def test_two_colleagues_at_once_begin_one(sort: str) -> None:
    two = Two(sort)
    for _round in range(ROUNDS):
        results = together(*[insisting(partial(two.press, one)) for one in two.people])
        assert len({one.pk for one in results if isinstance(one, CaseLink)}) == 1, results
        assert all(isinstance(one, CaseLink) for one in results), results
        assert (two.links(), two.made()) == (1, 1)
        two.take_away()


def test_the_constraint_alone_keeps_it_one_and_leaves_no_second_form(monkeypatch: pytest.MonkeyPatch) -> None:
    two = Two("application")
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, beginning, "root_of", 2)
    results = together(*[partial(two.press, one) for one in two.people])
    assert [type(one) for one in results].count(CaseLink) == 1, results
    assert [isinstance(one, Stale) for one in results].count(True) == 1, results
    assert (two.links(), two.made()) == (1, 1)


def test_control_without_guards_two_forms_are_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    two = Two("application")
    without_row_locks(monkeypatch)
    without_constraint(CaseLink, ONCE)
    without_constraint(CaseEvent, IN_ORDER)
    meet_before(monkeypatch, beginning, "root_of", 2)
    results = together(*[partial(two.press, one) for one in two.people])
    assert [type(one) for one in results] == [CaseLink, CaseLink], results
    assert (two.links(), two.made()) == (2, 2)


def withdrawn(family: Family) -> Case:
    return take_back(Case.objects.get(pk=family.case.pk), actor=family.user)


def hangs_untold(family: Family) -> bool:
    """Something was begun from a case that came to nothing, and nobody knows."""
    return CaseLink.objects.filter(source=family.case, ended_at=None, told_at=None).exists()


def test_a_withdrawal_beside_a_beginning_leaves_nothing_that_nobody_knows_of() -> None:
    for _round in range(ROUNDS):
        two = Two("event")
        press = insisting(partial(two.press, two.family.reviewer))
        begun, ended = together(press, insisting(partial(withdrawn, two.family)))
        assert isinstance(ended, Case), ended
        assert isinstance(begun, CaseLink) or type(begun) is CaseError, begun
        assert not hangs_untold(two.family)
        assert two.links() == int(isinstance(begun, CaseLink))


def test_control_without_guards_something_hangs_on_a_case_that_came_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    two = Two("event")
    without_row_locks(monkeypatch)
    without_constraint(CaseEvent, IN_ORDER)
    checked, over = threading.Event(), threading.Event()
    original = beginning.root_of

    def late(case: Case) -> int:
        checked.set()
        assert over.wait(PATIENCE)
        return original(case)

    def ends() -> Any:
        assert checked.wait(PATIENCE)
        try:
            return withdrawn(two.family)
        finally:
            over.set()

    monkeypatch.setattr(beginning, "root_of", late)
    begun, ended = together(partial(two.press, two.family.reviewer), ends)
    assert (type(begun), type(ended)) == (CaseLink, Case), (begun, ended)
    assert Case.objects.get(pk=two.family.case.pk).outcome == "withdrawn"
    assert hangs_untold(two.family)


def test_a_form_is_sent_beside_the_withdrawal_of_its_origin_and_the_origin_is_never_forgotten() -> None:
    from tests.every_kind.driving import draft_of
    from workflows.intake.services import submit

    for _round in range(ROUNDS):
        two = Two("application")
        family = two.family
        link = two.press(family.reviewer)
        draft_of("subsidy", user=family.user, call=family.call, group=family.group)
        draft = Draft.objects.get(pk=link.draft_id)
        send = insisting(partial(submit, draft, actor=family.user, arrived_at=draft.created_at))
        sent, ended = together(send, insisting(partial(withdrawn, family)))
        assert (type(sent), type(ended)) == (Case, Case), (sent, ended)
        # Whichever came first, the new case has on record that the other has ended.
        assert sent.events.filter(verb="source_ended").count() == 1
