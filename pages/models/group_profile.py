"""What a community group tells about itself (団体紹介), at the group's own wish."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.people.models import CommunityGroup
from pages.models.content import ContentPage, PlacedPage


class GroupProfilePage(PlacedPage):
    """Nothing of the group's register row is shown but its name and kind: the rest is written here."""

    page_description = _("What a group does, and how to join it.")
    group = models.OneToOneField(
        "people.CommunityGroup", on_delete=models.PROTECT, related_name="profile", verbose_name=_("group")
    )
    consented_on = models.DateField(
        _("the group agreed on"), help_text=_("The day on which the group agreed to be shown on the site.")
    )
    activity = models.CharField(_("when and where it is active"), max_length=200, blank=True)
    members = models.CharField(_("number of members"), max_length=60, blank=True)
    joining = models.CharField(_("how to join"), max_length=200, blank=True)
    contact = models.CharField(_("contact that may be shown"), max_length=160, blank=True)
    website = models.URLField(_("web site of the group"), blank=True)

    routing_joins: ClassVar[tuple[str, ...]] = (*ContentPage.routing_joins, "group")

    content_panels = [
        *ContentPage.content_panels[:1],
        MultiFieldPanel([FieldPanel("group"), FieldPanel("consented_on")], heading=_("Group")),
        *ContentPage.content_panels[1:],
        MultiFieldPanel(
            [
                FieldPanel("activity"),
                FieldPanel("members"),
                FieldPanel("joining"),
                FieldPanel("contact"),
                FieldPanel("website"),
            ],
            heading=_("Facts"),
        ),
        PlacedPage.placement_panel,
    ]
    parent_page_types = ["pages.SectionPage", "pages.HubPage"]
    subpage_types: list[str] = []

    @property
    def is_of_group_in_use(self) -> bool:
        return self.group.is_active and self.group.verification != CommunityGroup.Verification.REFUSED

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """404 once the group has ended or its hub does not accept it; the profile comes back with the group."""
        if not self.is_of_group_in_use:
            raise Http404
        return super().serve(request, *args, **kwargs)

    class Meta:
        verbose_name = _("group profile")
        verbose_name_plural = _("group profiles")
