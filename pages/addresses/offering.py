"""ASCII addresses for pages that were named in Japanese before: offered, and given when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from pages.addresses.making import kind_of, new_slug

OLD = r"[^ -~]"


@dataclass(frozen=True)
class Offer:
    page: Page
    slug: str


def offers() -> Iterator[Offer]:
    """Pages whose slug is not ASCII, from the top of the tree down, each with the slug that it would get."""
    pages = Page.objects.filter(Q(slug__regex=OLD), depth__gt=1).order_by("path")
    for page in pages.specific():
        kind = kind_of(page.specific_class)
        yield Offer(page, new_slug(page.title, kind=kind, parent=page.get_parent(), page_id=page.pk))


@transaction.atomic
def give(offer: Offer) -> None:
    """The page and all below it are found at the new address, and the old ones lead there. Nothing is published."""
    page = Page.objects.select_for_update().get(pk=offer.page.pk).specific
    old, page.slug = page.slug, offer.slug
    page.save(update_fields=["slug", "url_path"], clean=False)
    log(page, "wagtail.rename", data={"slug": {"old": old, "new": offer.slug}})
    newest = page.latest_revision
    if newest is not None and newest.content.get("slug") == old:
        Revision.objects.filter(pk=newest.pk).update(content={**newest.content, "slug": offer.slug})
