"""Shared sentences in the words of a kind: people who want to help do not hand in an application for money.

A kind has its own words for a sentence when its catalogue translates it under the kind's slug as the context.
"""

from __future__ import annotations

from django.utils.translation import gettext, pgettext


def said(message: str, kind: str, context: str = "") -> str:
    """``message`` as this kind says it, else as every kind does (there under ``context``, if it has one)."""
    own = pgettext(kind, message)
    if own != message:
        return own
    return pgettext(context, message) if context else gettext(message)
