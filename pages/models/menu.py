"""The own menu of a hub's site."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class MenuItem(Orderable):
    """One entry of the menu: a page of the site, or another address."""

    site = ParentalKey("pages.HubPage", on_delete=models.CASCADE, related_name="menu_items")
    label = models.CharField(_("label"), max_length=24, blank=True, help_text=_("Empty: the title of the page."))
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("page"),
    )
    url = models.URLField(_("or another address"), blank=True)

    panels = [FieldPanel("label"), FieldPanel("page"), FieldPanel("url")]

    def __str__(self) -> str:
        return self.label or str(self.page or self.url)

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"page": _("Please choose a page or enter an address, one of the two.")})
        if self.url and not self.label:
            raise ValidationError({"label": _("An address needs a label.")})
