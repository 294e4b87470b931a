"""Shared sentences in the words of a kind: people who want to help do not hand in an application for money.

A kind says in its own catalogue, with its slug as the context, what it calls the things of a case (the nouns below);
every shared sentence then speaks of those. A whole sentence that it translates there goes before.
"""

from __future__ import annotations

import re
from functools import cache

from django.forms import Form
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

# What shared sentences call the things of a case; one that holds another stands before it.
NOUNS = {
    "application form": pgettext_lazy("noun", "application form"),
    "applying group": pgettext_lazy("noun", "applying group"),
    "applicant": pgettext_lazy("noun", "applicant"),
    "application": pgettext_lazy("noun", "application"),
}


def said(message: str, kind: str, context: str = "", **values: object) -> str:
    """``message`` as this kind says it, else as every kind does (there under ``context``, if it has one).

    ``values`` fill ``%(name)s``; what they hold is never changed.
    """
    text = pgettext(kind, message)
    if text == message:
        text = in_words_of(kind, pgettext(context, message) if context else gettext(message))
    return text % values if values else text


said_lazy = lazy(said, str)


def noun(name: str, kind: str) -> str:
    """What the kind calls one of ``NOUNS``."""
    own = pgettext(kind, name)
    return str(NOUNS[name]) if own == name else own


def in_words_of(kind: str, text: object) -> str:
    """A shared text of ours, already translated, with the nouns of the kind. Never for what a person wrote."""
    own = _nouns(kind, get_language() or "")
    return _shared(get_language() or "").sub(lambda found: own[found[0]], str(text))


in_words_of_lazy = lazy(in_words_of, str)


def speak(form: Form, kind: str) -> None:
    """The labels and hints that the form has by itself, with the nouns of the kind."""
    for name in form.base_fields:
        if field := form.fields.get(name):
            field.label = in_words_of(kind, field.label) if field.label else field.label
            field.help_text = in_words_of(kind, field.help_text)


@cache
def _nouns(kind: str, language: str) -> dict[str, str]:
    return {str(shared): noun(name, kind) for name, shared in NOUNS.items()}


@cache
def _shared(language: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(str(shared)) for shared in NOUNS.values()))
