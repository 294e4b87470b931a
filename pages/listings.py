"""What the pages list: hubs, calls and where each stands. Whoever calls brings the query; nothing here asks twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cms.hubs.models import Hub
from workflows.programmes.models import Call
from workflows.programmes.standing import Phase, Standing, standing

SHOWN_AFTER_CLOSING_DAYS = 30
RANK = {Phase.CLOSING_SOON: 0, Phase.OPEN: 0, Phase.NOT_YET: 1, Phase.CLOSED: 2}


@dataclass(frozen=True)
class CallEntry:
    call: Call
    standing: Standing
    url: str


@dataclass(frozen=True)
class HubEntry:
    hub: Hub
    url: str


def calls(found: Iterable[tuple[Call, str]], *, at: datetime) -> list[CallEntry]:
    """Entries of (call, address): open ones first, the next to close on top; those long over are left out."""
    entries = [CallEntry(call, standing(call, at=at), url) for call, url in found]
    recent = [entry for entry in entries if -entry.standing.days_left <= SHOWN_AFTER_CLOSING_DAYS]
    return sorted(recent, key=lambda entry: (RANK[entry.standing.phase], entry.call.closes_at))


def calls_of_ward(*, at: datetime) -> list[CallEntry]:
    """Every published call, linked to its page for the whole ward. One query."""
    published = Call.objects.filter(is_published=True, programme__is_active=True).select_related("programme")
    return calls([(call, f"/calls/{call.slug}/") for call in published], at=at)
