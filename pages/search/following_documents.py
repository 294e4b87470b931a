"""Entries of documents follow files, collections, restrictions and hubs at once; for pages see ``page_entries``."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Collection, CollectionViewRestriction

from cms.search import writing
from media.models import DocumentText, WardDocument
from pages.editing.models import HubCollection
from pages.search import document_source

UNSEEN_FIELDS = {"file_hash"}


@receiver(post_save, sender=WardDocument, dispatch_uid="search.document")
def document_saved(instance: WardDocument, raw: bool = False, **kwargs: Any) -> None:
    """A replaced file is found by its old words no more, and by its new ones when the worker has read them."""
    fields = kwargs.get("update_fields")
    if not raw and (fields is None or not set(fields) <= UNSEEN_FIELDS):
        document_source.renew([instance.pk])


@receiver(post_delete, sender=WardDocument, dispatch_uid="search.document_deleted")
def document_deleted(instance: WardDocument, **_kwargs: Any) -> None:
    writing.remove(document_source.NAME, [str(instance.pk)])


@receiver(post_save, sender=DocumentText, dispatch_uid="search.document_read")
def document_read(instance: DocumentText, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        document_source.renew([instance.document_id])


@receiver([post_save, post_delete], sender=CollectionViewRestriction, dispatch_uid="search.collection_restriction")
@receiver([post_save, post_delete], sender=HubCollection, dispatch_uid="search.hub_collection")
def collection_told(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        renew_collection(instance.collection_id)


@receiver(post_save, sender=Collection, dispatch_uid="search.collection")
def collection_saved(instance: Collection, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    """Wagtail moves a collection after it has saved it, in the same transaction."""
    if not raw and not created:
        transaction.on_commit(partial(renew_collection, instance.pk))


def renew_collection(pk: int) -> None:
    """The documents of this collection and of all that lie in it."""
    path = Collection.objects.filter(pk=pk).values_list("path", flat=True).first()
    if path is not None:
        inside = WardDocument.objects.filter(Q(collection__path__startswith=path))
        document_source.renew(inside.values_list("pk", flat=True))


def after_bulk_action(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Wagtail puts many documents into another collection by one statement, which no signal tells of."""
    if objects and isinstance(objects[0], WardDocument) and action_type == "add_to_collection":
        document_source.renew(one.pk for one in objects)
