"""Parts of a page that many pages share: written once per version, for anonymous readers only (memory.py)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.cache.memory import remembered

register = template.Library()


class FrameNode(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], inner: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, inner  # nodelist: where Django looks for blocks inside

    def render(self, context: Context) -> SafeString:
        values = tuple(one.resolve(context, ignore_failures=True) for one in self.values)
        key = ("frame", self.name, get_language(), get_script_prefix(), _host(context), values)
        return remembered(key, lambda: self.nodelist.render(context))


def _host(context: Context) -> Any:
    """Addresses of pages are those of the site that was asked."""
    request = context.get("request")
    return request._get_raw_host() if request is not None else ""


@register.tag
def frame(parser: Parser, token: Token) -> FrameNode:
    """``{% frame name value … %}…{% endframe %}``.

    What stands inside depends on the language, the host and the values named alone: never on the page, its address
    or the reader. A value can be a key of a dict.
    """
    _tag, name, *values = token.split_contents()
    inner = parser.parse(("endframe",))
    parser.delete_first_token()
    return FrameNode(name, [parser.compile_filter(one) for one in values], inner)
