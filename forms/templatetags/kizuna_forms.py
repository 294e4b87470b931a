"""What the templates of forms cannot say themselves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def new_tab() -> str:
    """Names one rendering of a page, so that a page never clashes with what it saved itself."""
    return secrets.token_hex(8)


@register.filter
def link_of(links: Mapping[Any, str] | None, file: Any) -> str:
    """The address under which this reader may open ``file``; empty when there is none."""
    return (links or {}).get(file.pk, "")


@register.filter
def of_key(mapping: Mapping[str, Any] | None, key: str) -> Any:
    return (mapping or {}).get(key, "")
