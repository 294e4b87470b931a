"""The policy on web accessibility and the published result of each year's test (JIS X 8341-3)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages import placement
from pages.models.content import ContentPage
from pages.paths import path_of


class AccessibilityPolicyPage(ContentPage):
    """One policy for all sites: a second policy would want its own test (みんなの公共サイト運用ガイドライン)."""

    target = models.CharField(_("level aimed at"), max_length=80)
    target_day = models.DateField(_("to be reached by"), null=True, blank=True)
    exceptions = models.TextField(_("exceptions and known problems"), blank=True)

    content_panels = [
        *ContentPage.content_panels,
        MultiFieldPanel([FieldPanel("target"), FieldPanel("target_day"), FieldPanel("exceptions")], heading=_("Level")),
    ]
    parent_page_types = ["pages.WardHomePage", "pages.SectionPage"]
    subpage_types = ["pages.AccessibilityTestPage"]

    class Meta:
        verbose_name = _("accessibility policy")
        verbose_name_plural = _("accessibility policies")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the results of the tests, the newest first."""
        tests = placement.listed(AccessibilityTestPage.objects.child_of(self)).order_by("-fiscal_year", "-pk")
        found = [(test.title, path_of(test, request), test.reached) for test in tests]
        return super().get_context(request, *args, **kwargs) | {"tests": found}


class AccessibilityTestPage(ContentPage):
    """The result of one year's test."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    tested_from = models.DateField(_("tested from"))
    tested_until = models.DateField(_("tested until"))
    standard = models.CharField(_("standard"), max_length=80)
    reached = models.CharField(_("level reached"), max_length=80)
    sample = models.TextField(_("pages tested and how they were chosen"))
    tools = models.CharField(_("tools"), max_length=160, blank=True)

    content_panels = [
        *ContentPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("fiscal_year"),
                FieldPanel("tested_from"),
                FieldPanel("tested_until"),
                FieldPanel("standard"),
                FieldPanel("reached"),
                FieldPanel("sample"),
                FieldPanel("tools"),
            ],
            heading=_("Test"),
        ),
        InlinePanel("criteria", heading=_("Success criteria"), label=_("criterion")),
    ]
    parent_page_types = ["pages.AccessibilityPolicyPage", "pages.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("accessibility test")
        verbose_name_plural = _("accessibility tests")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the criteria."""
        return super().get_context(request, *args, **kwargs) | {"criteria": list(self.criteria.all())}


class TestedCriterion(Orderable):
    class Result(models.TextChoices):
        MET = "met", _("met")
        NOT_MET = "not_met", _("not met")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    page = ParentalKey(AccessibilityTestPage, on_delete=models.CASCADE, related_name="criteria")
    number = models.CharField(_("number of the criterion"), max_length=12)
    name = models.CharField(_("criterion"), max_length=80)
    level = models.CharField(_("level"), max_length=3)
    result = models.CharField(_("result"), max_length=16, choices=Result.choices)
    note = models.CharField(_("remarks"), max_length=200, blank=True)

    panels = [
        FieldPanel("number"),
        FieldPanel("name"),
        FieldPanel("level"),
        FieldPanel("result"),
        FieldPanel("note"),
    ]

    def __str__(self) -> str:
        return f"{self.number} {self.result}"
