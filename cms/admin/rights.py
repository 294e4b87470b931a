"""Which pages of the desk a person's roles open. Single records are decided by their own rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.people.access import roles_of
from cms.people.models import Role
from workflows.cases.access import HUB_READERS, as_staff


def reads_cases(user: Any) -> bool:
    """Some case, at some hub or everywhere."""
    return as_staff(user) is not None


def reads_hubs(user: Any, hubs: Iterable[int]) -> bool:
    """The registers of each of ``hubs``, and of some hub at all."""
    roles = roles_of(user)
    return roles.reads_all or (bool(roles.hubs_as(*HUB_READERS)) and set(hubs) <= roles.hubs_as(*HUB_READERS))


def enters_paper(user: Any) -> bool:
    """The hub's own people type in what comes on paper."""
    return bool(roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF))


def reads_operations(user: Any) -> bool:
    """Parked work and mails."""
    return roles_of(user).has(Role.ADMINISTRATOR, Role.AUDITOR)


def runs_operations(user: Any) -> bool:
    """Lets parked work run again."""
    return roles_of(user).has(Role.ADMINISTRATOR)


def reads_refusals(user: Any) -> bool:
    return roles_of(user).has(Role.AUDITOR)


def reads_budgets(user: Any) -> bool:
    return roles_of(user).has(Role.ACCOUNTANT, Role.AUDITOR, Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER)


def reads_all_exports(user: Any) -> bool:
    """Who took which list out of the system; the files themselves stay with their owners."""
    return roles_of(user).has(Role.AUDITOR)


def sees_catalogue(user: Any) -> bool:
    """Whoever holds a role; what of it they find is decided row by row."""
    return roles_of(user).is_staff_member
