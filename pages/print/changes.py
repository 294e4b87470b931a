"""What makes the paper of an issue old: the issue, an article of it, or an event of its days was published or gone."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from media.services import discard_file
from pages.models import ArticlePage, EventPage, IssueEntry, IssuePage, IssuePrint
from pages.print import making


@receiver(page_published, dispatch_uid="pages.print.published")
@receiver(page_unpublished, dispatch_uid="pages.print.unpublished")
def ask(instance: Page, **_kwargs: Any) -> None:
    """Also when a page goes: what is printed may no longer show it."""
    live = IssuePage.objects.filter(live=True)
    if isinstance(instance, IssuePage):
        found = live.filter(pk=instance.pk)
    elif isinstance(instance, ArticlePage):
        found = live.filter(pk__in=IssueEntry.objects.filter(article_id=instance.pk).values("issue"))
    elif isinstance(instance, EventPage):
        # What is over stays as it was printed.
        found = live.filter(events_until__gte=timezone.localdate())
    else:
        return
    making.ask(found.values_list("pk", flat=True))


@receiver(post_delete, sender=IssuePrint, dispatch_uid="pages.print.deleted")
def throw_away(instance: IssuePrint, **_kwargs: Any) -> None:
    if instance.file is not None:
        discard_file(instance.file)
