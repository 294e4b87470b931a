"""Of each side a coordination that has come to nothing, with a draft page that still hangs on it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pages.models import EventPage, HubPage
from tests.every_kind.driving import draft_of
from workflows.cases.models import Case
from workflows.intake.services import submit
from workflows.linking.models import CaseLink
from workflows.programmes.models import Call

WITHDRAWN = {"step": "withdrawn", "outcome": "withdrawn", "turn": "nobody"}


def link(side: Any, call: Call) -> None:
    """The records of ``doors_linking``; ``sheet_case``, the concluded one of the side's group, begins things."""
    concluded = side.args["sheet_case"]["pk"]
    side.args |= {f"begin_{sort}": {"pk": concluded, "sort": sort} for sort in ("event", "application")}
    draft = draft_of("coordination", user=side.user, call=call, group=side.group)
    failed = submit(draft, actor=side.user, arrived_at=timezone.now())
    Case.objects.filter(pk=failed.pk).update(title=f"{side.mark}の連携", closed_at=timezone.now(), **WITHDRAWN)
    page = EventPage(title=f"{side.mark}の催し", slug=f"event-{side.hub.code}", live=False)
    HubPage.objects.get(hub=side.hub).add_child(instance=page)
    CaseLink.objects.create(source=failed, root=failed, sort="event", page=page, made_by=side.reviewer)
    side.args["failed"] = {"pk": failed.pk}
