"""A page moved to another hub's branch belongs to that hub from now on, and so does everything below it."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.dispatch import receiver
from wagtail.models import Locale, Page
from wagtail.signals import post_page_move

from cms.core import languages
from pages.models.content import ContentPage, hub_above


def written_types() -> list[type[Model]]:
    """Every page type that has a home hub."""
    return [model for model in apps.get_app_config("pages").get_models() if issubclass(model, ContentPage)]


@receiver(post_page_move, dispatch_uid="pages.home_hub")
def follow(instance: Page, **_kwargs: Any) -> None:
    """Rows of the types that lie there, one statement each; drafts get theirs when they are published."""
    page = Page.objects.get(pk=instance.pk)
    below = Page.objects.filter(path__startswith=page.path)
    present = set(below.order_by().values_list("content_type__model", flat=True).distinct())
    hub = hub_above(page.path)
    for model in written_types():
        if model._meta.model_name in present:
            model._default_manager.filter(path__startswith=page.path).update(home_hub=hub)
    _follow_language(page)


def _follow_language(page: Page) -> None:
    """Moved into the tree of another language, the pages are in it, and no longer translations of others."""
    locale = Locale.objects.filter(language_code=languages.of_path(page.url_path)).first()
    if locale is None:
        return
    for moved in Page.objects.filter(path__startswith=page.path).exclude(locale=locale):
        moved.locale, moved.translation_key = locale, uuid.uuid4()
        moved.save(update_fields=["locale", "translation_key"], clean=False)
