"""Consent beside its withdrawal, and two colleagues who introduce the same pair. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from cms.core.errors import Busy, CaseError, Stale
from cms.people.models import User
from tests.factories_exchange import make_colleague, make_introduction, make_side
from tests.factories_people import make_hub, make_staff
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from workflows.exchange.models import Introduction, Listing
from workflows.exchange.services import introducing

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
ONCE, BOTH = "introduction_once_at_a_time", "introduction_connects_with_both_consents"


def one_won(results: list[Any]) -> bool:
    """One made the introduction; the other is told that a colleague was first, or is at it."""
    made = [one for one in results if isinstance(one, Introduction)]
    return len(made) == 1 and all(one in made or isinstance(one, Stale) for one in results)


def insisting(job: Callable[[], Any]) -> Callable[[], Any]:
    """Whoever is told that somebody else is at work presses the button again."""

    def done() -> Any:
        for _n in range(30):
            try:
                return job()
            except Busy:
                continue
        raise AssertionError("busy for ever")

    return done


class Pair:
    """A need and an offer of one hub, its two reviewers, and the people of the groups."""

    def __init__(self) -> None:
        hub = make_hub()
        self.need, self.asker = make_side("need", hub)
        self.offer, self.giver = make_side("offer", hub)
        self.staff = [make_staff("reviewer", hub) for _n in range(2)]

    def introduce(self, actor: User) -> Introduction:
        return introducing.introduce(self.need, self.offer, actor=actor, message="ご紹介します。")

    def agreed(self) -> Introduction:
        """The offering side has agreed; the other has not answered."""
        given = {
            "offer_at": timezone.now(),
            "offer_by": self.giver,
            "offer_name": "担当",
            "offer_reach": "03-0000-0000",
        }
        return make_introduction(self.staff[0], self.need, self.offer, **given)

    def consent(self, row: Introduction, actor: User | None = None) -> Introduction:
        return introducing.consent(
            row, actor=actor or self.asker, group=self.need.group, name="担当", reach="03-1111-1111"
        )

    def take_back(self, row: Introduction) -> Introduction:
        return introducing.withdraw_consent(row, actor=self.giver, group=self.offer.group)


def test_two_colleagues_at_once_make_one_introduction() -> None:
    for _round in range(ROUNDS):
        pair = Pair()
        results = together(*[partial(pair.introduce, one) for one in pair.staff])
        assert one_won(results), results
        assert Introduction.objects.filter(need=pair.need).count() == 1


def test_the_constraint_alone_keeps_it_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair()
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, Introduction, "save", 2)
    results = together(*[partial(pair.introduce, one) for one in pair.staff])
    assert one_won(results), results
    assert Introduction.objects.filter(need=pair.need).count() == 1


def test_control_without_guards_both_colleagues_introduce_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair()
    without_row_locks(monkeypatch)
    without_constraint(Introduction, ONCE)
    meet_before(monkeypatch, Introduction, "save", 2)
    results = together(*[partial(pair.introduce, one) for one in pair.staff])
    assert [type(one) for one in results] == [Introduction, Introduction], results
    assert Introduction.objects.filter(need=pair.need, closed_at=None).count() == 2


def test_a_consent_beside_the_withdrawal_of_the_other_never_connects_them() -> None:
    """Whichever comes first: in the end one consent stands, and nobody is connected."""
    for _round in range(ROUNDS):
        pair = Pair()
        row = pair.agreed()
        results = together(insisting(partial(pair.consent, row)), insisting(partial(pair.take_back, row)))
        assert not [one for one in results if isinstance(one, Exception)], results
        row.refresh_from_db()
        assert (row.need_at is None, row.offer_at, row.offer_reach, row.connected_at) == (False, None, "", None)


def test_control_without_guards_a_withdrawn_consent_stays_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair()
    row = pair.agreed()
    without_row_locks(monkeypatch)
    without_constraint(Introduction, BOTH)
    meet_before(monkeypatch, introducing, "_put", 2)
    together(partial(pair.consent, row), partial(pair.take_back, row))
    row.refresh_from_db()
    # the last one to save writes over the other: a contact that was taken back is shown again, or a consent is lost
    lost = row.need_at is None
    shown = row.connected_at is not None and row.offer_at is not None
    assert lost or shown, (row.need_at, row.offer_at, row.connected_at)


def test_two_people_of_one_side_agree_and_refuse_at_once_one_of_it_counts() -> None:
    for _round in range(ROUNDS):
        pair = Pair()
        row = pair.agreed()
        other = make_colleague(pair.need.group)
        refuse = partial(introducing.decline, row, actor=other, group=pair.need.group, reason="不要")
        results = together(insisting(partial(pair.consent, row)), insisting(refuse))
        assert len([one for one in results if isinstance(one, Exception) and not isinstance(one, CaseError)]) == 0
        row.refresh_from_db()
        assert (row.outcome, row.need_reach, row.offer_reach, row.connected_at) == ("not", "", "", None)


def test_a_closed_listing_is_not_introduced_beside_its_closing() -> None:
    from workflows.exchange.services import listing as listings

    for _round in range(ROUNDS):
        pair = Pair()
        closing = partial(listings.close, pair.offer, actor=pair.giver)
        made, closed = together(insisting(partial(pair.introduce, pair.staff[0])), insisting(closing))
        assert isinstance(closed, Listing), closed
        if isinstance(made, Introduction):
            assert closed.closed_at
            assert made.introduced_at <= closed.closed_at
        else:
            assert type(made) is CaseError, made
