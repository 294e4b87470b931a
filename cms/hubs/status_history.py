"""The history of a hub's status, as the admin shows it: on the hub's form and on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.snippets.views.snippets import EditView

from cms.hubs.models import Hub
from cms.hubs.records import PlainInspect

TEMPLATE = "hubs/admin/status_history.html"


@dataclass(frozen=True)
class Change:
    at: datetime
    actor: str
    before: str
    after: str
    reason: str


def changes(hub: Hub) -> Iterator[Change]:
    """Newest first; each row knows what it replaced."""
    rows = list(hub.status_changes.select_related("actor"))
    for number, row in enumerate(rows, start=1):
        earlier = rows[number] if number < len(rows) else None
        yield Change(
            at=row.at,
            actor=str(row.actor) if row.actor else _("load from files"),
            before=str(earlier.get_status_display()) if earlier else "",
            after=str(row.get_status_display()),
            reason=row.reason,
        )


class History(Component):
    template_name = TEMPLATE

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"changes": list(changes(self.hub))}


class StatusHistoryPanel(Panel):
    """Read only; nothing for a new hub."""

    class BoundPanel(Panel.BoundPanel):
        template_name = TEMPLATE

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"changes": list(changes(self.instance))}


class HubButtons:
    """With the buttons that rooms above register for a hub (hook ``register_hub_buttons``: hub, user)."""

    object: Hub
    request: HttpRequest

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        found = [hook(self.object, self.request.user) for hook in hooks.get_hooks("register_hub_buttons")]
        own: list[Any] = super().header_more_buttons  # type: ignore[misc]
        return [*own, *(button for buttons in found for button in buttons)]


class HubEdit(HubButtons, EditView):
    """The form of a hub."""


class HubInspect(HubButtons, PlainInspect):
    """The page of a hub."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        history = {"label": _("History of the status"), "value": "", "component": History(self.object)}
        return [*super().get_fields_context(), history]
