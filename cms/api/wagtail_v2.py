"""Wagtail's API v2 at ``/api/v2/``, read only, for clients that exist: what everybody may read, nothing else.

Its answers are Wagtail's own; ours at ``/api/v1/`` tells more. Left out are Wagtail's search (it finds no Japanese
words), titles and originals of pictures (readers never see either), and tags, which are the editors' own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast
from rest_framework.fields import Field
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    FieldsFilter,
    LocaleFilter,
    OrderingFilter,
)
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import get_restricted_collection_ids
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex

from cms.api.v1.content.public_pages import public, root_of
from cms.api.v1.content.texts import absolute
from media import responsive
from media.models import WardDocument, WardImage

KNOWN = frozenset({"limit", "offset", "fields", "order", "format", "_"})


class ReadOnly:
    """Nobody is signed in here, whatever the request carries."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []
    renderer_classes: ClassVar[list[Any]] = [JSONRenderer]


class PublicPages(ReadOnly, PagesAPIViewSet):
    filter_backends: ClassVar[list[Any]] = [
        FieldsFilter, ChildOfFilter, AncestorOfFilter, DescendantOfFilter, OrderingFilter, LocaleFilter,
    ]  # fmt: skip
    known_query_parameters = KNOWN | {"type", "child_of", "ancestor_of", "descendant_of", "locale"}
    find_query_parameters = frozenset({"id", "html_path"})

    def get_base_queryset(self) -> QuerySet[Page]:
        return Page.objects.filter(pk__in=public(root_of(self.request)).values("pk")).order_by("id")


def on_public_pages(request: Any, model: Any) -> QuerySet[Any]:
    """Files that stand on a page that everybody may read, in a collection that is open to everybody."""
    used = ReferenceIndex.objects.filter(
        base_content_type=ReferenceIndex._get_base_content_type(Page),
        to_content_type=ReferenceIndex._get_base_content_type(model),
    )
    used = used.alias(page=Cast("object_id", BigIntegerField())).filter(page__in=public(root_of(request)).values("pk"))
    wanted = used.annotate(file=Cast("to_object_id", BigIntegerField())).values("file")
    found = model.objects.filter(pk__in=wanted).exclude(collection__in=get_restricted_collection_ids(request))
    return found.order_by("id")


class PlainUrl(Field):
    """The JPEG or PNG that every browser shows; originals are handed to nobody."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, image: Any) -> str | None:
        several = responsive.existing(image, responsive.WHOLE).get(responsive.plain_format(image), [])
        return absolute(several[-1].url) if several else None


class PictureSerializer(BaseSerializer):
    download_url = PlainUrl(read_only=True)


class PublicImages(ReadOnly, ImagesAPIViewSet):
    base_serializer_class = PictureSerializer
    filter_backends: ClassVar[list[Any]] = [FieldsFilter, OrderingFilter]
    known_query_parameters = KNOWN
    body_fields: ClassVar[list[str]] = ["id", "description", "credit", "width", "height"]
    meta_fields: ClassVar[list[str]] = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields: ClassVar[list[str]] = [
        *BaseAPIViewSet.listing_default_fields, "description", "download_url",
    ]  # fmt: skip
    nested_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.nested_default_fields, "download_url"]
    model = WardImage

    def get_queryset(self) -> QuerySet[WardImage]:
        return on_public_pages(self.request, WardImage).prefetch_related("renditions")


class PublicDocuments(ReadOnly, DocumentsAPIViewSet):
    base_serializer_class = DocumentSerializer
    filter_backends: ClassVar[list[Any]] = [FieldsFilter, OrderingFilter]
    known_query_parameters = KNOWN
    body_fields: ClassVar[list[str]] = ["id", "title", "description"]
    meta_fields: ClassVar[list[str]] = [*BaseAPIViewSet.meta_fields, "download_url"]
    listing_default_fields: ClassVar[list[str]] = [*BaseAPIViewSet.listing_default_fields, "title", "download_url"]
    model = WardDocument

    def get_queryset(self) -> QuerySet[WardDocument]:
        return on_public_pages(self.request, WardDocument)


router = WagtailAPIRouter("wagtail_v2")
router.register_endpoint("pages", PublicPages)
router.register_endpoint("images", PublicImages)
router.register_endpoint("documents", PublicDocuments)
