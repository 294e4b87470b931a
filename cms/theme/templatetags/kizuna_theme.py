"""What a field template must know of a widget. Nothing here reads the database."""

from __future__ import annotations

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """A single box, whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def focus_id(field: BoundField) -> str:
    """The id that a link in the error summary leads to: the first control that takes input."""
    widget = field.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or f"{field.auto_id}_field"
