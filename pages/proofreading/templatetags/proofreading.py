"""The findings in the panel beside the editor."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from pages.proofreading.summary import summary_of

register = template.Library()


@register.inclusion_tag("proofreading/panel.html")
def findings_panel(page: Page | None) -> dict[str, Any]:
    """Of the page as saved last; a page that was never saved has none yet."""
    if page is None or not page.pk:
        return {"page": None}
    return {"page": page, "summary": summary_of(page)}
