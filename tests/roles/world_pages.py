"""What a side has published: a page with a broken link, and one that has a working copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pages.editing.models import FoundLink
from tests.factories_editing import Site, make_copied, make_live

if TYPE_CHECKING:
    from tests.roles.world import Side


def published(side: Side, site: Site) -> dict[str, dict[str, Any]]:
    """Anybody may link to a published page, so it does not bear the name that drafts and files have."""
    live = make_live(site, f"{side.mark}町の公開ページ", review_on=timezone.localdate())
    found = FoundLink.objects.create(
        page=live, kind="internal", target=f"/{side.mark}/", target_hash="0" * 64, broken_since=timezone.now()
    )
    return {
        "page_live": {"page_id": live.pk},
        "page_copied": {"page_id": make_copied(site).pk},
        "found_link": {"link": found.pk},
    }
