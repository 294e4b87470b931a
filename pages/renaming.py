"""A hub that gets a new name: its page is called so too, unless an editor gave it a title of its own."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.hubs.models import Hub
from cms.hubs.signals import hub_renamed
from pages.models import HubPage


@receiver(hub_renamed, dispatch_uid="pages.retitle")
def retitle(hub: Hub, old: str, **_kwargs: Any) -> None:
    """The published title, the draft's and the newest version's follow; no version is published by this."""
    page = HubPage.objects.filter(hub=hub).first()
    if page is None:
        return
    changed = [name for name in ("title", "draft_title") if getattr(page, name) == old]
    for name in changed:
        setattr(page, name, hub.name)
    if changed:
        page.save(update_fields=changed, clean=False)
        log(page, "wagtail.rename", data={"title": {"old": old, "new": hub.name}})
    newest = page.latest_revision
    if newest is not None and newest.content.get("title") == old:
        content = {**newest.content, "title": hub.name}
        Revision.objects.filter(pk=newest.pk).update(content=content, object_str=hub.name)
