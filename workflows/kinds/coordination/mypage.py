"""What My page tells of coordinations: what waits for one's own side, and the requests that one takes part in."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core import dates
from cms.people.groups import groups_of
from cms.people.models import User
from workflows.cases.access import readable_by_applicant
from workflows.engine.panels import Waiting
from workflows.kinds.coordination.models import Agreement, Consent, ReviewSheet, Side, Sounding
from workflows.kinds.coordination.services.reviewing import STEP

State = Sounding.State
JOINS = ("case__hub", "case__group", "case__person", "case__call", "case__programme", "group__hub")
# Sorts of matters, as addresses name them.
REQUEST, PARTNER = "coordination-request", "coordination-partner"


def waiting_for(user: User) -> list[Waiting]:
    """Requests that are not answered, consents that are asked for, sheets that are not filled in."""
    lines = []
    for one in requests_of(user).exclude(state=State.DECLINED).filter(case__closed_at=None):
        if words := asked_of_partner(one):
            lines.append(_line(one, words))
    for one in partners_of(user).filter(case__closed_at=None):
        words, page = asked_of_applicant(one)
        if words:
            lines.append(Waiting(one.case.title, f"{one.group.name}：{words}", page, (PARTNER, str(one.pk))))
    return lines


def current_of(user: User) -> list[Waiting]:
    """Requests that own groups have accepted and that ask for nothing now; with an agreement also after their end."""
    lines = []
    for one in requests_of(user).filter(state=State.ACCEPTED, case__erased_at=None):
        ended = one.case.closed_at is not None
        if not one.agreed and (ended or one.case.outcome):
            continue
        if not ended and asked_of_partner(one):
            continue
        lines.append(_line(one, _("this request has ended") if ended else _("you have accepted this request")))
    return lines


def requests_of(user: Any) -> QuerySet[Sounding, Any]:
    """Requests to groups for which the person acts: the one rule of the pages, the lists and the API."""
    return _with_marks(Sounding.objects.filter(group__in=groups_of(user)), Side.PARTNER)


def partners_of(user: Any) -> QuerySet[Sounding, Any]:
    """Accepted requests of cases for whose applicant the person acts; who declined is not shown."""
    accepted = Sounding.objects.filter(case__in=readable_by_applicant(user), state=State.ACCEPTED)
    return _with_marks(accepted, Side.APPLICANT)


def _with_marks(soundings: QuerySet[Sounding], side: str) -> QuerySet[Sounding, Any]:
    """Each with what the side has done: its consent stands, its sheet is in, there is an agreement with this group."""
    consents = Consent.objects.filter(sounding=OuterRef("pk"), side=side, withdrawn_at=None)
    sheets = ReviewSheet.objects.filter(case=OuterRef("case"), side=side)
    agreements = Agreement.objects.filter(sounding=OuterRef("pk"), agreed_on__isnull=False)
    marks = {"consents_here": Exists(consents), "has_sheet": Exists(sheets), "agreed": Exists(agreements)}
    return soundings.annotate(**marks).select_related(*JOINS).order_by("asked_at", "pk")


def _line(sounding: Sounding, words: str) -> Waiting:
    page = reverse("coordination:request", args=[sounding.pk])
    title = sounding.case.title or _("Request to your group")
    return Waiting(title, f"{sounding.group.name}：{words}", page, (REQUEST, str(sounding.pk)))


def asked_of_partner(one: Any) -> str:
    """What the request asks its group to do now, in words; ``one`` as ``requests_of`` finds it, of an open case."""
    if one.state == State.ASKED and one.case.outcome:
        return ""
    if one.state == State.ASKED:
        return _("please answer until %(day)s") % {"day": dates.wareki(one.answer_due_on)}
    if not one.case.outcome and not one.consents_here:
        return _("your consent is asked for")
    if one.case.step == STEP and one.agreed and not one.has_sheet:
        return _("please look back on the activity")
    return ""


def asked_of_applicant(one: Any) -> tuple[str, str]:
    """What the partner's page asks the applicant to do now, in words, and where."""
    if not one.case.outcome and not one.consents_here:
        return _("your consent is asked for"), reverse("coordination:partner", args=[one.pk])
    if one.case.step == STEP and one.agreed and not one.has_sheet:
        return _("please look back on the activity"), reverse("coordination:own_sheet", args=[one.case_id])
    return "", ""
