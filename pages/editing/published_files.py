"""A picture or document that stands on a published page is replaced or deleted only by those who may publish there.

Otherwise readers would get, under an address that was approved, what nobody has approved. A writer uploads the new
file beside the old one and chooses it on the page, which is then approved as ever.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.models import Page, ReferenceIndex

from media.admin_forms import PictureForm


def published_with(file: Model) -> QuerySet[Page]:
    """The published pages on which ``file`` stands."""
    references = ReferenceIndex.get_references_to(file).filter(base_content_type__model=Page._meta.model_name)
    return Page.objects.live().filter(pk__in=[int(one) for one in references.values_list("object_id", flat=True)])


def may_replace(user: Any, file: Model) -> bool:
    """The rights on the file itself are asked elsewhere."""
    return all(page.permissions_for_user(user).can_publish() for page in published_with(file))


class StaysAsApproved:
    """Goes before a form class of files; Wagtail's views say who sends the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        form: Any = self
        replaces = form.instance.pk is not None and "file" in form.changed_data
        if replaces and self.user is not None and not may_replace(self.user, form.instance):
            told = _(
                "This file stands on a published page. Upload the new one as a further file, choose it on the page "
                "and send the page to approval."
            )
            form.add_error("file", told)
        return cleaned


class OwnPictureForm(StaysAsApproved, PictureForm):
    pass


class OwnDocumentForm(StaysAsApproved, BaseDocumentForm):
    pass
