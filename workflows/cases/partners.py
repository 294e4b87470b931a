"""Which groups take part in a case besides the applicant; their people never act on it as staff.

The kinds live in higher layers; the engine says at start whom to ask (``use``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from workflows.cases.models import Case

# Of case and group, by their numbers.
Pairs = set[tuple[int, int]]


def _none(cases: Collection[Case]) -> Pairs:
    return set()


_find: Callable[[Collection[Case]], Pairs] = _none


def use(find: Callable[[Collection[Case]], Pairs]) -> None:
    """``find`` gives the pairs for these cases; called once, when the applications are ready."""
    global _find  # noqa: PLW0603  set once, at start
    _find = find


def partners_of(cases: Collection[Case]) -> Pairs:
    """Who takes part in which of these cases; how many queries that takes does not depend on their number."""
    return _find(cases)
