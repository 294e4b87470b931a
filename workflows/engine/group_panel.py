"""The cases of a group, on its record in the register, as far as the reader may read them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.people.group_panels import AT_ONCE, Column, Line, Panel, register
from cms.people.models import CommunityGroup
from workflows.cases.access import as_staff, readable_by_staff
from workflows.cases.models import Case
from workflows.engine.kind import kind_of


def panels(group: CommunityGroup, reader: Any) -> list[Panel]:
    if as_staff(reader) is None:
        return []
    found = readable_by_staff(reader).filter(group=group).order_by("-pk")[:AT_ONCE]
    return [Panel(_("Cases of the group"), [_line(case) for case in found])]


def _line(case: Case) -> Line:
    kind = kind_of(case)
    step = kind.steps.get(case.step)
    text = f"{case.number}・{kind.title}・{case.title}（{step.label if step else case.step}）"
    return Line(text, reverse("desk:case", args=[case.pk]))


def columns(groups: Collection[int], reader: Any) -> list[Column]:
    rows = readable_by_staff(reader).filter(group__in=groups).order_by()
    total = dict(rows.values_list("group").annotate(Count("pk")))
    newest = dict(rows.values_list("group").annotate(Max("arrived_at")))
    return [
        Column(_("Cases of the group"), total),
        Column(_("Newest case"), {group: timezone.localdate(at) for group, at in newest.items()}),
    ]


register("cases", panels, columns)
