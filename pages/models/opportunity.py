"""A call for volunteers (ボランティア募集): of somebody else, or of the ward with a form to apply."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from pages import call_facts
from pages.models.content import IN_A_SITE, ContentPage, PlacedPage
from workflows.programmes.models import Call
from workflows.programmes.standing import standing


class OpportunityPage(PlacedPage):
    page_description = _("What helpers are wanted for, and until when.")
    role = models.CharField(_("role"), max_length=80)
    places = models.CharField(_("number wanted"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=120, blank=True)
    conditions = models.CharField(pgettext_lazy("opportunity", "conditions"), max_length=200, blank=True)
    reward = models.CharField(_("reward and insurance"), max_length=160, blank=True)
    how_to_apply = models.CharField(_("how to apply"), max_length=200, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=160, blank=True)
    call = models.ForeignKey(
        "programmes.Call",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opportunities",
        verbose_name=_("call"),
        help_text=_(
            "If people apply here: its facts are shown, and the way to the form. What is written below adds to it."
        ),
    )
    closes_on = models.DateField(_("last day"), null=True, blank=True, db_index=True)

    content_panels = [
        *ContentPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("call"),
                FieldPanel("role"),
                FieldPanel("places"),
                FieldPanel("period"),
                FieldPanel("conditions"),
                FieldPanel("reward"),
                FieldPanel("how_to_apply"),
                FieldPanel("contact"),
                FieldPanel("closes_on"),
            ],
            heading=_("Facts"),
        ),
        PlacedPage.placement_panel,
    ]
    parent_page_types = IN_A_SITE
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("volunteer opportunity")
        verbose_name_plural = _("volunteer opportunities")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Two queries more where a published call stands behind it: the call, and its facts."""
        is_over = self.closes_on is not None and self.closes_on < timezone.localdate()
        found = super().get_context(request, *args, **kwargs) | {"is_over": is_over}
        call = Call.objects.select_related("programme").filter(pk=self.call_id, is_published=True).first()
        if self.call_id is None or call is None:
            return found
        phase = standing(call, at=timezone.now())
        return found | {
            "call": call,
            "standing": phase,
            "facts": call_facts.facts_of(call),
            "is_over": is_over or not (phase.takes_applications or phase.phase == "not_yet"),
        }
