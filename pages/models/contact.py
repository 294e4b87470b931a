"""How to reach the hub, or the ward's desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pages.models.content import IN_A_SITE, ContentPage


class ContactPage(ContentPage):
    """Below a hub it shows the hub's row, else the ward's desk; both stay up to date by themselves."""

    page_description = _("Telephone, address and way to the hub.")
    parent_page_types = IN_A_SITE
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("contact page")
        verbose_name_plural = _("contact pages")
