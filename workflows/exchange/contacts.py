"""Who sees how somebody is reached. ``contact_for`` is the one place that decides; nothing else reads these columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.people.groups import acts_for
from cms.people.models import CommunityGroup
from workflows.exchange.models import GroupRequest, Introduction

OTHER = {"need": "offer", "offer": "need"}


@dataclass(frozen=True)
class Contact:
    """A name, and the way to be reached as its owner wrote it for this one purpose."""

    name: str
    reach: str


@dataclass(frozen=True)
class Visitor:
    """Whoever opened the signed link of ``request``, which only went to the address of its writer."""

    request: GroupRequest


def contact_for(
    record: Introduction | GroupRequest, *, reader: Any, group: CommunityGroup | None = None
) -> Contact | None:
    """The contact of the other side as ``reader`` may see it now; None: not, or no longer.

    ``reader``: an account, for one of the people of ``group``; or a ``Visitor``. An introduction shows it while both
    consents are there, and not after it came to nothing; a request once it is accepted.
    """
    if isinstance(record, GroupRequest):
        return _of_request(record, reader, group)
    if group is None or not acts_for(reader, group):
        return None
    sides = record.sides_of(group.pk)
    if len(sides) != 1 or record.connected_at is None or record.outcome == Introduction.Outcome.NOT:
        return None
    if not all(record.has_consent(side) for side in OTHER):
        return None
    other = OTHER[sides[0]]
    return Contact(getattr(record, f"{other}_name"), getattr(record, f"{other}_reach"))


def _of_request(record: GroupRequest, reader: Any, group: CommunityGroup | None) -> Contact | None:
    """The address for the group that accepted, the group's contact for the visitor; both or neither."""
    if record.state != GroupRequest.State.ACCEPTED:
        return None
    if isinstance(reader, Visitor):
        return Contact(record.group_name, record.group_reach) if reader.request.pk == record.pk else None
    if group is None or group.pk != record.group_id or not acts_for(reader, group):
        return None
    return Contact(record.name, record.address)
