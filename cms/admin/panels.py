"""The first thing on the dashboard: what waits, what is late, what needs a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.admin import rights
from cms.jobs.models import OutboxItem
from cms.people.models import User
from workflows.cases.access import readable_by_staff
from workflows.correspondence import queries
from workflows.engine import inbox

LIMIT = 100


class DeskPanel(Component):
    """Numbers with their lists behind them; only those that this person's roles open."""

    name = "desk"
    template_name = "desk/panel.html"
    order = 10

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        tiles = [*self._cases(), *self._parked()]
        # Asked now: the policy of pages that is in force is registered after this module was read.
        pages = policy_registry.get_by_type(Page)
        return {"tiles": tiles, "nothing": not tiles and pages.explorable_root_instance(self.user) is None}

    def _cases(self) -> list[dict[str, Any]]:
        if not rights.reads_cases(self.user):
            return []
        here = reverse("desk:inbox")
        return [
            _tile(_("Waiting for me"), inbox.waiting_for(self.user, LIMIT), f"{here}?view=mine"),
            _tile(_("Overdue"), inbox.overdue_for(self.user, LIMIT), f"{here}?view=mine&due=overdue", alert=True),
            _tile(_("Letters that need a person"), self._letters(), reverse("desk:letters"), alert=True),
        ]

    def _letters(self) -> int:
        """Parked, to be posted, or with a correction to confirm: what the list of letters shows."""
        cases = readable_by_staff(self.user)
        needing = queries.needing_a_person(cases).order_by()[:LIMIT].count()
        return needing + queries.corrections_waiting(cases).order_by()[:LIMIT].count()

    def _parked(self) -> list[dict[str, Any]]:
        if not rights.reads_operations(self.user):
            return []
        parked = OutboxItem.objects.filter(state=OutboxItem.State.PARKED)[:LIMIT].count()
        return [_tile(_("Background work put aside"), parked, reverse("desk:work"), alert=True)]


def _tile(label: str, count: int, address: str, *, alert: bool = False) -> dict[str, Any]:
    shown = str(count) if count < LIMIT else f"{LIMIT - 1}+"
    return {"label": label, "count": shown, "address": address, "alert": alert and count > 0}
