"""Cases that wait for their decision, and people who decide them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories_cases import bring_to, complete, make_case, open_task
from tests.factories_people import make_staff
from workflows.cases.models import Case


def ready(**fields: Any) -> Case:
    return bring_to("decision", make_case(**fields))


def approving(case: Case) -> Callable[[], Case]:
    """A job: an approver of their own decides the case as drafted, from the page as it is now."""
    approver = make_staff("division_approver")
    seen, task = Case.objects.get(pk=case.pk), open_task(case)
    return lambda: complete(seen, approver, task=task)
