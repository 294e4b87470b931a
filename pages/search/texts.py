"""All that a page says, as plain text: whatever fields and blocks its type has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, ListBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from media.models import WardDocument

PART = "\n\n"
BLOCK_END = re.compile(r"</(p|h\d|li|blockquote|td|th|tr|dt|dd|div)>", re.IGNORECASE)
LINE_END = re.compile(r"<(br|hr)\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[a-z/][^>]*>", re.IGNORECASE)
# Fields of Wagtail's own page that no reader sees, and what is shown or indexed apart.
READINGS = "search_readings"
LEFT_OUT = {field.name for field in Page._meta.get_fields()} | {READINGS}


def text_of(page: Page) -> str:
    """Rich text, blocks and plain texts of the page's own type, each block a part of its own.

    A field whose name ends in ``_note``, or that its type lists in ``search_left_out``, is not for readers.
    """
    parts: list[str] = []
    for field in _for_readers(page):
        parts += _texts(field, field.value_from_object(page))
    return PART.join(part.strip() for part in parts if part.strip())


def documents_in(page: Page) -> list[int]:
    """The documents that readers come to from the page's own fields: links in its texts, and blocks."""
    found: set[int] = set()
    for field in _for_readers(page):
        value = field.value_from_object(page)
        if field.related_model is WardDocument:
            found |= {value} - {None}
        elif value and hasattr(field, "extract_references"):
            told = field.extract_references(value)
            found |= {int(pk) for model, pk, *_path in told if model is WardDocument and str(pk).isdecimal()}
    return sorted(found)


def _for_readers(page: Page) -> list[models.Field]:
    left_out = LEFT_OUT | set(getattr(page, "search_left_out", ()))
    fields = page._meta.concrete_fields
    return [one for one in fields if one.name not in left_out and not one.name.endswith("_note")]


def readings_of(page: Page) -> str:
    """How editors say that the page's words are read."""
    return str(getattr(page, READINGS, "") or "")


def _texts(field: models.Field, value: object) -> Iterator[str]:
    if not value:
        return
    if isinstance(field, StreamField):
        yield from _block_texts(field.stream_block, value)
    elif isinstance(field, RichTextField):
        yield plain(str(value))
    elif isinstance(field, models.CharField | models.TextField) and not field.choices and _is_prose(field):
        yield str(value)


def _block_texts(block: Any, value: Any) -> Iterator[str]:
    """As the blocks themselves tell, but each paragraph of rich text is a part of its own."""
    if not value:
        return
    if isinstance(block, RichTextBlock):
        yield plain(value.source)
    elif isinstance(block, ImageBlock):
        # Its value is the image itself, with the text that this place gives it; decoration says nothing.
        yield "" if value.decorative else str(value.contextual_alt_text or "")
    elif isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _block_texts(child, value.get(name))
    elif isinstance(block, ListBlock):
        for one in value:
            yield from _block_texts(block.child_block, one)
    elif isinstance(block, BaseStreamBlock):
        for one in value:
            yield from _block_texts(one.block, one.value)
    else:
        yield from block.get_searchable_content(value)


def stream_text(block: Any, raw: list[dict[str, Any]]) -> str:
    """What blocks that are stored as ``raw`` tell a reader."""
    return PART.join(part.strip() for part in _block_texts(block, block.to_python(raw)) if part.strip())


def _is_prose(field: models.Field) -> bool:
    """A slug, an address or a mail address is for machines."""
    return not isinstance(field, models.SlugField | models.URLField | models.EmailField)


def plain(html: str) -> str:
    """Rich text without its tags; paragraphs, headings and items of lists are parts of their own."""
    if not TAG.search(html):
        return html
    return unescape(strip_tags(LINE_END.sub("\n", BLOCK_END.sub(PART, html))))
