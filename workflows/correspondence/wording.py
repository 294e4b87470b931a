"""The marks that the wording of a letter may use, and what they stand for in one case."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core import dates, money
from cms.hubs.models import Ward
from workflows.cases.models import Case

# For the people who write the wording: mark → meaning.
MARKS = {
    "group": _("name of the group"),
    "representative_title": _("office held by the representative"),
    "representative": _("name of the representative"),
    "activity": _("title of the activity"),
    "programme": _("name of the programme"),
    "call": _("title of the call"),
    "legal_name": _("name of the rule that the programme rests on"),
    "number": _("number of the case"),
    "requested": _("amount asked for"),
    "decided": _("amount granted"),
    "applied_on": _("day of the application"),
    "decided_on": _("day of the decision"),
    "fiscal_year": _("fiscal year of the call"),
    "report_due": _("day until which the report is due"),
    "hub": _("name of the hub"),
    "division": _("division in charge"),
    "ward": _("name of the ward"),
    "mayor": _("title of the mayor"),
}


def mayor_title(ward: Ward) -> str:
    return ward.mayor_title or f"{ward.name}長"


def day(value: date | None) -> str | None:
    return dates.wareki(value) if value else None


def values(case: Case, *, ward: Ward, addressee: dict[str, str]) -> dict[str, str | None]:
    """A value for each of MARKS; None where this case has none (an amount granted, in a refusal)."""
    programme, call = case.programme, case.call
    return {
        "group": addressee["group"],
        "representative_title": addressee["title"],
        "representative": addressee["name"],
        "activity": case.title or None,
        "programme": programme.name,
        "call": call.title,
        "legal_name": programme.legal_name or None,
        "number": case.number,
        "requested": money.yen(case.requested_yen),
        "decided": None if case.decided_yen is None else money.yen(case.decided_yen),
        "applied_on": day(timezone.localdate(case.arrived_at)),
        "decided_on": day(timezone.localdate(case.decided_at)) if case.decided_at else None,
        "fiscal_year": dates.fiscal_year_wareki(call.fiscal_year),
        "report_due": day(call.report_due_on),
        "hub": case.hub.name,
        "division": programme.division,
        "ward": ward.name,
        "mayor": mayor_title(ward),
    }
