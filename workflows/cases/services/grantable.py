"""How much the last submission's own figures allow, computed anew by the rules frozen in its form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.core import money
from cms.core.errors import CaseError
from forms.checks import grantable_for
from workflows.cases.models import Case


def grantable_of(case: Case) -> int | None:
    """The most that may be granted for what was sent last, in yen; None when its form has no rule about it."""
    last = case.submissions.select_related("version").order_by("-number").first()
    found = grantable_for(last.version, last.answers) if last else None
    return None if found is None else found.most_yen


def above_problem(amount_yen: int, most_yen: int | None, *, reason: str) -> str:
    """Why ``amount_yen`` needs a reason in writing, as a sentence; empty when it needs none or has one."""
    if most_yen is None or amount_yen <= most_yen or reason.strip():
        return ""
    return _(
        "The figures of the application come to %(most)s at most; %(amount)s is more. "
        "Give that amount or less, or write why more is granted."
    ) % {"most": money.yen(most_yen), "amount": money.yen(amount_yen)}


def judged(case: Case, amount_yen: int | None, *, reason: str) -> dict[str, Any]:
    """The figure beside which the draft stands, for its event. Raises CaseError above it without a reason."""
    most_yen = grantable_of(case)
    if amount_yen is None or most_yen is None:
        return {}
    if problem := above_problem(amount_yen, most_yen, reason=reason):
        raise CaseError(problem)
    return {"grantable_yen": most_yen}
