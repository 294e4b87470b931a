"""Who sees how somebody is reached. ``contact_for`` is the one place that decides; nothing else reads these columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.people.groups import acts_for
from cms.people.models import CommunityGroup
from workflows.exchange.models import Introduction

OTHER = {"need": "offer", "offer": "need"}


@dataclass(frozen=True)
class Contact:
    """A name, and the way to be reached as its owner wrote it for this one purpose."""

    name: str
    reach: str


def contact_for(record: Introduction, *, user: Any, group: CommunityGroup) -> Contact | None:
    """The contact of the other side, for ``user`` as one of the people of ``group``; None: not (or no longer) to be seen.

    An introduction shows it while both consents are there, and not after it came to nothing.
    """
    if not acts_for(user, group):
        return None
    sides = record.sides_of(group.pk)
    if len(sides) != 1 or record.connected_at is None or record.outcome == Introduction.Outcome.NOT:
        return None
    if not all(record.has_consent(side) for side in OTHER):
        return None
    other = OTHER[sides[0]]
    return Contact(getattr(record, f"{other}_name"), getattr(record, f"{other}_reach"))
