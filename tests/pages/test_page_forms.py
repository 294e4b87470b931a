"""Whatever is written in blocks is checked by the form in which it is written."""

from __future__ import annotations

import pytest
from django.apps import apps
from wagtail.fields import StreamField
from wagtail.models import Page

from pages.proofreading.forms import CheckedPageForm

WRITTEN = [
    model
    for model in apps.get_app_config("pages").get_models()
    if issubclass(model, Page) and any(isinstance(field, StreamField) for field in model._meta.get_fields())
]


def test_there_are_such_types() -> None:
    assert len(WRITTEN) > 12


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_its_form_checks_what_is_written(model: type[Page]) -> None:
    assert issubclass(model.get_edit_handler().get_form_class(), CheckedPageForm)
