"""What can be begun from a case, and who knows how: kinds and pages stand above and register themselves here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from cms.people.models import User
from forms.models import Draft
from workflows.cases.models import Case
from workflows.engine.panels import Text
from workflows.linking.models import CaseLink

Fact = tuple[Text, str]


@dataclass(frozen=True)
class Offer:
    """One thing that can be begun now; with ``obstacle`` it cannot, and that says why."""

    about: str
    label: str
    obstacle: str = ""


@dataclass(frozen=True)
class Made:
    """What came of it: a form to be sent, or a page to be written."""

    draft: Draft | None = None
    page: Page | None = None


@dataclass(frozen=True)
class State:
    """How a thing stands for one viewer. ``name`` and ``url`` are empty for who may not see it."""

    words: str
    name: str = ""
    url: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class Remedy:
    """What has to be undone when the source fails. ``do``: what this person may do, empty if they may not."""

    told: str
    do: str = ""


class Spawnable(ABC):
    """One sort of thing. ``for_applicants``: the group itself may begin it from its concluded case."""

    sort: str
    title: Text
    hint: Text
    for_applicants = False

    @abstractmethod
    def offers(self, case: Case, user: User) -> list[Offer]:
        """What ``user`` could begin from ``case`` now; asked after ``access.may_begin``."""

    @abstractmethod
    def filled_in(self, case: Case, about: str) -> list[Fact]:
        """What will be written into it, in words, for the page that asks for confirmation."""

    @abstractmethod
    def make(self, case: Case, *, actor: User, about: str, given: Mapping[str, Any]) -> Made:
        """Inside the transaction, ``case`` locked; ``given``: what the person said on the way.

        Raises CaseError when it cannot be begun after all.
        """

    @abstractmethod
    def announce(self, link: CaseLink, *, actor: User) -> None:
        """Whoever goes on with it is told, in the same transaction."""

    @abstractmethod
    def states(self, links: list[CaseLink], viewer: User, *, at_desk: bool) -> dict[int, State]:
        """By the link's id; a fixed number of queries. Left out: what this viewer may not know of."""

    @abstractmethod
    def remedy(self, link: CaseLink, user: User) -> Remedy | None:
        """None when nothing is left to undo."""

    @abstractmethod
    def is_known_to_applicant(self, link: CaseLink, user: User) -> bool:
        """Whether the page on which ``user`` withdraws the source may speak of it."""

    @abstractmethod
    def undo(self, link: CaseLink, *, actor: User) -> None:
        """As ``remedy().do`` says. Raises Forbidden for who may not."""

    @abstractmethod
    def keepers(self, link: CaseLink) -> list[tuple[User, str]]:
        """Who has the right to undo it, each with the path of the page where they do."""


Find = Callable[[], Iterable[Spawnable]]
_found: list[Find] = []


def register(find: Find) -> None:
    """Called once by each room that has some, when the applications are ready; ``find`` is asked each time."""
    _found.append(find)


def sorts() -> dict[str, Spawnable]:
    """Everything that can be begun, in the order in which the rooms registered."""
    return {one.sort: one for find in _found for one in find()}


def of(link: CaseLink) -> Spawnable | None:
    """None for a sort that this version no longer knows."""
    return sorts().get(link.sort)
