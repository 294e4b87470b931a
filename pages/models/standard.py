"""A plain page: privacy, how to, about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pages.models.content import ContentPage


class StandardPage(ContentPage):
    page_description = _("Stays for a long time: how to use the hub, about us.")
    parent_page_types = [
        "pages.WardHomePage",
        "pages.HubPage",
        "pages.SectionPage",
        "pages.LanguageHomePage",
        "pages.LanguageHubPage",
    ]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
