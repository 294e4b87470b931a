"""Wagtail's widgets carry no inline script: the content policy would not run it."""

from __future__ import annotations

import re

import pytest
from django.forms import Widget
from wagtail.admin.widgets import (
    AdminDateInput,
    AdminDateTimeInput,
    AdminPageChooser,
    AdminTimeInput,
    BaseChooser,
)
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from cms.config import wagtail_hooks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "widget",
    [
        AdminDateInput(),
        AdminTimeInput(),
        AdminDateTimeInput(),
        AdminPageChooser(),
        AdminImageChooser(),
        AdminTaskChooser(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_widget_starts_from_data_and_not_from_inline_script(widget: Widget) -> None:
    html = widget.render("when", None, {"id": "id_when"})
    assert "<script" not in html
    assert re.search(r'data-controller="kz-(chooser|widget)"', html)
    assert 'value="id_when"' in html


def test_a_chosen_pages_title_stays_text() -> None:
    root = Page.objects.get(depth=1)
    child = root.add_child(instance=Page(title='<b>"x"', slug="x"))
    html = AdminPageChooser().render("page", child.pk, {"id": 'id"><script>'})
    assert "<script" not in html
    assert "<b>" not in html


def test_the_script_that_starts_them_is_on_every_page_of_the_desk() -> None:
    assert "desk/starters.js" in wagtail_hooks.starters()
    assert BaseChooser.render.__module__ == "cms.config.choosers"
