"""What the checks say about a page as it was saved last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Model, TextField
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.core import languages
from cms.core.dates import jst_date
from pages.proofreading.rich_text import paragraphs, parse
from pages.proofreading.streams import pieces_of
from pages.writing import Content, Finding, Severity, examine
from pages.writing.pieces import Link, Piece, Text, Where

EASY = frozenset({"easy_body"})
# What readers do not see, or what is no prose.
NOT_READ = frozenset({"slug", "url_path", "path", "draft_title", "seo_title", "search_readings", "search_description"})


def content_of(page: Page) -> Content:
    """The title, the texts and the streams of ``page``, in the order of its fields."""
    today = jst_date(timezone.now())
    pieces = tuple(piece for field in page._meta.get_fields() for piece in _field(page, field))
    return Content(pieces, today, languages.of_path(page.url_path))


def findings_of(page: Page) -> list[Finding]:
    return examine(content_of(page))


def serious(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.SERIOUS]


def mark_of(finding: Finding) -> str:
    """Names this finding in a form; another text at the place gives another mark."""
    parts = (finding.rule, finding.where, finding.start, finding.end, finding.excerpt, finding.fix)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def _field(page: Page, field: Any) -> Iterator[Piece]:
    if isinstance(field, StreamField):
        yield from stream_pieces(field, getattr(page, field.name))
    elif isinstance(field, RichTextField):
        yield from _rich_pieces(field, getattr(page, field.name) or "")
    elif isinstance(field, CharField | TextField) and _is_prose(field) and (text := getattr(page, field.name)):
        yield Text(Where(field.name, label=str(field.verbose_name)), text)


def stream_pieces(field: StreamField, value: StreamValue) -> Iterator[Piece]:
    return pieces_of(value, field=field.name, name=str(field.verbose_name), easy=field.name in EASY)


def _rich_pieces(field: RichTextField, html: str) -> Iterator[Piece]:
    for part, paragraph in enumerate(paragraphs(parse(html))):
        where = Where(field.name, part=part, label=str(field.verbose_name))
        yield Text(where, paragraph.text)
        for link in paragraph.links:
            yield Link(where, link.get_text(), str(link.get("href") or link.get("linktype") or ""))


def _is_prose(field: Any) -> bool:
    """The title, and what the product's own page types add; not what Wagtail keeps for itself."""
    own: type[Model] = field.model
    known = field.name == "title" or own._meta.app_label == "pages"
    return known and field.editable and not field.choices and field.name not in NOT_READ
