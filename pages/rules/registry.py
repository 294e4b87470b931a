"""What rules are made of: events, conditions and actions. An installed package registers its own when apps are ready.

A rule that names something nobody registers any more does not apply, and its log says so.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.utils.functional import Promise

from pages.rules.forms.parts import ActionForm, PartForm

if TYPE_CHECKING:
    from pages.rules.models import Rule
    from pages.rules.occurrence import Occurrence

Text = str | Promise
Given = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """``title``: „when …“ in the form. ``told``: the sentence of a mail. What sends it calls ``listening.occurred``.

    is_public    the page is live when it happens; a page that is no longer, meets no rule
    reads_draft  conditions look at the newest draft
    log_action   what the history of the page says, for finding out who did it
    """

    code: str
    title: Text
    told: Text
    is_public: bool = False
    reads_draft: bool = False
    log_action: str = ""


@dataclass(frozen=True)
class Plan:
    """What an action is about to do: in words, and as a step that does it. Without a step there is nothing to do."""

    told: str
    step: Callable[[], None] | None = None


class Condition(ABC):
    code: ClassVar[str]
    title: ClassVar[Text]
    form: ClassVar[type[PartForm]]

    @abstractmethod
    def holds(self, given: Given, occurrence: Occurrence) -> bool: ...

    @abstractmethod
    def words(self, given: Given) -> str:
        """What is asked for, in words."""


class Action(ABC):
    """``plan`` only reads, so that a rule can be tried; its step runs in the transaction that records it."""

    code: ClassVar[str]
    title: ClassVar[Text]
    form: ClassVar[type[ActionForm]]
    needs_public: ClassVar[bool] = False
    # A rule of a hub cannot do it: it reaches beyond the hub by its nature.
    ward_only: ClassVar[bool] = False

    def refusal(self, given: Given, hub_id: int | None) -> str:
        """Why a rule of this hub may not do it, for whoever sets it up and again when it is about to be done."""
        return ""

    @abstractmethod
    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        """CaseError when it cannot be done at this page."""


Part = TypeVar("Part", Event, Condition, Action)
_events: dict[str, Event] = {}
_conditions: dict[str, Condition] = {}
_actions: dict[str, Action] = {}


def _register(known: dict[str, Part], part: Part) -> None:
    if known.setdefault(part.code, part) is not part:
        raise RuntimeError(f"two parts of rules are named {part.code!r}")


def register_event(event: Event) -> None:
    _register(_events, event)


def register_condition(condition: Condition) -> None:
    _register(_conditions, condition)


def register_action(action: Action) -> None:
    _register(_actions, action)


def events() -> list[Event]:
    return list(_events.values())


def conditions() -> list[Condition]:
    return list(_conditions.values())


def actions() -> list[Action]:
    """In the order in which a rule does them."""
    return list(_actions.values())


def event_of(code: str) -> Event | None:
    return _events.get(code)


def condition_of(code: str) -> Condition | None:
    return _conditions.get(code)


def action_of(code: str) -> Action | None:
    return _actions.get(code)
