"""What a kind of request declares about itself; everything that differs between kinds is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.functional import Promise

from workflows.cases.models import Case
from workflows.programmes.models import Call

if TYPE_CHECKING:
    from workflows.engine.base import CaseFlow

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """One place where a case can stand: the word for staff, the word for people, whose turn it is."""

    label: Text
    public_label: Text
    turn: str
    next_text: Text = ""


@dataclass(frozen=True)
class Kind:
    """A kind of request. ``definition`` makes the form of a call; ``flow`` is its flow class.

    Of ``public_events`` the applicant hears; of those in ``told_by_letter`` only when a letter has been given out.
    """

    slug: str
    title: Text
    flow: Callable[[], type[CaseFlow]]
    definition: Callable[[Call], dict[str, Any]]
    steps: dict[str, Step]
    events: dict[str, Text] = field(default_factory=dict)
    public_events: frozenset[str] = frozenset()
    told_by_letter: frozenset[str] = frozenset()

    def step(self, name: str) -> Step:
        """The step, or a neutral one for a step that this version no longer knows."""
        return self.steps.get(name) or Step(name, name, Case.Turn.NOBODY)


_kinds: dict[str, Kind] = {}


def kinds() -> dict[str, Kind]:
    """All installed kinds by slug; found once."""
    if not _kinds:
        for config in apps.get_app_configs():
            if getattr(config, "is_kind", False):
                kind = import_module(f"{config.name}.kind").kind
                _kinds[kind.slug] = kind
    return _kinds


def kind_of(case: Case) -> Kind:
    return kinds()[case.kind]
