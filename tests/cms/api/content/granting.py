"""Awards for tests of the register."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.correspondence.models import Letter


def grant(case: Case, *, letter: bool = True) -> Case:
    """Decided in favour; with the letter out, unless it still waits."""
    decided = {"outcome": "granted", "decided_yen": 50_000, "decided_at": timezone.now(), "proposal": {}}
    Case.objects.filter(pk=case.pk).update(**decided, decided_by=make_staff("division_approver"))
    if letter:
        Letter.objects.create(
            case=case, outcome="granted", branch=1, number=f"n{case.pk}", code=f"c{case.pk}",
            dated_on=date.today(), posted_on=date.today(),
        )  # fmt: skip
    return Case.objects.get(pk=case.pk)
