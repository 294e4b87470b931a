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


def waiting_for(user: User) -> list[Waiting]:
    """Requests that are not answered, consents that are asked for, sheets that are not filled in."""
    lines = []
    for one in _of_own_groups(user).filter(case__closed_at=None):
        if words := _asked_of_partner(one):
            lines.append(_line(one, words))
    for one in _of_own_cases(user).filter(case__closed_at=None):
        words, page = _asked_of_applicant(one)
        if words:
            lines.append(Waiting(one.case.title, f"{one.group.name}：{words}", page))
    return lines


def current_of(user: User) -> list[Waiting]:
    """Requests that own groups have accepted and that ask for nothing now; with an agreement also after their end."""
    lines = []
    for one in _of_own_groups(user).filter(state=State.ACCEPTED, case__erased_at=None):
        ended = one.case.closed_at is not None
        if not one.agreed and (ended or one.case.outcome):
            continue
        if not ended and _asked_of_partner(one):
            continue
        lines.append(_line(one, _("this request has ended") if ended else _("you have accepted this request")))
    return lines


def _of_own_groups(user: User) -> QuerySet[Sounding, Any]:
    asked = Sounding.objects.filter(group__in=groups_of(user)).exclude(state=State.DECLINED)
    return _with_marks(asked, Side.PARTNER)


def _of_own_cases(user: User) -> QuerySet[Sounding, Any]:
    accepted = Sounding.objects.filter(case__in=readable_by_applicant(user), state=State.ACCEPTED)
    return _with_marks(accepted, Side.APPLICANT)


def _with_marks(soundings: QuerySet[Sounding], side: str) -> QuerySet[Sounding, Any]:
    """Each with what the side has done: its consent stands, its sheet is in, there is an agreement with this group."""
    consents = Consent.objects.filter(sounding=OuterRef("pk"), side=side, withdrawn_at=None)
    sheets = ReviewSheet.objects.filter(case=OuterRef("case"), side=side)
    agreements = Agreement.objects.filter(sounding=OuterRef("pk"), agreed_on__isnull=False)
    marks = {"consents_here": Exists(consents), "has_sheet": Exists(sheets), "agreed": Exists(agreements)}
    return soundings.annotate(**marks).select_related("case", "group").order_by("asked_at", "pk")


def _line(sounding: Sounding, words: str) -> Waiting:
    page = reverse("coordination:request", args=[sounding.pk])
    return Waiting(sounding.case.title or _("Request to your group"), f"{sounding.group.name}：{words}", page)


def _asked_of_partner(one: Any) -> str:
    if one.state == State.ASKED and one.case.outcome:
        return ""
    if one.state == State.ASKED:
        return _("please answer until %(day)s") % {"day": dates.wareki(one.answer_due_on)}
    if not one.case.outcome and not one.consents_here:
        return _("your consent is asked for")
    if one.case.step == STEP and one.agreed and not one.has_sheet:
        return _("please look back on the activity")
    return ""


def _asked_of_applicant(one: Any) -> tuple[str, str]:
    if not one.case.outcome and not one.consents_here:
        return _("your consent is asked for"), reverse("coordination:partner", args=[one.pk])
    if one.case.step == STEP and one.agreed and not one.has_sheet:
        return _("please look back on the activity"), reverse("coordination:own_sheet", args=[one.case_id])
    return "", ""
