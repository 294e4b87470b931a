"""Receivers of other systems are told when a page that everybody may read was published or taken off."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from cms.webhooks.emitting import emit
from cms.webhooks.wanting import wanted_anywhere
from pages.models import HubPage
from pages.models.content import hub_above


@receiver(page_published, dispatch_uid="pages.webhook_published")
def published(instance: Page, **_kwargs: Any) -> None:
    if instance.live:
        _tell("page.published", instance)


@receiver(page_unpublished, dispatch_uid="pages.webhook_unpublished")
def unpublished(instance: Page, **_kwargs: Any) -> None:
    """Also when a live page is deleted: Wagtail takes it off first."""
    _tell("page.unpublished", instance)


@transaction.atomic
def _tell(event: str, page: Page) -> None:
    """Nothing of a page behind a password or a sign-in. Nothing is asked of the database unless somebody listens."""
    if not wanted_anywhere(event) or page.get_view_restrictions().exists():
        return
    emit(
        event, hub=_hub_of(page), id=page.pk, type=page.specific._meta.model_name,
        locale=page.locale.language_code, url=page.full_url,
    )  # fmt: skip


def _hub_of(page: Page) -> int | None:
    """The hub in whose branch the page lies; the top of a branch belongs to it."""
    if isinstance(page, HubPage):
        return page.hub_id
    found = hub_above(page.path)
    return found.pk if found else None
