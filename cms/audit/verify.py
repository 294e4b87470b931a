"""Reading the chain against everything that could have been done to it, by the database's owner too.

What cannot be seen from inside (a chain re-made from the first event, or removed with its owner) is
seen from outside: an anchor is a file kept elsewhere that holds the end of every chain on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import F, ForeignKey, Model
from django.utils.translation import gettext as _

from cms.audit import anchors
from cms.audit.links import Link, check_links
from cms.audit.models import ChainedEvent, EventDetails
from cms.audit.snapshot import one_instant


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in which record's chain, at which event, in which column if known."""

    kind: str
    model: str
    owner: int
    record: str
    seq: int | None
    column: str
    text: str

    def __str__(self) -> str:
        place = f"{self.record} #{self.seq}" if self.seq else self.record
        return f"{place}: {self.text} [{self.kind}{' ' + self.column if self.column else ''}]"


@dataclass(frozen=True)
class Chains:
    """One kind of chain: its events, their details, and who owns a chain."""

    events: type[ChainedEvent]
    details: type[EventDetails] | None
    owners: type[Any]
    owner_column: str

    @cached_property
    def verbs(self) -> list[str]:
        return list(self.events._default_manager.order_by().values_list("verb", flat=True).distinct())

    @cached_property
    def actors(self) -> list[int | None]:
        known = self.events._default_manager.exclude(actor=None)
        return [None, *known.order_by().values_list("actor_id", flat=True).distinct()]


def all_chains() -> list[Chains]:
    """Every concrete subclass of ``ChainedEvent``, with what belongs to it."""
    return [_chains_of(model) for model in apps.get_models() if issubclass(model, ChainedEvent)]


def _chains_of(model: type[ChainedEvent]) -> Chains:
    links = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and hasattr(field.related_model, "event_head")
    ]
    details = [
        found.related_model for found in model._meta.related_objects if issubclass(found.related_model, EventDetails)
    ]
    if len(links) != 1:
        raise TypeError(f"{model._meta.label} needs exactly one owner with event_count and event_head")
    return Chains(model, details[0] if details else None, links[0].related_model, links[0].attname)


def verify(anchor: Path | None = None) -> list[Finding]:
    """Everything that is wrong, by chain and event; an empty list when all is as it was written.

    Reads every event once, in batches, all as of one instant: what is written meanwhile raises no alarm.
    With ``anchor`` the chains are also held against that file.
    """
    with one_instant():
        return _verify(anchor)


def _verify(anchor: Path | None) -> list[Finding]:
    findings: list[Finding] = []
    marks = anchors.read(anchor) if anchor else None
    for chains in all_chains():
        label = chains.events._meta.label_lower
        wanted = marks.of(label) if marks else {}
        for owner, links in _by_owner(chains):
            mark = wanted.pop(owner.pk, None)
            for fault in check_links(owner, links, chains, mark):
                findings.append(_finding(label, owner, *fault))
        for gone in sorted(wanted):
            text = _("the whole chain with its record is gone since the anchor was written")
            findings.append(Finding("chain removed", label, gone, f"{label} {gone}", None, "", text))
        findings.extend(_orphans(chains, label))
    if marks and marks.incomplete:
        text = _("the anchor file itself is not whole: %(reason)s") % {"reason": marks.incomplete}
        findings.append(Finding("anchor incomplete", "", 0, str(anchor), None, "", text))
    return findings


def _finding(label: str, owner: Model, kind: str, seq: int | None, column: str, text: str) -> Finding:
    return Finding(kind, label, owner.pk, str(owner), seq, column, text)


def _by_owner(chains: Chains) -> Iterator[tuple[Any, list[Link]]]:
    """Every owner with its events in order, also those without any; constant memory."""
    salts, values = F("details__salt"), F("details__values")
    events = chains.events._default_manager.order_by(chains.owner_column, "seq", "pk")
    if chains.details:
        events = events.annotate(kept_salt=salts, kept_values=values)
    grouped = groupby(events.iterator(chunk_size=2000), key=lambda event: getattr(event, chains.owner_column))
    pending = next(grouped, None)
    for owner in chains.owners._default_manager.order_by("pk").iterator(chunk_size=2000):
        while pending and pending[0] < owner.pk:  # orphans: named by _orphans
            pending = next(grouped, None)
        if pending and pending[0] == owner.pk:
            links = [_link(event) for event in pending[1]]
            pending = next(grouped, None)
        else:
            links = []
        yield owner, links


def _link(event: Any) -> Link:
    salt = getattr(event, "kept_salt", None)
    return Link(event, None if salt is None else (salt, event.kept_values))


def _orphans(chains: Chains, label: str) -> list[Finding]:
    """Events whose owner is gone: the database's own constraint was switched off for that."""
    known = chains.owners._default_manager.values("pk")
    lost = chains.events._default_manager.exclude(**{f"{chains.owner_column}__in": known})
    by_owner: dict[int, list[int]] = defaultdict(list)
    for owner, seq in lost.values_list(chains.owner_column, "seq").order_by(chains.owner_column, "seq"):
        by_owner[owner].append(seq)
    text = _("the record of these events is gone")
    return [Finding("owner removed", label, pk, f"{label} {pk}", seqs[0], "", text) for pk, seqs in by_owner.items()]


def write_anchor(path: Path) -> int:
    """``path`` holds the end of every chain; returns how many. The file belongs outside this system."""
    ends = (
        anchors.Mark(chains.events._meta.label_lower, owner.pk, owner.event_count, owner.event_head)
        for chains in all_chains()
        for owner in chains.owners._default_manager.only("pk", "event_count", "event_head")
        .filter(event_count__gt=0)
        .order_by("pk")
        .iterator(chunk_size=2000)
    )
    return anchors.write(path, ends)
