"""A page whose address is ASCII, whoever makes it: an editor, a command, a copy, an import (decision 0049)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.admin.panels import TitleFieldPanel
from wagtail.models import Page

from pages.addresses.forms import AddressedCopyForm
from pages.addresses.making import kind_of, new_slug


class TitlePanel(TitleFieldPanel):
    """Does not fill in the address while the title is typed: a browser knows no readings and would write 「3」."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_attrs(self) -> dict[str, Any]:
            placeholder = self.get_placeholder()
            return {"placeholder": placeholder} if placeholder else {}


class AddressedPage:
    """Goes before ``Page`` in a page type.

    Law: a page that is saved anew has an ASCII slug; one that has an older slug keeps it until somebody changes it.
    """

    pk: Any
    slug: str
    title: str
    path: str
    copy_form_class = AddressedCopyForm

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._settle_address()
        super().full_clean(*args, **kwargs)  # type: ignore[misc]

    def minimal_clean(self) -> None:
        self._settle_address()
        super().minimal_clean()  # type: ignore[misc]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> Any:
        """Copies of whole branches are saved unchecked, so it is not enough to look while checking."""
        if update_fields is None or "slug" in update_fields:
            self._settle_address()
        return super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[misc]

    def _settle_address(self) -> None:
        """No query where the slug is right; a page without a place yet is looked at when it gets one."""
        if (self.slug and self.slug.isascii()) or not self.path:
            return
        stored = Page.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        parent = None if stored else self.get_parent()  # type: ignore[attr-defined]
        if stored:
            self.slug = stored
        elif parent is not None:
            self.slug = new_slug(self.title, kind=kind_of(type(self)), parent=parent)  # type: ignore[arg-type]


CONTENT_PANELS = [TitlePanel("title")]
