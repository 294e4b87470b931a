"""Wagtail's choosers (page, picture, document, snippet, task) start from data, not from inline script.

``BaseChooser.render`` ends in a script element, which the content policy does not run; the element
written here says the same to static/desk/starters.js. Wagtail offers no other place to say it.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """The widget and what starts it; an ``id`` among ``attrs`` is needed, as in Wagtail."""
    field_id = (attrs or {})["id"]
    data = self.get_value_data(value)
    return format_html(
        '{}<template data-controller="kz-widget" data-kz-widget-maker-value="{}"'
        ' data-kz-widget-field-value="{}" data-kz-widget-options-value="{}"></template>',
        self.render_html(name, data, attrs),
        "createTaskChooser" if isinstance(self, AdminTaskChooser) else self.js_constructor,
        field_id,
        json.dumps(self.get_js_init_options(field_id, name, data)),
    )


def start_from_data() -> None:
    """Every chooser rendered from now on fits the content policy."""
    BaseChooser.render = render
