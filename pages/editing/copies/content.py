"""What a page says, as values that can be compared: the fields of its type without Wagtail's own bookkeeping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Page

from pages.search.texts import stream_text

# Of Wagtail's own page, what editors write.
OF_PAGE = ("title", "seo_title", "search_description", "show_in_menus")
CHILD_KEYS = ("pk", "sort_order")
Values = dict[str, Any]


def written(page: Page) -> Values:
    """Name → JSON value of everything that an editor writes on the page."""
    data = page.serializable_data()
    names = [*OF_PAGE, *(one.name for one in own_fields(page)), *children(page)]
    found = {name: _plain(page, name, data[name]) for name in names if name in data}
    plain: Values = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain


def own_fields(page: Page) -> list[Any]:
    """Fields of the type itself that stand in the editor."""
    left_out = {*Page._meta.fields_map, *getattr(page, "exclude_fields_in_copy", [])}
    of_page = {field.name for field in Page._meta.get_fields()}
    fields = [*page._meta.concrete_fields, *page._meta.many_to_many]
    return [one for one in fields if one.editable and one.name not in of_page | left_out and not one.primary_key]


def children(page: Page) -> dict[str, Any]:
    """Name → relation of the lists that are written with the page."""
    left_out = set(getattr(page, "exclude_fields_in_copy", []))
    found = {relation.get_accessor_name(): relation for relation in get_all_child_relations(type(page))}
    return {
        name: one
        for name, one in found.items()
        if not name.startswith(("wagtail_", "tagged_")) and name not in left_out
    }


def streams(page: Page) -> list[str]:
    return [one.name for one in own_fields(page) if isinstance(one, StreamField)]


def _plain(page: Page, name: str, value: Any) -> Any:
    if name in streams(page):
        return json.loads(value) if isinstance(value, str) else value
    if name in children(page):
        relation = children(page)[name]
        left_out = {*CHILD_KEYS, relation.field.name}
        rows = sorted(value, key=lambda row: (row.get("sort_order") or 0, row.get("pk") or 0))
        return [{key: one for key, one in row.items() if key not in left_out} for row in rows]
    if isinstance(value, list):
        return sorted(value, key=str)
    return value


def with_values(page: Page, values: Mapping[str, Any]) -> Page:
    """The page as an object that says ``values``; not saved."""
    data = page.serializable_data()
    for name, value in values.items():
        if name in streams(page):
            data[name] = json.dumps(value)
        elif name in children(page):
            data[name] = _rows(page, name, value, data[name])
        else:
            data[name] = value
    found: Page = page.with_content_json(data)
    return found


def _rows(page: Page, name: str, wanted: list[Values], stored: list[Values]) -> list[Values]:
    """Rows that stay keep their keys, so that nothing that points to them is lost; new ones get theirs when saved."""
    link = children(page)[name].field.name
    free: list[Values] = json.loads(json.dumps(stored, cls=DjangoJSONEncoder))
    made = []
    for place, row in enumerate(wanted):
        same = next((one for one in free if {k: v for k, v in one.items() if k in row} == row), None)
        if same is not None:
            free.remove(same)
        extra = {"sort_order": place} if any("sort_order" in one for one in stored) or _is_ordered(page, name) else {}
        made.append({**row, **extra, "pk": same["pk"] if same else None, link: page.pk})
    return made


def _is_ordered(page: Page, name: str) -> bool:
    return any(field.name == "sort_order" for field in children(page)[name].related_model._meta.fields)


def label_of(page: Page, key: str) -> str:
    """What the editor calls the place."""
    name = key.partition(":")[0]
    if name in children(page):
        return str(children(page)[name].related_model._meta.verbose_name_plural)
    return str(page._meta.get_field(name).verbose_name)


def text_of(page: Page, key: str, value: Any) -> str:
    """``value`` of the place ``key`` as a person reads it; empty for nothing."""
    name, _colon, block = key.partition(":")
    if value is None or value == []:
        return ""
    if name in children(page):
        return "\n".join("／".join(str(one) for one in row.values() if one not in (None, "")) for row in value)
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return "" if block == "order" else stream_text(field.stream_block, [value])
    return _field_text(field, value)


def _field_text(field: Any, value: Any) -> str:
    if isinstance(field, ParentalManyToManyField | models.ManyToManyField):
        rows = field.related_model._default_manager.filter(pk__in=value)
        return "、".join(str(row) for row in rows)
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._default_manager.filter(pk=value).first() or "")
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
