"""Holding one chain against itself, its owner's mirror, its details, and its anchor.

A digest that does not fit tells that an event was changed, not where. Where a single column can be
proved (with another value the digest fits again), the column is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cms.audit import sealing
from cms.audit.anchors import Mark
from cms.audit.chain import ERASED

if TYPE_CHECKING:
    from cms.audit.verify import Chains

Fault = tuple[str, int | None, str, str]


@dataclass(frozen=True)
class Link:
    """One event and, if they are there, the salt and values of its details."""

    event: Any
    kept: tuple[str, dict[str, Any]] | None


def check_links(owner: Any, links: list[Link], chains: Chains, mark: Mark | None) -> Iterator[Fault]:
    """Every fault of one chain: kind, seq, column, sentence."""
    if not links and owner.event_count:
        text = _("the whole chain of %(count)s events is gone")
        yield "chain removed", None, "", text % {"count": owner.event_count}
    else:
        yield from _places(owner, links)
        yield from _digests(owner, links, chains)
        yield from _details(links)
    if mark:
        yield from _anchored(links, mark)


def _places(owner: Any, links: list[Link]) -> Iterator[Fault]:
    """Gaps, doubles, a cut tail, and a mirror in the owner that does not fit."""
    seqs = [link.event.seq for link in links]
    last = max(seqs, default=0)
    # Bounded by what was written: a seq of two thousand million must not make us count to it.
    for missing in sorted(set(range(1, min(last, max(owner.event_count, len(seqs))) + 1)) - set(seqs)):
        yield "deleted", missing, "", _("this event is missing")
    for twice in sorted(seq for seq, count in Counter(seqs).items() if count > 1):
        yield "doubled", twice, "seq", _("two events stand at this place")
    if last < owner.event_count:
        text = _("the events from here to %(last)s are cut off")
        yield "truncated", last + 1, "", text % {"last": owner.event_count}
    elif last > owner.event_count:
        text = _("the record knows %(known)s events, the chain has %(found)s")
        yield "owner altered", None, "event_count", text % {"known": owner.event_count, "found": last}
    elif links and owner.event_head != links[-1].event.digest:
        text = _("the end of the chain is not the one that the record knows")
        yield "owner altered", last, "event_head", text
    elif not links and owner.event_head:
        yield "owner altered", None, "event_head", _("the record knows an end, but there is no event")


def _digests(owner: Any, links: list[Link], chains: Chains) -> Iterator[Fault]:
    """Events whose digest does not fit, and joints that do not meet."""
    before: Link | None = None
    for place, link in enumerate(links):
        event = link.event
        after = links[place + 1].event.previous if place + 1 < len(links) else owner.event_head
        if not _fits(event, event.digest):
            yield _changed(owner, link, before, after, links, chains)
        elif before is None and event.seq == 1 and event.previous:
            yield "reordered", event.seq, "previous", _("the first event has another before it")
        elif before and before.event.seq == event.seq - 1 and event.previous != before.event.digest:
            text = _("this event was rewritten and sealed anew: number %(next)s does not continue it")
            yield "rewritten", before.event.seq, "", text % {"next": event.seq}
        before = link


def _changed(owner: Any, link: Link, before: Link | None, after: str, links: list[Link], chains: Chains) -> Fault:
    """The one fault of an event whose digest does not fit."""
    event = link.event
    if _fits(event, after):
        return "edited", event.seq, "digest", _("the digest of this event was changed")
    for seq in range(1, max(owner.event_count, len(links)) + 1):
        if seq != event.seq and _fits(event, event.digest, seq=seq):
            text = _("this event was written as number %(seq)s")
            return "reordered", event.seq, "seq", text % {"seq": seq}
    for column, value in _candidates(link, before, chains):
        if _fits(event, event.digest, **{column: value}):
            return "edited", event.seq, column, _("this column of the event was changed")
    return "edited", event.seq, "", _("this event was changed: its time, its payload or more than one column")


def _candidates(link: Link, before: Link | None, chains: Chains) -> Iterator[tuple[str, Any]]:
    """What single columns may have held."""
    yield "previous", before.event.digest if before else ""
    if link.kept:
        yield "details_digest", _digest_of(link.kept)
    for verb in chains.verbs:
        yield "verb", verb
    for actor in chains.actors:
        yield "actor_id", actor


def _fits(event: Any, digest: str, **instead: Any) -> bool:
    """Sealed so, the event bears ``digest``; what cannot be sealed at all was never sealed."""
    try:
        return sealing.seal(event, **instead) == digest
    except (TypeError, ValueError):
        return False


def _digest_of(kept: tuple[str, Any]) -> str:
    try:
        return sealing.details_digest(*kept)
    except (TypeError, ValueError):
        return "unsealable"


def _details(links: list[Link]) -> Iterator[Fault]:
    """Details altered, slipped in, gone without an erasure, or back after one."""
    erased = _erased(links)
    for link in links:
        event = link.event
        if not event.details_digest:
            if link.kept:
                yield "details added", event.seq, "details", _("this event was written without details")
        elif link.kept is None:
            if erased.get(event.seq, 0) <= event.seq:
                yield "details removed", event.seq, "details", _("the details are gone, and no erasure tells of it")
        elif _digest_of(link.kept) != event.details_digest:
            yield "details altered", event.seq, "details", _("the details are not those that were sealed")
        elif event.seq in erased:
            yield "details returned", event.seq, "details", _("the details were erased, but they are here")


def _erased(links: list[Link]) -> dict[int, int]:
    """Event → the erasure that names it."""
    found: dict[int, int] = {}
    for link in links:
        payload = link.event.payload
        if link.event.verb == ERASED and isinstance(payload, dict):
            found.update({seq: link.event.seq for seq in payload.get("events", []) if isinstance(seq, int)})
    return found


def _anchored(links: list[Link], mark: Mark) -> Iterator[Fault]:
    """The event at the anchor's place is the one that stood there."""
    there = [link.event for link in links if link.event.seq == mark.seq]
    if not there:
        text = _("this event stood here when the anchor was written, and is gone")
        yield "removed since anchor", mark.seq, "", text
    elif there[0].digest != mark.digest:
        text = _("the chain up to this event was made anew since the anchor was written")
        yield "rewritten since anchor", mark.seq, "digest", text
