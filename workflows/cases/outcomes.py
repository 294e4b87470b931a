"""What the outcomes of a kind of request are called.

The kinds live in higher layers; the engine says at start where they are found (``use``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from workflows.cases.models import Case


class Named(Protocol):
    """What a kind offers here; ``workflows.engine.kind.Kind`` does."""

    @property
    def outcomes(self) -> Mapping[str, Any]: ...


def _none() -> Mapping[str, Named]:
    return {}


_find: Callable[[], Mapping[str, Named]] = _none


def use(find: Callable[[], Mapping[str, Named]]) -> None:
    """``find`` gives the installed kinds by slug; called once, when the applications are ready."""
    global _find  # noqa: PLW0603  set once, at start
    _find = find


def words(kind: str, outcome: str) -> str:
    """The outcome in the kind's own word, else in the word that all kinds share; the bare name when nobody knows it."""
    named = _find().get(kind)
    if named is not None and outcome in named.outcomes:
        return str(named.outcomes[outcome])
    shared = dict(Case.Outcome.choices)
    return str(shared.get(outcome, outcome))


def choices() -> list[tuple[str, str]]:
    """Every outcome but the open one, with the words of all kinds that give it another name."""
    found: dict[str, dict[str, None]] = {name: {} for name in Case.Outcome.values if name}
    for named in _find().values():
        for name, label in named.outcomes.items():
            found.setdefault(name, {})[str(label)] = None
    shared = dict(Case.Outcome.choices)
    return [(name, "・".join(labels) or str(shared.get(name, name))) for name, labels in found.items()]
