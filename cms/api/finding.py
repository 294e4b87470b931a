"""The one record that an address names, for the person who asks. Foreign or not there: the same 404 after the same
question to the database, and the attempt of somebody signed in is on record.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from cms.api.refusing import door
from cms.audit.refusals import refuse
from cms.people.groups import groups_of
from cms.people.models import CommunityGroup
from workflows.cases.access import readable_by_applicant, readable_by_staff
from workflows.cases.models import Case
from workflows.engine.matter import MatterSort
from workflows.engine.matters import sorts

JOINS = ("hub", "group", "person", "programme", "call")


def own_group(request: HttpRequest, pk: int) -> CommunityGroup:
    """A group for which the person acts."""
    found = groups_of(request.user).select_related("hub").filter(pk=pk).first()
    if found is None:
        refuse(actor=request.user, door=door(request), subject=f"group:{pk}", reason="not theirs")
        raise Http404
    return found


def own_case(request: HttpRequest, number: str) -> Case:
    """The case as its applicant knows it."""
    return _one(request, readable_by_applicant(request.user), number)


def staff_case(request: HttpRequest, number: str) -> Case:
    """The case as the desk knows it."""
    return _one(request, readable_by_staff(request.user), number)


def own_matter(request: HttpRequest, sort: str, matter_id: str) -> tuple[MatterSort, Any]:
    """A matter of the person, with its sort."""
    known = sorts().get(sort)
    found = known.find(request.user, matter_id) if known else None
    if known is None or found is None:
        refuse(actor=request.user, door=door(request), subject=f"{sort}:{matter_id}", reason="not theirs")
        raise Http404
    return known, found


def _one(request: HttpRequest, cases: QuerySet[Case], number: str) -> Case:
    found = cases.select_related(*JOINS).filter(number=number).first()
    if found is None:
        refuse(actor=request.user, door=door(request), subject=f"case:{number}", reason="not readable")
        raise Http404
    return found
