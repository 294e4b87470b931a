"""What this room keeps about one person: what they did in cases, from the chains that tell it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import OFFICE, Kept, Table, Whom, register
from workflows.cases.disclosing import cases_of
from workflows.cases.models import CaseEvent
from workflows.engine.kind import kind_of

COLUMNS = {"case": _("number of the case"), "at": _("day and time"), "what": _("what was done")}


def kept(whom: Whom) -> Kept:
    cases = {case.pk: case for case in cases_of(whom)}
    mine = CaseEvent.objects.filter(case__in=cases, actor=whom.user_id).order_by("at", "pk")
    rows = [
        {
            "case": cases[one.case_id].number,
            "at": one.at,
            "what": str(kind_of(cases[one.case_id]).events.get(one.verb, one.verb)),
        }
        for one in mine
    ]
    return Kept(tables=[Table("deeds", _("What the person did in cases"), COLUMNS, rows)])


register("engine", kept, tables=("cases.CaseEvent",), left_out={"viewflow.Task": OFFICE})
