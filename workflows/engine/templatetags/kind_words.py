"""Sentences in the words of a kind."""

from __future__ import annotations

from django import template

from workflows.engine import wording

register = template.Library()


@register.simple_tag
def said(message: str, kind: str, context: str = "") -> str:
    """``{% said "Begin the application" case.kind %}``"""
    return wording.said(message, kind, context)
