"""Writing the chain: one event after another, each sealing the one before it.

The owner of the chain (a case) is locked by the caller; its ``event_count`` and ``event_head``
move with every event, so that a cut tail shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from cms.audit import sealing
from cms.audit.models import ChainedEvent, EventDetails

ERASED = "erased"


@dataclass(frozen=True)
class Entry:
    """What one event is to say, before it has a place in a chain."""

    verb: str
    actor: AbstractBaseUser | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Rows:
    """Unsaved rows in order; ``details`` point at their events, which must be saved first."""

    events: list[ChainedEvent]
    details: list[EventDetails]


def append(
    *,
    event_model: type[ChainedEvent],
    details_model: type[EventDetails],
    owner: Model,
    owner_field: str,
    verb: str,
    actor: Any,
    payload: dict[str, Any],
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
    owner_changes: Sequence[str] = (),
) -> Any:
    """The saved event at the end of ``owner``'s chain; ``owner`` is a row that the caller has locked.

    Columns of the owner named in ``owner_changes`` are saved in the same statement as its mirror.
    Personal values go into ``details``, never into ``payload``. RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it tells")
    rows = build_rows(
        event_model=event_model, details_model=details_model, owner=owner, owner_field=owner_field,
        entries=[Entry(verb, actor, payload, details, at)],
    )  # fmt: skip
    event = rows.events[0]
    event.save(force_insert=True)
    for one in rows.details:
        one.event = event  # type: ignore[attr-defined]
        one.save(force_insert=True)
    owner.save(update_fields=["event_count", "event_head", *owner_changes])
    return event


def build_rows(
    *,
    event_model: type[ChainedEvent],
    details_model: type[EventDetails],
    owner: Any,
    owner_field: str,
    entries: Iterable[Entry],
) -> Rows:
    """The rows that ``append`` would write for ``entries``, unsaved; the owner's mirror has moved.

    ``owner`` has its key. For bulk creation: save the events, then the details, then the owner.
    """
    if owner.pk is None:
        raise ValueError("an owner without a key has no chain")
    rows = Rows([], [])
    for entry in entries:
        details = None
        if entry.details:
            sealing.check(entry.details)
            details = details_model(salt=sealing.new_salt(), values=entry.details)
        event = event_model(
            **{owner_field: owner},
            seq=owner.event_count + 1,
            verb=entry.verb,
            actor_id=getattr(entry.actor, "pk", None),
            at=entry.at or timezone.now(),
            payload=entry.payload,
            details_digest=sealing.details_digest(details.salt, details.values) if details else "",
            previous=owner.event_head,
        )
        event.digest = sealing.seal(event)
        owner.event_count, owner.event_head = event.seq, event.digest
        rows.events.append(event)
        if details:
            details.event = event  # type: ignore[attr-defined]
            rows.details.append(details)
    return rows


def erase_details(
    *,
    event_model: type[ChainedEvent],
    details_model: type[EventDetails],
    owner: Model,
    owner_field: str,
    seqs: Sequence[int] | None = None,
    actor: Any,
    reason: str,
    at: datetime | None = None,
    also: dict[str, Any] | None = None,
    owner_changes: Sequence[str] = (),
) -> Any:
    """The personal values of those events (of all, when None) are gone, and an event says so.

    The event tells ``also`` beside its reason, and columns of the owner are saved with it. The chain
    still verifies. Returns the event, or None when there was nothing to erase and nothing to save.
    """
    manager: Any = details_model._default_manager  # its subclasses have ``event``
    known = manager.filter(**{f"event__{owner_field}": owner})
    if seqs is not None:
        known = known.filter(event__seq__in=list(seqs))
    erased = sorted(known.values_list("event__seq", flat=True))
    if not erased and not owner_changes:
        return None
    known.delete()
    return append(
        event_model=event_model, details_model=details_model, owner=owner, owner_field=owner_field,
        verb=ERASED, actor=actor, payload={**(also or {}), "events": erased, "reason": reason}, at=at,
        owner_changes=owner_changes,
    )  # fmt: skip
