"""A case ends without success: what hangs on it is said before, and settled in the same transaction.

What hangs on a case is known to a higher room; it registers itself at the start (``use``, ``case_failed``).
"""

from __future__ import annotations

from collections.abc import Callable

from django.dispatch import Signal

from cms.people.models import User
from workflows.cases.applying import NOT_COUNTED
from workflows.cases.models import Case
from workflows.engine.kind import kind_of

# Sent inside the transaction that ends the case: ``case=`` locked, ``actor=``, ``chosen=`` keys of what they ticked.
case_failed = Signal()


def _none(case: Case, user: User) -> list[str]:
    return []


_find: Callable[[Case, User], list[str]] = _none


def use(find: Callable[[Case, User], list[str]]) -> None:
    """``find`` says in one line each what hangs on the case and what becomes of it; called once, at start."""
    global _find  # noqa: PLW0603  set once, at start
    _find = find


def hanging(case: Case, user: User) -> list[str]:
    return _find(case, user)


def has_failed(case: Case) -> bool:
    """Withdrawn, lapsed or refused, or called off in the words of its kind: nothing is built on it any more."""
    if case.outcome in NOT_COUNTED:
        return True
    called_off = kind_of(case).called_off
    return bool(case.outcome) and called_off is not None and called_off(case)
