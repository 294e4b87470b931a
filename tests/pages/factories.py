"""Pages as editors write them."""

from __future__ import annotations

import uuid
from typing import Any

from wagtail.models import Page

from pages.models import NewsPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward

Block = tuple[str, Any]


def body(*blocks: Block) -> list[dict[str, Any]]:
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]


def home() -> WardHomePage:
    if not WardHomePage.objects.exists():
        make_small_ward()
        set_up_sites()
    return WardHomePage.objects.get()


def news(*blocks: Block, **values: Any) -> NewsPage:
    """A live page of news below the ward's home with one revision."""
    page = NewsPage(**{"title": "防災訓練のお知らせ", "body": body(*blocks), **values})
    home().add_child(instance=page)
    page.save_revision(clean=False).publish()
    return NewsPage.objects.get(pk=page.pk)


def draft(page: Page) -> Any:
    """As it was saved last."""
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
