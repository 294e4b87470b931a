"""Tells the editors of an issue how far its paper is, and what is in the way."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class PrintPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/print/panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"print": getattr(self.instance, "print", None) if self.instance.pk else None}
