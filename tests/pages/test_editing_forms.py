"""The forms of the page types as editors meet them: tabs, Japanese, and what cannot be changed."""

from __future__ import annotations

import pytest
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page

from pages.models import HubPage, NewsPage, StandardPage
from pages.moving import written_types


def tabs(model: type) -> list[str]:
    return [str(tab.heading) for tab in model.get_edit_handler().children]


def panels(model: type, heading: str) -> str:
    [tab] = [tab for tab in model.get_edit_handler().children if str(tab.heading) == heading]
    return str([getattr(panel, "field_name", None) or str(panel.heading) for panel in tab.children])


def test_a_page_that_names_hubs_has_a_tab_for_that() -> None:
    assert tabs(NewsPage) == ["コンテンツ", "やさしい日本語", "載せる場所", "プロモート", "設定"] or tabs(NewsPage)[
        1:3
    ] == [
        "やさしい日本語",
        "載せる場所",
    ]
    assert "載せる場所" not in tabs(StandardPage)


@pytest.mark.parametrize("model", written_types(), ids=lambda model: model.__name__)
def test_every_type_has_its_plain_version_and_keeps_its_own_fields(model: type) -> None:
    assert "easy_body" in panels(model, "やさしい日本語")
    first = model.get_edit_handler().children[0]
    names = [getattr(panel, "field_name", "") for panel in first.children]
    assert names[0] == "title"
    assert {"summary", "body"} <= set(names)


@pytest.mark.parametrize("model", written_types(), ids=lambda model: model.__name__)
def test_every_field_of_the_form_is_asked_for_in_japanese(model: type) -> None:
    form = model.get_edit_handler().get_form_class()
    wagtails = {field.name for field in Page._meta.get_fields()}  # its words: tests/cms/admin/test_japanese.py
    for name, field in form.base_fields.items():
        label = str(field.label or "")
        assert name in wagtails or not label or not label.isascii(), (name, label)


def test_the_hub_of_a_site_is_shown_and_cannot_be_changed() -> None:
    """It is chosen once, where the site is set up: everything below the page belongs to it."""
    form_class = get_edit_handler(HubPage).get_form_class()
    assert "hub" not in form_class.base_fields
    assert "colour" in form_class.base_fields
