"""What the pages of a case show of its coordination, and what waits for a group in My page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core import dates
from cms.people.groups import groups_of
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.panels import Waiting
from workflows.kinds.coordination import contact
from workflows.kinds.coordination.models import Agreement, Coordination, Side, Sounding
from workflows.kinds.coordination.services.sides import takes_down

State = Sounding.State


def at_desk(case: Case, user: User) -> dict[str, Any]:
    """Officer, issue, talks, soundings with the state of both consents, agreement, sheets, opinions: no contact."""
    soundings = list(case.soundings.select_related("group", "asked_by").prefetch_related("consents", "remarks"))
    return {
        "own": Coordination.objects.select_related("officer").filter(case=case).first(),
        "talks": case.talks.select_related("recorded_by"),
        "soundings": [(one, consents_of(one)) for one in soundings],
        "agreement": Agreement.objects.select_related("sounding__group").filter(case=case).first(),
        "sheets": case.review_sheets.all(),
        "advice": case.advice.select_related("asked_of", "asked_by"),
        "may_act": case.closed_at is None and takes_down(user, case),
        "may_take_back": takes_down(user, case),
        "speaks": contact.speaks_for_ward(user, case),
        "case": case,
    }


def consents_of(sounding: Sounding) -> list[tuple[str, Any]]:
    """Each side in words with its standing consent, None where there is none; from prefetched rows."""
    standing = {one.side: one for one in sounding.consents.all() if one.withdrawn_at is None}
    return [(str(label), standing.get(value)) for value, label in Side.choices]


def of_applicant(case: Case, user: User) -> dict[str, Any] | None:
    """Groups that accepted, each with its page; the sheet when it is asked for. None while there is nothing."""
    accepted = list(case.soundings.select_related("group").filter(state=State.ACCEPTED))
    sheets = set(case.review_sheets.values_list("side", flat=True))
    asks_sheet = case.step == "review" and Side.APPLICANT not in sheets
    if not accepted and not asks_sheet:
        return None
    for one in accepted:
        one.case = case
    return {
        "case": case,
        "soundings": [(one, contact.standing(one).filter(side=Side.APPLICANT).exists()) for one in accepted],
        "asks_sheet": asks_sheet,
    }


def waiting_for(user: User) -> list[Waiting]:
    """Requests to the groups of ``user`` that are not answered, and sheets that are asked of them."""
    groups = groups_of(user)
    asked = Sounding.objects.filter(group__in=groups, case__closed_at=None).select_related("case", "group")
    lines = []
    for one in asked.exclude(state=State.DECLINED):
        words = _what_waits(one)
        if words:
            page = reverse("coordination:request", args=[one.pk])
            lines.append(Waiting(one.case.title or _("Request to your group"), f"{one.group.name}：{words}", page))
    return lines


def _what_waits(sounding: Sounding) -> str:
    if sounding.state == State.ASKED:
        return _("please answer until %(day)s") % {"day": dates.wareki(sounding.answer_due_on)}
    if sounding.case.step == "review":
        return _("please look back on the activity")
    return _("you have accepted this request")
