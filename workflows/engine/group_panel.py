"""The cases of a group, on its record in the register, as far as the reader may read them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people.group_panels import AT_ONCE, Line, Panel, register
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


register("cases", panels)
