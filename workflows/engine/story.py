"""A case told in words: its events for staff, for applicants, and for whoever came too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.people.models import User
from workflows.cases.models import Case, CaseEvent
from workflows.engine.kind import kind_of

# What follows by itself from something that a person did; whoever came too late asks about the deed.
CONSEQUENCES = frozenset(
    {"letter_owed", "letter_issued", "letter_parked", "letter_replaced", "letter_opened", "closed", "reminded"}
)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    verb: str
    label: str
    actor: User | None
    payload: dict[str, Any]
    details: dict[str, Any]
    erased: bool


def timeline(case: Case) -> list[Entry]:
    """Everything that happened, oldest first, for staff."""
    kind = kind_of(case)
    return [
        Entry(
            at=event.at,
            verb=event.verb,
            label=kind.event(event.verb),
            actor=event.actor,
            payload=event.payload,
            details=getattr(getattr(event, "details", None), "values", {}),
            erased=bool(event.details_digest) and not hasattr(event, "details"),
        )
        for event in case.events.select_related("actor", "details").order_by("seq")
    ]


def public_timeline(case: Case) -> list[Entry]:
    """What the applicant is told happened; staff are not named, and the letter is the first to tell the outcome."""
    kind, whole = kind_of(case), timeline(case)
    shown = (
        kind.public_events if any(_gives_out(entry) for entry in whole) else kind.public_events - kind.told_by_letter
    )
    return [entry for entry in whole if entry.verb in shown]


def _gives_out(entry: Entry) -> bool:
    """An electronic letter is given out when it is issued, one on paper when it is posted."""
    electronic = entry.verb == "letter_issued" and entry.payload.get("notice") == Case.Notice.ELECTRONIC
    return electronic or entry.verb == "letter_posted"


def what_happened(case: Case) -> str:
    """Who did what last, as a sentence for the person who came too late."""
    events = CaseEvent.objects.select_related("actor").filter(case=case).order_by("-seq")
    last = events.exclude(verb__in=CONSEQUENCES).first()
    if last is None:
        return _("This case has changed meanwhile.")
    return _("%(who)s did “%(what)s” at %(when)s. Please look at the case as it is now.") % {
        "who": last.actor.get_full_name() if last.actor and last.actor.get_full_name() else _("Somebody"),
        "what": kind_of(case).event(last.verb),
        "when": timezone.localtime(last.at).strftime("%H:%M"),
    }
