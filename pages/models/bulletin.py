"""A bulletin (地域情報誌), its issues, and the order of the articles in each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from pages.models.article import ArticlePage
from pages.models.content import ContentPage
from pages.paths import path_of
from pages.print.panel import PrintPanel


class BulletinPage(ContentPage):
    """The bulletin of a hub or of the ward; below it lie its issues and articles."""

    page_description = _("The home of a bulletin; its issues lie below it.")
    frequency = models.CharField(_("how often it appears"), max_length=80, blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("frequency")]
    parent_page_types = ["pages.HubPage", "pages.WardHomePage"]
    subpage_types = ["pages.IssuePage", "pages.ArticlePage"]

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the issues."""
        # Here, not above: what lists issues reads the models.
        from pages import back_numbers

        return super().get_context(request, *args, **kwargs) | back_numbers.context(self, request)


class IssuePage(ContentPage):
    """One issue: an ordered choice of articles, whoever wrote them and wherever they lie."""

    number = models.PositiveIntegerField(_("number of the issue"))
    issued_on = models.DateField(_("date of issue"), db_index=True)
    events_from = models.DateField(
        _("list events from"), null=True, blank=True, help_text=_("Empty: the issue has no list of events.")
    )
    events_until = models.DateField(_("list events until"), null=True, blank=True)

    routing_joins: ClassVar[tuple[str, ...]] = (*ContentPage.routing_joins, "print__file")
    content_panels = [
        *ContentPage.content_panels[:1],
        PrintPanel(heading=_("PDF for print")),
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

    def clean(self) -> None:
        super().clean()
        if (self.events_from is None) != (self.events_until is None):
            missing = "events_from" if self.events_from is None else "events_until"
            raise ValidationError({missing: _("Please enter both days, or none.")})
        if self.events_from and self.events_until and self.events_until < self.events_from:
            raise ValidationError({"events_until": _("This day is before the first one.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more, and one for the list of events if there is one."""
        # Here, not above: what lists issues reads the models.
        from pages import back_numbers

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        above = context["breadcrumbs"][-2:-1]
        named = {"bulletin_title": above[0][0] if above else ""}
        return context | named | back_numbers.issue_context(self, request, beside=self.beside)

    def breadcrumbs(self, request: HttpRequest, site: Any = None) -> list[tuple[str, str]]:
        """As ever; the issues beside this one come along with the pages above it, in one query."""
        # Here, not above: what lists issues reads the models.
        from pages import back_numbers

        above, self.beside = back_numbers.family(self)
        return [*((page.title, path_of(page, request)) for page in above), (self.title, "")]


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
