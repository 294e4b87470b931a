"""The way from a hub's page in the admin to its screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.hubs.models import Hub
from pages.models import HubPage


@hooks.register("register_page_header_buttons")
def button(page: Page, user: Any, **_kwargs: Any) -> Iterator[Button]:
    """What the screen in the hub's corner shows; its address is what the screen's browser is given."""
    home = page.specific if issubclass(page.specific_class or Page, HubPage) else None
    if home is not None and home.hub.status != Hub.Status.CLOSED:
        yield Button(
            _("Screen of the hub"),
            reverse("pages:signage:screen", args=[home.hub.code]),
            icon_name="desktop",
            priority=65,
        )
