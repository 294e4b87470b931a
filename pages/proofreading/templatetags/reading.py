"""What a reader may switch on: readings above kanji, and the text in plain Japanese. By address alone.

``?furigana=1`` and ``?easy=1`` are ordinary addresses: they work without JavaScript and without a cookie, can be
passed on, and a cache keeps each apart. Nothing else in the address counts.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.core import languages
from pages.furigana import with_furigana
from pages.furigana.reading import readings_of

register = template.Library()
FURIGANA, EASY = "furigana", "easy"


def chosen(context: Context, name: str) -> bool:
    request = context.get("request")
    return request is not None and request.GET.get(name) == "1"


def address(path: str, *, furigana: bool, easy: bool) -> str:
    wanted = "&".join(f"{name}=1" for name, on in ((FURIGANA, furigana), (EASY, easy)) if on)
    return f"{path}?{wanted}" if wanted else path


@register.simple_tag(takes_context=True)
def easy_chosen(context: Context, page: Any) -> bool:
    """The reader asked for plain Japanese, and the page has it."""
    return chosen(context, EASY) and bool(page.easy_body)


@register.inclusion_tag("proofreading/reading_switch.html", takes_context=True)
def reading_switch(context: Context, page: Any) -> dict[str, Any]:
    """Links to the other ways of reading this page; nothing where the page has none."""
    request = context.get("request")
    furigana, easy = chosen(context, FURIGANA), chosen(context, EASY)
    path = request.path if request is not None else ""
    return {
        "has_readings": bool(readings_of(page.readings)),
        "has_easy": bool(page.easy_body),
        "furigana": furigana,
        "easy": easy,
        "furigana_url": address(path, furigana=not furigana, easy=easy),
        "easy_url": address(path, furigana=furigana, easy=not easy),
    }


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> SafeString:
    """All ways of reading are one page to a search engine, and so is a Japanese page with a notice for others."""
    asked = chosen(context, FURIGANA) or chosen(context, EASY) or "lang" in context["request"].GET
    if not asked and languages.is_default():
        return SafeString("")
    return escape(f"{settings.BASE_URL}{context['request'].path}")


class FuriganaNode(template.Node):
    def __init__(self, page: Any, inner: NodeList) -> None:
        self.page, self.nodelist = page, inner  # where Django looks for blocks inside

    def render(self, context: Context) -> SafeString:
        html = self.nodelist.render(context)
        if not chosen(context, FURIGANA):
            return html
        readings = readings_of(getattr(self.page.resolve(context), "readings", None))
        return mark_safe(with_furigana(html, readings))  # noqa: S308  rendered by templates; readings are escaped


@register.tag
def furigana(parser: Parser, token: Token) -> FuriganaNode:
    """``{% furigana page %}…{% endfurigana %}``: the inner HTML with the page's readings, when asked for."""
    _name, page = token.split_contents()
    inner = parser.parse(("endfurigana",))
    parser.delete_first_token()
    return FuriganaNode(parser.compile_filter(page), inner)
