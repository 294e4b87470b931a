"""What the ledger holds of a group, for the staff: what it did together with others, and what is told publicly."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.people.group_panels import AT_ONCE, Column, Line, Panel, register
from cms.people.models import CommunityGroup
from workflows.ledger import access
from workflows.ledger.models import Partner


def panels(group: CommunityGroup, reader: Any) -> list[Panel]:
    if not access.reads_any(reader):
        return []
    rows = Partner.objects.filter(group=group, collaboration__in=access.readable(reader)).select_related(
        "collaboration"
    )
    found = rows.order_by("-collaboration__began_on", "-pk")[:AT_ONCE]
    return [Panel(_("Joint activities"), [_line(one) for one in found])]


def _line(one: Partner) -> Line:
    entry = one.collaboration
    told = _("told publicly") if entry.is_published else _("not told publicly")
    text = f"{entry.title}（{wareki(entry.began_on)}）：{one.part}・{told}"
    return Line(text, reverse("desk:ledger_entry", args=[entry.pk]))


def columns(groups: Collection[int], reader: Any) -> list[Column]:
    rows = Partner.objects.filter(group__in=groups, collaboration__in=access.readable(reader)).order_by()
    return [
        Column(_("Joint activities"), dict(rows.values_list("group").annotate(Count("collaboration", distinct=True))))
    ]


register("ledger", panels, columns)
