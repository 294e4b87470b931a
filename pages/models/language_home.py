"""The front page of the site in another language: what there is in it, and where the Japanese site is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.core import languages
from pages import entries, placement, thumbnails
from pages.blocks import BodyField
from pages.models.language_hub import TRANSLATED
from pages.models.restrictions import RestrictedByPath
from pages.proofreading.forms import CheckedPageForm

ON_HOME = {"news": 6, "events": 6}
PLAIN = ("SectionPage", "StandardPage", "FaqPage", "ContactPage")


class LanguageHomePage(RestrictedByPath, Page):
    """A translation of the ward's home; its ``slug`` is the language's code. Made by set_up_sites alone."""

    base_form_class = CheckedPageForm
    is_creatable = False
    routing_joins: ClassVar[tuple[str, ...]] = ()

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul", "ol"])
    body = BodyField(blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = []
    subpage_types = ["pages.LanguageHubPage", *TRANSLATED]

    class Meta:
        verbose_name = _("front page in another language")
        verbose_name_plural = _("front pages in other languages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query for all lists, and one for their pictures."""
        at = timezone.now()
        rows = [entries.rows(kind, entries.of_ward(kind, at=at)[:most], at=at) for kind, most in ON_HOME.items()]
        below = placement.listed(Page.objects.child_of(self)).select_related(None)
        hubs = entries.named("hubs", below.filter(content_type__model="languagehubpage"))
        plain = entries.plain(below.filter(content_type__model__in=[name.lower() for name in PLAIN]))
        lists = entries.read_rows([*rows, hubs, plain], request)
        return super().get_context(request, *args, **kwargs) | {
            "lists": lists,
            "pictures": thumbnails.pictures(entry for found in lists.values() for entry in found),
            "language_name": languages.names().get(self.slug, self.title),
        }
