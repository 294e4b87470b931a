"""What a page in another language must say about what is Japanese in it."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.core import languages

register = template.Library()


@register.simple_tag
def language_home() -> str:
    """The front page in the language of this page."""
    return languages.home()


@register.simple_tag
def ja() -> SafeString:
    """``lang="ja"`` for data that is Japanese on a page that is not."""
    return mark_safe("") if languages.is_default() else mark_safe(' lang="ja"')  # noqa: S308  a constant


@register.simple_tag
def in_japanese() -> str:
    """Behind a link that leads from another language to a Japanese page."""
    return "" if languages.is_default() else _(" (in Japanese)")


@register.simple_tag
def asks_language() -> str:
    """For the address of a Japanese page: its notice is then in the language of this page."""
    return "" if languages.is_default() else f"?lang={languages.current()}"


@register.simple_tag
def language_search() -> str:
    """The search of the site in the language of this page."""
    return f"{languages.home()}search/"


@register.simple_tag
def is_language(code: str) -> bool:
    return languages.current() == code
