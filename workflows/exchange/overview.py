"""What My page lists of introductions: the other side's listing, whose answer is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from cms.people.models import CommunityGroup
from workflows.exchange.access import introductions_of
from workflows.exchange.contacts import OTHER
from workflows.exchange.models import Introduction, Listing


@dataclass(frozen=True)
class IntroductionRow:
    """One introduction as one of its two groups sees it."""

    introduction: Introduction
    group: CommunityGroup
    side: str

    @property
    def own(self) -> Listing:
        found: Listing = getattr(self.introduction, self.side)
        return found

    @property
    def other(self) -> Listing:
        found: Listing = getattr(self.introduction, OTHER[self.side])
        return found

    @property
    def shows_other(self) -> bool:
        """What only the staff see is told to the other side when its group has consented, and no longer than that."""
        return self.other.audience == Listing.Audience.PUBLIC or self.introduction.has_consent(OTHER[self.side])

    @property
    def other_title(self) -> str:
        """As much of the other side's title as its own people have made known."""
        return self.other.title if self.shows_other else self.other.get_kind_display()

    @property
    def is_over(self) -> bool:
        return self.introduction.closed_at is not None

    @property
    def has_agreed(self) -> bool:
        return self.introduction.has_consent(self.side)

    @property
    def is_connected(self) -> bool:
        return self.introduction.connected_at is not None


def introductions_in_order(user: Any) -> QuerySet[Introduction]:
    """Those of the person's groups: what is under way first, then the newest of what is over."""
    found = introductions_of(user).select_related("need__group__hub", "offer__group__hub", "need__area", "offer__area")
    return found.order_by(ExpressionWrapper(Q(closed_at__isnull=False), BooleanField()), "-introduced_at", "-pk")


def introduction_rows(found: Iterable[Introduction], groups: list[CommunityGroup]) -> list[IntroductionRow]:
    """Each as the groups among ``groups`` see it."""
    return [row for one in found for group in groups for row in rows_of(one, group)]


def rows_of(introduction: Introduction, group: CommunityGroup) -> list[IntroductionRow]:
    return [IntroductionRow(introduction, group, side) for side in introduction.sides_of(group.pk)]
