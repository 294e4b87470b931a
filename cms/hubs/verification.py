"""「要確認」: how the admin shows that nobody has checked a row against an official source yet.

For any model with ``verified`` and ``note``: a column for the listing, a panel for the top of the form.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import Column


class VerificationColumn(Column):
    """Shows a badge only where somebody still has to look."""

    cell_template_name = "hubs/admin/verification_cell.html"


def verification_column() -> VerificationColumn:
    return VerificationColumn("verified", label=pgettext_lazy("data", "verification"))


class VerificationPanel(Panel):
    """A warning on top of the form of a row that is not verified; nothing for a new or a verified one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hubs/admin/verification_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and not self.instance.verified

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"note": self.instance.note}


def verification_fields() -> MultiFieldPanel:
    """The two fields themselves, for the end of a form."""
    return MultiFieldPanel([FieldPanel("verified"), FieldPanel("note")], heading=pgettext_lazy("data", "verification"))
