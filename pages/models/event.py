"""An event (催し) with its dates, its place and who holds it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from pages.models.content import ContentPage, PlacedPage


class EventPage(PlacedPage):
    """Written once, shown at every hub that it names. A series has several dates; each may be called off alone."""

    # What calendars know the event by, whatever happens to its address; ``calendar_sequence`` grows with each change.
    calendar_uid = models.UUIDField(default=uuid.uuid4, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    venue_hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("at the hub")
    )
    venue = models.CharField(_("name of the place"), max_length=120, blank=True)
    venue_address = models.CharField(_("address of the place"), max_length=160, blank=True)
    online_url = models.URLField(_("address for taking part online"), blank=True)
    audience = models.CharField(_("who can come"), max_length=120, blank=True)
    capacity = models.CharField(_("number of places"), max_length=120, blank=True, help_text=_("e.g. 先着30名"))
    fee = models.CharField(_("cost"), max_length=120, blank=True)
    sign_up = models.CharField(_("how to sign up"), max_length=200, blank=True)
    organiser_group = models.ForeignKey(
        "people.CommunityGroup",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("group that holds it"),
    )
    organiser = models.CharField(_("who holds it, if no registered group"), max_length=120, blank=True)
    contact = models.CharField(_("whom to ask"), max_length=160, blank=True)
    is_cancelled = models.BooleanField(_("called off"), default=False)

    content_panels = [
        *ContentPage.content_panels[:2],
        InlinePanel("dates", heading=_("Dates"), label=_("date"), min_num=1),
        MultiFieldPanel(
            [FieldPanel("venue_hub"), FieldPanel("venue"), FieldPanel("venue_address"), FieldPanel("online_url")],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("capacity"), FieldPanel("fee"), FieldPanel("sign_up")],
            heading=_("Taking part"),
        ),
        MultiFieldPanel(
            [FieldPanel("organiser_group"), FieldPanel("organiser"), FieldPanel("contact")], heading=_("Organiser")
        ),
        FieldPanel("is_cancelled"),
        *ContentPage.content_panels[2:],
        PlacedPage.placement_panel,
    ]
    parent_page_types = ["pages.SectionPage", "pages.HubPage", "pages.WardHomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")


class EventDate(Orderable):
    """One date of the event, in JST on screen. Without a time (``all_day``) only the days of both ends count."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("until"))
    all_day = models.BooleanField(_("whole day"), default=False)
    is_cancelled = models.BooleanField(_("this date is called off"), default=False)
    note = models.CharField(_("note on this date"), max_length=120, blank=True)

    panels = [
        FieldPanel("starts_at"),
        FieldPanel("ends_at"),
        FieldPanel("all_day"),
        FieldPanel("is_cancelled"),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(name="event_date_in_order", condition=models.Q(ends_at__gte=models.F("starts_at")))
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        super().clean()
        begins: datetime | None = self.starts_at
        if begins and self.ends_at and self.ends_at < begins:
            raise ValidationError({"ends_at": _("The end is before the start.")})
