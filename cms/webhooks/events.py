"""The events that receivers can choose, and what each of them carries.

Law: a fact is a number, a code, a moment or an address, declared here by its field; anything else is refused where the
mistake is made. No title, name, answer or text of a person can travel: who wants to know more asks the API, as who
they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
# An official number: year of the era, mark of the section, running number (workflows.cases).
NUMBER = re.compile(r".{1,30}第\d{1,9}号")
ADDRESS = re.compile(r"https?://[^\s<>\"]{1,500}")
SAMPLE_ID = "msg_5f1c9d0e7b6a4c3d8e2f1a0b9c8d7e6f"
SAMPLE_AT = "2026-11-26T01:30:00Z"


class NotPublic(ValueError):
    """A fact that its event does not carry, or in a form that could be somebody's text; a bug of the caller."""


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise NotPublic("a number")
    return value


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise NotPublic(pattern.pattern)
    return value


def moment(value: Any) -> str:
    """UTC as ISO 8601, whole seconds."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise NotPublic("a moment with its zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FORMS = {
    "id": _whole,
    "code": lambda value: _matching(CODE, value),
    "number": lambda value: _matching(NUMBER, value),
    "moment": moment,
    "address": lambda value: _matching(ADDRESS, value),
}


@dataclass(frozen=True)
class EventType:
    """``facts``: name → form. ``api``: where the API tells more, filled in with the facts; ``desk_api``: where it tells
    the desk, for a case has two faces and the applicant's is none for staff.

    ``concerns_all``: told to receivers of one hub as well, though it is of no hub.
    """

    name: str
    label: Text
    subject: str
    facts: Mapping[str, str]
    sample: Mapping[str, Any]
    api: str = ""
    desk_api: str = ""
    concerns_all: bool = False

    def checked(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """``facts`` as they are stored and sent; those that are None are left out. NotPublic for any other."""
        if unknown := set(facts) - set(self.facts):
            raise NotPublic(f"{self.name} does not carry {sorted(unknown)}")
        return {name: FORMS[self.facts[name]](value) for name, value in facts.items() if value is not None}

    def body(self, *, message: str, at: str, hub: str | None, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent, before it is written as JSON."""
        found = dict(facts)
        quoted = {name: quote(str(value), safe="") for name, value in facts.items()}
        for name, path in (("api_url", self.api), ("desk_api_url", self.desk_api)):
            if path:
                found[name] = f"{settings.BASE_URL}/api/v1/{path.format_map(quoted)}"
        return {"id": message, "type": self.name, "timestamp": at, "hub": hub, "data": {self.subject: found}}

    @property
    def example(self) -> dict[str, Any]:
        """A payload with invented facts, for documents and for the people who choose."""
        return self.body(message=SAMPLE_ID, at=SAMPLE_AT, hub="hikarigaoka", facts=self.sample)


PAGE = {"id": "id", "type": "code", "locale": "code", "url": "address"}
A_PAGE = {"id": 214, "type": "newspage", "locale": "ja", "url": "https://kizuna.example.jp/hikarigaoka/news/matsuri/"}
CASE = {"id": "id", "number": "number", "kind": "code", "turn": "code", "due_at": "moment", "closed_at": "moment"}
A_CASE = {"id": 87, "number": "R8練地地第12号", "kind": "subsidy"}

TEST = "webhook.test"
_all = (
    EventType("page.published", _("A page was published"), "page", PAGE, A_PAGE, "pages/{id}"),
    EventType("page.unpublished", _("A page was taken off"), "page", PAGE, A_PAGE, "pages/{id}"),
    EventType(
        "content.changed", _("Something that the public sees has changed"), "content", {"version": "code"},
        {"version": "12.88034771"}, concerns_all=True,
    ),
    EventType(
        "case.received", _("A case was received"), "case", {**CASE, "received_at": "moment"},
        {**A_CASE, "received_at": SAMPLE_AT}, "cases/{number}", "desk/cases/{number}",
    ),
    EventType(
        "case.step_changed", _("A case went on to another step, or ended"), "case", CASE,
        {**A_CASE, "turn": "applicant", "due_at": "2026-12-10T14:59:59Z"}, "cases/{number}", "desk/cases/{number}",
    ),
    EventType(
        "letter.issued", _("A letter was issued"), "letter",
        {"id": "id", "case": "number", "version": "id", "issued_at": "moment"},
        {"id": 31, "case": "R8練地地第12号", "version": 1, "issued_at": SAMPLE_AT}, "cases/{case}", "desk/cases/{case}",
    ),
    EventType(
        "mailing.sent", _("A magazine mail was sent"), "mailing", {"id": "id", "started_at": "moment"},
        {"id": 9, "started_at": "2026-11-26T01:00:00Z"},
    ),
    EventType(TEST, _("A test from the admin"), "endpoint", {"id": "id"}, {"id": 3}),
)  # fmt: skip
TYPES: dict[str, EventType] = {one.name: one for one in _all}
# What can be chosen; a test comes by its button alone.
CHOICES = [(one.name, one.label) for one in _all if one.name != TEST]
