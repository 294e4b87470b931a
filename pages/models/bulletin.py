"""A bulletin (地域情報誌), its issues, and the order of the articles in each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from pages.models.article import ArticlePage
from pages.models.content import ContentPage


class BulletinPage(ContentPage):
    """The bulletin of a hub or of the ward; below it lie its issues and articles."""

    frequency = models.CharField(_("how often it appears"), max_length=80, blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("frequency")]
    parent_page_types = ["pages.HubPage", "pages.WardHomePage"]
    subpage_types = ["pages.IssuePage", "pages.ArticlePage"]

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")


class IssuePage(ContentPage):
    """One issue: an ordered choice of articles, whoever wrote them and wherever they lie."""

    number = models.PositiveIntegerField(_("number of the issue"))
    issued_on = models.DateField(_("date of issue"), db_index=True)
    events_from = models.DateField(
        _("list events from"), null=True, blank=True, help_text=_("Empty: the issue has no list of events.")
    )
    events_until = models.DateField(_("list events until"), null=True, blank=True)

    content_panels = [
        *ContentPage.content_panels[:1],
        FieldPanel("number"),
        FieldPanel("issued_on"),
        *ContentPage.content_panels[1:],
        InlinePanel("entries", heading=_("Articles in their order"), label=_("article")),
        FieldPanel("events_from"),
        FieldPanel("events_until"),
    ]
    parent_page_types: ClassVar[list[str]] = ["pages.BulletinPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")


class IssueEntry(Orderable):
    """An article at its place in an issue. Only live articles are shown."""

    issue = ParentalKey(IssuePage, on_delete=models.CASCADE, related_name="entries")
    article = models.ForeignKey(
        ArticlePage, on_delete=models.CASCADE, related_name="entries", verbose_name=_("article")
    )
    column = models.CharField(_("column"), max_length=40, blank=True, help_text=_("e.g. 特集, 町会だより"))

    panels = [FieldPanel("column"), FieldPanel("article")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["issue", "article"], name="article_once_in_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.article_id}"
