"""Which links stand on a page, of whatever type: in its rich text, its blocks, its fields and its inner rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from pages.editing.models import FoundLink

Kind = FoundLink.Kind
Link = tuple[str, str]
HREF = re.compile(r"<a\s[^>]*?href=[\"']([^\"']+)[\"']", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://\S+|/(?!/)\S*)")
# What can be the number of a row; anything else, as a form may be made to send it, points at nothing.
NUMBER = re.compile(r"[0-9]{1,18}")
LONGEST_NUMBER = 40
# Rows that Wagtail keeps for itself.
ITS_OWN = {"page_ptr", "alias_of", "latest_revision", "live_revision", "locale", "owner", "locked_by", "content_type"}


def links_of(page: Page) -> set[Link]:
    """Pairs of kind and target (see ``FoundLink``) of the live version of ``page``."""
    return {*references_of(page), *_addresses(page)}


def _names() -> dict[type[Model], str]:
    return {Page: "page", get_document_model(): "document", get_image_model(): "picture"}


def _named(model: type[Model], pk: Any) -> Iterator[Link]:
    for known, name in _names().items():
        if issubclass(model, known) and pk is not None:
            yield Kind.INTERNAL, f"{name}:{str(pk)[:LONGEST_NUMBER]}"


def references_of(row: Any) -> Iterator[Link]:
    """What rich text, blocks and fields point at by number, whether it still exists or not."""
    for field in row._meta.get_fields():
        if field.name in ITS_OWN or field.auto_created:
            continue
        if hasattr(field, "extract_references") and (value := field.value_from_object(row)) is not None:
            for model, pk, _path, _content in field.extract_references(value):
                yield from _named(model, pk)
        elif field.many_to_one and not hasattr(field, "ct_field"):
            yield from _named(field.related_model, field.value_from_object(row))
    if hasattr(row, "serializable_data"):
        for relation in get_all_child_relations(row):
            for child in getattr(row, relation.get_accessor_name()).all():
                yield from references_of(child)


def _addresses(page: Page) -> Iterator[Link]:
    """Addresses written out: fields that are one, and ``href`` in rich text."""
    for text in _texts(_data(page)):
        written = [text.strip()] if ADDRESS.fullmatch(text.strip()) else HREF.findall(text)
        for address in written:
            yield from _sorted_out(unescape(address))


def _data(page: Page) -> dict[str, Any]:
    data = page.serializable_data()
    return {name: value for name, value in data.items() if name not in ("url_path", "path", "slug")}


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if data[:1] in "[{":
            try:
                yield from _texts(json.loads(data))
                return
            except ValueError:
                pass  # a text that merely begins like one of ours
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _sorted_out(address: str) -> Iterator[Link]:
    if len(address) > 2000:
        return
    if address.startswith(settings.BASE_URL):
        address = address[len(settings.BASE_URL) :] or "/"
    if address.startswith("/") and not address.startswith("//"):
        yield Kind.INTERNAL, urlsplit(address).path
    elif address.startswith(("http://", "https://")):
        yield Kind.EXTERNAL, address.partition("#")[0]
