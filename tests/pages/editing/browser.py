"""What a browser would send from Wagtail's editor."""

from __future__ import annotations

from typing import Any

from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Page

from pages.models import StandardPage
from tests.roles.doors_registers import form_of


def editor_form(client: Client, address: str, model: type[Page] = StandardPage) -> dict[str, Any]:
    """What the editor's browser would post, untouched; its blocks are built by a script, so they are left empty."""
    blocks = [field.name for field in model._meta.get_fields() if isinstance(field, StreamField)]
    return {**form_of(client, address), **{f"{name}-count": "0" for name in blocks}}
