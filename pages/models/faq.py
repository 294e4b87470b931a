"""Questions and answers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from pages.models.content import IN_A_SITE, ContentPage, PlacedPage


class FaqPage(PlacedPage):
    page_description = _("Questions with their answers.")
    content_panels = [
        *ContentPage.content_panels,
        InlinePanel("questions", heading=_("Questions"), label=_("question")),
        PlacedPage.placement_panel,
    ]
    parent_page_types = IN_A_SITE
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("questions and answers")
        verbose_name_plural = _("questions and answers")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the questions."""
        return super().get_context(request, *args, **kwargs) | {"questions": self.questions.all()}


class Question(Orderable):
    page = ParentalKey(FaqPage, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(_("question"), max_length=160)
    answer = RichTextField(_("answer"), features=["bold", "link", "document-link", "ul", "ol"])

    panels = [FieldPanel("question"), FieldPanel("answer")]

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.question
