"""Sentences in the words of a kind."""

from __future__ import annotations

from django import template
from django.utils.translation import override

from forms import wording

register = template.Library()


@register.simple_tag
def said(message: str, kind: str, context: str = "", **values: object) -> str:
    """``{% said "Begin the application" case.kind %}``, ``{% said "Write for %(group)s" kind group=group.name %}``"""
    return wording.said(message, kind, context, **values)


@register.simple_tag
def noun(name: str, kind: str) -> str:
    """``{% noun "application" kind %}``, for mails, which are written in Japanese."""
    with override("ja"):
        return wording.noun(name, kind)
