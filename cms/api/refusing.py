"""What the procedure forbids, told by the API as the pages tell it; attempts against the rules are on record."""

from __future__ import annotations

from django.http import HttpRequest

from cms.api.problems import Fault, Problem, pointer
from cms.audit.refusals import refuse
from cms.core.errors import Busy, CaseError, Forbidden, Stale
from workflows.cases.applying import MayNotApply
from workflows.intake.services.sending import Changed, Incomplete, TooOften


def refused(request: HttpRequest, error: CaseError) -> Problem:
    """The problem that tells ``error``. Called after the rollback."""
    if isinstance(error, Busy):
        return Problem("busy", str(error))
    if isinstance(error, Stale):
        return Problem("changed", str(error))
    if isinstance(error, Forbidden):
        refuse(actor=request.user, door=door(request), subject=request.path, reason=str(error))
        return Problem("not-allowed", str(error))
    if isinstance(error, TooOften):
        return Problem("too-many", str(error), headers={"Retry-After": "3600"})
    if isinstance(error, Incomplete):
        faults = [Fault(pointer("answers", one.section, one.question), one.message) for one in error.problems]
        return Problem("incomplete", str(error), errors=faults)
    if isinstance(error, Changed):
        return Problem("changed", str(error), more={"sections": error.sections})
    if isinstance(error, MayNotApply):
        case = error.obstacle.case
        return Problem("refused", str(error), more={"case": case.number} if case else {})
    return Problem("refused", str(error))


def door(request: HttpRequest) -> str:
    return (request.resolver_match.view_name if request.resolver_match else "") or "api"
