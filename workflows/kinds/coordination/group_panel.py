"""What coordinations hold of a group, for the staff: where it was asked, and to whom it lets its contact be shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.people.group_panels import AT_ONCE, Column, Line, Panel, register
from cms.people.models import CommunityGroup
from workflows.cases.access import as_staff, readable_by_staff
from workflows.kinds.coordination.models import Consent, Side, Sounding


def panels(group: CommunityGroup, reader: Any) -> list[Panel]:
    """Of cases that the reader may open; what a consent shows is read by the other side alone."""
    if as_staff(reader) is None:
        return []
    cases = readable_by_staff(reader).values("pk")
    asked = Sounding.objects.filter(group=group, case__in=cases).select_related("case").order_by("-pk")
    given = _consents(cases, Q(sounding__group=group, side=Side.PARTNER)
                      | Q(sounding__case__group=group, side=Side.APPLICANT))  # fmt: skip
    return [
        Panel(_("Asked to work together"), [_asked(one) for one in asked[:AT_ONCE]]),
        Panel(_("Consents to show its contact"), [_given(one) for one in given.order_by("-pk")[:AT_ONCE]]),
    ]


def _consents(cases: QuerySet[Any], which: Q) -> QuerySet[Consent]:
    found = Consent.objects.filter(which, sounding__case__in=cases)
    return found.select_related("sounding__case__group", "sounding__case__hub", "sounding__group")


def _asked(one: Sounding) -> Line:
    day = wareki(timezone.localdate(one.asked_at))
    text = f"{one.case.number}・{one.case.title}：{one.get_state_display()}（{day}）"
    return Line(text, reverse("desk:case", args=[one.case_id]))


def _given(one: Consent) -> Line:
    case = one.sounding.case
    other = case.party_name if one.side == Side.PARTNER else one.sounding.group.name
    words = _("%(case)s: to %(other)s since %(day)s (%(way)s)") % {
        "case": case.number, "other": other, "day": wareki(timezone.localdate(one.given_at)),
        "way": one.get_way_display(),
    }  # fmt: skip
    if one.withdrawn_at is not None:
        words += "、" + _("taken back on %(day)s") % {"day": wareki(timezone.localdate(one.withdrawn_at))}
    return Line(words, reverse("desk:case", args=[case.pk]))


def columns(groups: Collection[int], reader: Any) -> list[Column]:
    asked: dict[int, int] = {}
    standing: dict[int, int] = {}
    if as_staff(reader) is not None:
        cases = readable_by_staff(reader).values("pk")
        rows = Sounding.objects.filter(group__in=groups, case__in=cases)
        asked = dict(rows.order_by().values_list("group").annotate(Count("pk")))
        open_consents = Consent.objects.filter(sounding__case__in=cases, withdrawn_at=None).order_by()
        for side, path in ((Side.PARTNER, "sounding__group"), (Side.APPLICANT, "sounding__case__group")):
            mine = open_consents.filter(**{"side": side, f"{path}__in": groups})
            for group, count in mine.values_list(path).annotate(Count("pk")):
                standing[group] = standing.get(group, 0) + count
    return [
        Column(_("Asked to work together"), asked),
        Column(_("Consents to show its contact, in force"), standing),
    ]


register("coordination", panels, columns)
