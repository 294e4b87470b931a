"""What a group needs and offers follows what its hub finds of it: in the search at once, and as news."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from cms.people.models import CommunityGroup
from cms.search import writing
from workflows.exchange.models import Listing
from workflows.exchange.search_source import SOURCE
from workflows.exchange.services import following


@receiver(post_save, sender=CommunityGroup, dispatch_uid="exchange.group_changed")
def follow_group(instance: CommunityGroup, created: bool, update_fields: Any = None, **_kwargs: Any) -> None:
    """In the transaction of the change. Followers are told when the hub has just verified the group."""
    if created:
        return
    public = Listing.objects.filter(group=instance, closed_at=None, audience=Listing.Audience.PUBLIC)
    listings = list(public.select_related("group").order_by("pk"))
    if not listings:
        return
    writing.remake(SOURCE, [str(one.pk) for one in listings])
    if "verification" in (update_fields or ()):
        for one in listings:
            if one.is_open(timezone.localdate()):
                following.owe_news(one)
