"""The field in which an editor gives a page its address, where a page is edited and where it is copied."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from pages.addresses.making import free_slug, kind_of, new_slug
from pages.addresses.slug import LONGEST, is_slug, normalised

LABEL = _("end of the address (URL)")
NOT_ALLOWED = _(
    "Use half-width small letters (a to z), figures and hyphens only, e.g. “summer-festival”. Japanese in an address"
    " becomes a long row of signs in mails and QR codes and may not open. Leave the field empty to have it made from"
    " the title."
)
TOO_LONG = _("Use at most %(longest)s characters: a long address breaks in mails and makes QR codes hard to read.")
HELP = _(
    "Half-width small letters, figures and hyphens. Left empty, it is made from the title. After publishing it changes"
    " only if you change it here, and the old address leads to the new one."
)


class AddressField(forms.CharField):
    """``kept``: what the page has already. It may stay, whatever it is made of."""

    def __init__(self, *, kept: str = "", **kwargs: Any) -> None:
        super().__init__(**{"required": False, "label": LABEL, "help_text": HELP, **kwargs})
        self.kept = kept
        self.widget.attrs |= {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        slug = normalised(typed)
        if typed == self.kept or not slug or is_slug(slug):
            return typed if typed == self.kept else slug
        if len(slug) > LONGEST:
            raise ValidationError(TOO_LONG, code="too_long", params={"longest": LONGEST})
        raise ValidationError(NOT_ALLOWED, code="not_allowed")


class AddressedPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            kept = self.instance.slug if self.instance.pk else ""
            self.fields["slug"] = AddressField(kept=kept)

    def clean_slug(self) -> str:
        """Left empty, a published page keeps its own; before that it follows the title."""
        typed: str = self.cleaned_data["slug"]
        if typed or self.instance.first_published_at:
            return typed or self.instance.slug
        return new_slug(
            self.cleaned_data.get("title") or self.instance.title,
            kind=kind_of(type(self.instance)), parent=self.parent_page, page_id=self.instance.pk,
        )  # fmt: skip


class AddressedCopyForm(CopyForm):
    """Proposes an address that is free beside the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug, parent = self.page.slug, self.page.get_parent()
        proposed = free_slug(slug, parent=parent) if is_slug(slug) else self._made(self.page.title, parent)
        self.fields["new_slug"] = AddressField(initial=proposed)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("new_slug") == "":
            parent = cleaned.get("new_parent_page") or self.page.get_parent()
            cleaned["new_slug"] = self._made(cleaned.get("new_title") or self.page.title, parent)
        return cleaned

    def _made(self, title: str, parent: Any) -> str:
        return new_slug(title, kind=kind_of(self.page.specific_class), parent=parent)
