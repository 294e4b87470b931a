"""Entries follow pages, restrictions, hubs and calls at once, in the transaction of the change.

A page's row is written before its restrictions are read, and a restriction locks the rows below it before it hides
their entries: whoever comes last sees what the other one did.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup
from cms.search import writing
from pages.models import CallPage, EventDate, GroupProfilePage, HubPage
from pages.search import branches, call_source, case_study_source, document_source, page_entries, page_source, places
from workflows.ledger.models import Collaboration
from workflows.programmes.models import Call, CostKind, Programme, RequiredAttachment

# What is saved when only a draft is kept.
DRAFT_FIELDS = {
    "draft_title", "expired", "go_live_at", "has_unpublished_changes", "latest_revision", "latest_revision_created_at",
    "locked", "locked_at", "locked_by", "numchild", "scheduled_revision", "expire_at",
}  # fmt: skip


@receiver(post_save, dispatch_uid="search.page")
def page_saved(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Two statements, and one more for a type that tells of another record; more when its documents change."""
    if raw or not isinstance(instance, Page) or _is_draft(kwargs.get("update_fields")):
        return
    page = instance.specific if type(instance) is Page else instance
    around = places.around({page.path}, key=str(page.pk))
    document = page_source.document_of(page, around, fresh=True) if page.live else None
    if document is None:
        writing.remove(page_source.NAME, [str(page.pk)])
    else:
        writing.write(page_source.NAME, [document])
    shown = set(document.shows) if document and document.is_public and not document.hub_only else set()
    if changed := shown ^ around.shown_before:
        document_source.renew_named(changed)


def _is_draft(fields: Any) -> bool:
    return fields is not None and set(fields) <= DRAFT_FIELDS


@receiver([post_save, post_delete], sender=EventDate, dispatch_uid="search.event_date")
def date_saved(instance: EventDate, raw: bool = False, **_kwargs: Any) -> None:
    """One that is saved by itself; a page that is saved has told of its dates before it saves them."""
    page = instance._state.fields_cache.get("page")
    if raw or "dates" in getattr(page, "_cluster_related_objects", {}):
        return
    if Page.objects.filter(pk=instance.page_id, live=True).exists():
        page_entries.remake([str(instance.page_id)])


@receiver(post_delete, sender=Page, dispatch_uid="search.page_deleted")
def page_deleted(instance: Page, **_kwargs: Any) -> None:
    page_entries.remove([str(instance.pk)])


@receiver(post_page_move, dispatch_uid="search.page_moved")
def page_moved(instance: Page, url_path_before: str, url_path_after: str, **_kwargs: Any) -> None:
    """Its addresses change at once, and what now stands in private is hidden; the rest follows."""
    _relocate(instance, url_path_before, url_path_after)


@receiver(page_slug_changed, dispatch_uid="search.slug")
def slug_changed(instance: Page, instance_before: Page, **_kwargs: Any) -> None:
    _relocate(instance, instance_before.url_path, instance.url_path)


def _relocate(page: Page, before: str, after: str) -> None:
    with transaction.atomic():
        around = places.around({page.path})
        if around.root and before.startswith(around.root) and after.startswith(around.root):
            cut = len(around.root) - 1
            writing.readdress(page_source.NAME, before[cut:], after[cut:])
        paths = places.with_aliases([page.path])
        below = branches.below(paths)
        if around.is_private(page.path):
            page_entries.hide(below)
        branches.renew(paths, below)


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="search.restriction")
def restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    """What is behind a restriction is hidden at once, together with aliases of it; what no longer is comes back."""
    with transaction.atomic():
        paths = places.with_aliases([instance.page.path])
        below = branches.below(paths)
        if "created" in kwargs:
            page_entries.hide(below)
        branches.renew(paths, below)


@receiver(post_save, sender=Hub, dispatch_uid="search.hub")
def hub_saved(instance: Hub, raw: bool = False, **_kwargs: Any) -> None:
    """The hub's page tells its name, its reading and its address."""
    if not raw:
        pages = HubPage.objects.filter(hub=instance).values_list("pk", flat=True)
        page_entries.remake([str(pk) for pk in pages])


@receiver(post_save, sender=CommunityGroup, dispatch_uid="search.group")
def group_saved(instance: CommunityGroup, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """The profile of a group that has ended, or is refused, is found no more."""
    if not (raw or created):
        pages = GroupProfilePage.objects.filter(group=instance).values_list("pk", flat=True)
        if found := [str(pk) for pk in pages]:
            page_entries.remake(found)


@receiver(post_save, sender=Call, dispatch_uid="search.call")
def call_saved(instance: Call, raw: bool = False, **_kwargs: Any) -> None:
    """A call that is taken back is found no more, nor are its pages."""
    if not raw:
        _renew_calls([instance.pk])


@receiver(post_delete, sender=Call, dispatch_uid="search.call_deleted")
def call_deleted(instance: Call, **_kwargs: Any) -> None:
    writing.remove(call_source.NAME, [str(instance.pk)])


@receiver(post_save, sender=Collaboration, dispatch_uid="search.case_study")
def case_study_saved(instance: Collaboration, raw: bool = False, **_kwargs: Any) -> None:
    """One that is taken off is found no more. It is not changed while it is published."""
    if not raw:
        writing.remake(case_study_source.SOURCE, [str(instance.pk)])


def _renew_calls(calls: list[int]) -> None:
    writing.remake(call_source.SOURCE, [str(pk) for pk in calls])
    pages = CallPage.objects.filter(call__in=calls).values_list("pk", flat=True)
    page_entries.remake([str(pk) for pk in pages])


@receiver([post_save, post_delete], sender=Programme, dispatch_uid="search.programme")
@receiver([post_save, post_delete], sender=CostKind, dispatch_uid="search.cost_kind")
@receiver([post_save, post_delete], sender=RequiredAttachment, dispatch_uid="search.attachment")
def programme_saved(sender: type[Any], instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Its lists are saved after it, one by one: once, when all of them stand."""
    programme = instance.pk if sender is Programme else instance.programme_id
    if raw or programme is None:
        return
    renewal = Renewal(programme)
    hooks = transaction.get_connection().run_on_commit
    if not any(entry[1] == renewal for entry in hooks):
        transaction.on_commit(renewal)


class Renewal:
    """The calls of one programme; equal to another of the same programme."""

    def __init__(self, programme: int) -> None:
        self.programme = programme

    def __call__(self) -> None:
        calls = Call.objects.filter(programme=self.programme).values_list("pk", flat=True)
        _renew_calls(list(calls))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Renewal) and other.programme == self.programme

    def __hash__(self) -> int:
        return hash(self.programme)


@receiver([post_save, post_delete], sender=Site, dispatch_uid="search.site")
def site_saved(**_kwargs: Any) -> None:
    """Another root gives every page another address."""
    with transaction.atomic():
        paths = list(Page.objects.filter(depth=1).values_list("path", flat=True))
        branches.renew(paths, branches.below(paths))
