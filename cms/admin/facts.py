"""What an event of a case records, in words: every known value of its payload under a label, for staff.

Values that this page does not know stay in the record; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates, money
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.engine.kind import kind_of
from workflows.engine.story import Entry
from workflows.linking import spawnable

Fact = tuple[str, str]
NOTHING = "—"


@dataclass(frozen=True)
class Told:
    """One line of the timeline with its facts and the changes that it made to a letter."""

    entry: Entry
    facts: list[Fact]
    changes: list[dict[str, str]]


@dataclass(frozen=True)
class Names:
    """Who and what the numbers in the record mean, looked up once for the whole timeline."""

    case: Case
    people: dict[int, str]
    hubs: dict[str, str]
    titles: dict[str, str]

    def person(self, pk: int | None) -> str:
        return NOTHING if pk is None else self.people.get(pk, f"#{pk}")

    def hub(self, code: str) -> str:
        return self.hubs.get(code, code)

    def step(self, name: str) -> str:
        return str(kind_of(self.case).step(name).label)

    def proposed(self, side: dict[str, Any]) -> str:
        """``交付 50,000円`` or ``不交付``."""
        outcome, amount = side.get("outcome"), side.get("amount_yen")
        if not outcome:
            return ""
        label = outcomes.words(self.case.kind, outcome)
        return label if amount is None else f"{label}　{money.yen(amount)}"


def told(case: Case, entries: list[Entry], titles: dict[str, str]) -> list[Told]:
    """The timeline with its facts; at most two statements, however long it is. ``titles`` of the form."""
    names = _names(case, entries, titles)
    return [Told(entry, _facts(entry, names), _changes(entry)) for entry in entries]


def _facts(entry: Entry, names: Names) -> list[Fact]:
    decided = _decided if entry.verb in kind_of(names.case).outcomes else None
    facts = FACTS.get(entry.verb, decided)
    return [fact for fact in facts(entry.payload, names) if fact[1]] if facts else []


def _changes(entry: Entry) -> list[dict[str, str]]:
    changes = entry.details.get("changes", [])
    return changes if isinstance(changes, list) else []


def _names(case: Case, entries: list[Entry], titles: dict[str, str]) -> Names:
    payloads = [entry.payload for entry in entries]
    people = {pk for payload in payloads for pk in _people(payload) if pk is not None}
    codes = {side["hub"] for payload in payloads for side in _sides(payload) if "hub" in side}
    found = User.objects.filter(pk__in=people) if people else ()
    hubs = dict(Hub.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return Names(case, {user.pk: str(user) for user in found}, hubs, titles)


def _sides(payload: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return [side for name in ("before", "after") if isinstance(side := payload.get(name), dict)]


def _people(payload: dict[str, Any]) -> list[int | None]:
    held = [side["holder"] for side in _sides(payload) if "holder" in side]
    return [*held, payload.get("deputy_for"), payload.get("asked_by")]


def _from_to(payload: dict[str, Any], key: str, word: Callable[[Any], str]) -> list[Fact]:
    """Both sides of a change, or the new side alone when nothing was there before."""
    before, after = (payload.get(name) or {} for name in ("before", "after"))
    facts = [(_("Before"), word(before[key]))] if before.get(key) not in (None, "") else []
    return [*facts, (_("After"), word(after.get(key)))] if facts or after.get(key) not in (None, "") else []


def _day(text: str | None) -> str:
    return dates.wareki(date.fromisoformat(text)) if text else ""


def _moment(text: str | None) -> str:
    if not text:
        return ""
    moment = timezone.localtime(datetime.fromisoformat(text))
    return f"{dates.wareki(moment.date())} {moment:%H:%M}"


def _yen(amount: int | None) -> str:
    return NOTHING if amount is None else money.yen(amount)


def _notice(value: str | None) -> str:
    return str(Case.Notice(value).label) if value else ""


def _sent(payload: dict[str, Any], names: Names) -> list[Fact]:
    gaps = payload.get("gaps") or []
    facts = [
        (_("Number"), str(payload.get("number", ""))),
        (_("Arrived"), _moment(payload.get("arrived_at"))),
        (_("Requested"), _yen(payload["requested_yen"]) if payload.get("requested_yen") else ""),
        (_("Files"), str(len(payload["files"])) if payload.get("files") else ""),
        (_("Gaps when it came"), "、".join(names.titles.get(gap, gap) for gap in gaps)),
    ]
    return [*facts, *_from_to(payload, "requested_yen", _yen)]


def _sent_back(payload: dict[str, Any], names: Names) -> list[Fact]:
    sections = [names.titles.get(key, key) for key in payload.get("sections", [])]
    return [(_("Sections to correct"), "、".join(sections)), (_("Due"), _day(payload.get("due_on")))]


def _drafted(payload: dict[str, Any], names: Names) -> list[Fact]:
    before, after = (names.proposed(payload.get(name) or {}) for name in ("before", "after"))
    return [(_("Draft before"), before), (_("Draft"), after)]


def _decided(payload: dict[str, Any], names: Names) -> list[Fact]:
    facts = [(_("What was decided"), names.proposed(payload.get("after") or {}))]
    if principal := payload.get("deputy_for"):
        facts.append((_("In place of"), names.person(principal)))
    if record := payload.get("deputy_record"):
        facts.append((_("Record of the deputy"), f"#{record}"))
    return facts


def _handed_over(payload: dict[str, Any], names: Names) -> list[Fact]:
    before, after = (payload.get(name) or {} for name in ("before", "after"))
    return [
        (_("From whom"), names.person(before.get("holder"))),
        (_("To whom"), names.person(after.get("holder")) if after.get("holder") else _("free for all who may do it")),
    ]


def _moved(payload: dict[str, Any], names: Names) -> list[Fact]:
    return _from_to(payload, "hub", names.hub)


def _letter(payload: dict[str, Any], names: Names) -> list[Fact]:
    """Everything about letters but their posting."""
    version = payload.get("version")
    return [
        (_("Letter"), str(payload.get("number", ""))),
        (_("Version"), str(version) if version else ""),
        (_("Replaces"), str(payload.get("replaces", ""))),
        (_("Replaced by"), str(payload.get("by", ""))),
        (_("Asked by"), names.person(payload["asked_by"]) if payload.get("asked_by") else ""),
        (_("Way"), _notice(payload.get("notice"))),
        (_("Once more"), _("as it stands") if payload.get("again") else ""),
    ]


def _to_paper(payload: dict[str, Any], names: Names) -> list[Fact]:
    before, after = _notice(payload.get("before")), _notice(payload.get("after"))
    return [(_("Letter"), str(payload.get("number", ""))), (_("Before"), before), (_("After"), after)]


def _posted(payload: dict[str, Any], names: Names) -> list[Fact]:
    before, after = _day(payload.get("before")), _day(payload.get("after"))
    letter = (_("Letter"), str(payload.get("number", "")))
    if before:
        return [letter, (_("Recorded before"), before), (_("Set right to"), after)]
    return [letter, (_("Posted on"), after)]


def _reminded(payload: dict[str, Any], names: Names) -> list[Fact]:
    phases = {"soon": _("due soon"), "overdue": _("overdue")}
    phase = payload.get("phase", "")
    return [(_("Step"), names.step(payload["step"]) if "step" in payload else ""), (_("Why"), phases.get(phase, phase))]


def _linked(payload: dict[str, Any], names: Names) -> list[Fact]:
    """Events of what was begun from a case, or of what the case was begun from.

    The other case is not named here: who may read it finds it in the family on the same page.
    """
    sort = spawnable.sorts().get(payload.get("sort", ""))
    return [(_("What was begun"), str(sort.title) if sort else "")]


FACTS: dict[str, Callable[[dict[str, Any], Names], list[Fact]]] = {
    "submitted": _sent,
    "entered_on_paper": _sent,
    "resubmitted": _sent,
    "consultation_recorded": lambda payload, names: [(_("Held on"), _day(payload.get("held_on")))],
    "received": lambda payload, names: [(_("Day of receipt"), _day(payload.get("received_on")))],
    "sent_back": _sent_back,
    "drafted": _drafted,
    "withdrawn": lambda payload, names: [(_("Step before"), names.step((payload.get("before") or {}).get("step", "")))],
    "handed_over": _handed_over,
    "moved": _moved,
    "reminded": _reminded,
    **dict.fromkeys(("begun_from", "link_begun", "link_sent", "link_undone", "link_told", "source_ended"), _linked),
    "letter_owed": _letter,
    "letter_issued": _letter,
    "letter_parked": _letter,
    "letter_replaced": _letter,
    "letter_opened": _letter,
    "letter_posted": _posted,
    "letter_to_paper": _to_paper,
    "letter_correction_asked": _letter,
    "letter_correction_declined": _letter,
    "closed": lambda payload, names: [(_("Outcome"), names.proposed({"outcome": payload.get("outcome")}))],
}
