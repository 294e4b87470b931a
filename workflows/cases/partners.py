"""Which groups take part in a case besides the applicant; their people never act on it as staff.

The kinds live in higher layers; the engine says at start whom to ask (``use``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from workflows.cases.models import Case


def _none(case: Case) -> Collection[int]:
    return ()


_find: Callable[[Case], Collection[int]] = _none


def use(find: Callable[[Case], Collection[int]]) -> None:
    """``find`` gives the ids of the groups; called once, when the applications are ready."""
    global _find  # noqa: PLW0603  set once, at start
    _find = find


def partners_of(case: Case) -> Collection[int]:
    return _find(case)
