"""An event (催し) with its dates, its place and who holds it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.core.dates import JST
from pages.calendar.form import EventForm
from pages.models.content import IN_A_SITE, ContentPage, PlacedPage


class EventPage(PlacedPage):
    """Written once, shown at every hub that it names. A series has several dates; each may be called off alone."""

    page_description = _("With date, place and how to take part; stands in the calendar too.")
    base_form_class = EventForm
    routing_joins: ClassVar[tuple[str, ...]] = (*ContentPage.routing_joins, "venue_hub", "organiser_group")
    # A copy is another event: calendars must not take it for this one.
    exclude_fields_in_copy = ["calendar_uid", "calendar_sequence"]

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
        InlinePanel("dates", heading=_("Dates"), label=_("date"), min_num=1, max_num=100),
        MultiFieldPanel(
            [FieldPanel("repeat"), FieldPanel("repeat_times"), FieldPanel("repeat_until")],
            heading=_("Repeat the last date"),
            help_text=_("The dates are added to the list when you save; each can then be changed or called off alone."),
            classname="collapsed",
        ),
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
    parent_page_types = IN_A_SITE
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def with_content_json(self, content: dict[str, Any]) -> EventPage:
        """A draft never takes the calendar's numbers back to what they were when it was written."""
        page: EventPage = super().with_content_json(content)
        page.calendar_uid, page.calendar_sequence = self.calendar_uid, self.calendar_sequence
        return page

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One query more: the dates."""
        dates = sorted(self.dates.all(), key=lambda one: (one.starts_at, one.pk or 0))
        return super().get_context(request, *args, **kwargs) | {"dates": dates}

    @property
    def place(self) -> str:
        """Where it takes place, in one line."""
        return "　".join(part for part in self.place_lines if part)

    @property
    def place_lines(self) -> tuple[str, str]:
        """(name, address): the hub's own row, with what the editor adds."""
        hub = self.venue_hub
        name = "　".join(part for part in (hub.name if hub else "", self.venue) if part)
        return name, self.venue_address or (hub.address if hub else "")


class EventDate(Orderable):
    """One date of the event, in JST on screen. Without a time (``all_day``) only the days of both ends count."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("until"))
    all_day = models.BooleanField(_("whole day"), default=False)
    is_cancelled = models.BooleanField(_("this date is called off"), default=False)
    note = models.CharField(_("note on this date"), max_length=120, blank=True)

    panels = [
        FieldPanel("starts_at", heading=_("begins at")),
        FieldPanel("ends_at", heading=_("ends at")),
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
        if not begins or not self.ends_at:
            return
        if self.all_day:
            self.widen()
        if self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The end is before the start.")})
        if self.ends_at == self.starts_at:
            told = _("The end is the same as the start. If there is no end, tick “whole day”.")
            raise ValidationError({"ends_at": told})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.all_day:
            self.widen()
        super().save(*args, **kwargs)

    def widen(self) -> None:
        """A whole day lasts from its first to its last minute in Japan."""
        first, last = self.first_day, self.last_day
        self.starts_at = datetime.combine(first, time.min, tzinfo=JST)
        self.ends_at = datetime.combine(last, time(23, 59), tzinfo=JST)

    @property
    def first_day(self) -> date:
        return self.starts_at.astimezone(JST).date()

    @property
    def last_day(self) -> date:
        """The last day on which something happens: what ends at midnight ends on the day before."""
        ends = self.ends_at.astimezone(JST)
        if ends.time() == time.min and ends > self.starts_at:
            return date.fromordinal(ends.toordinal() - 1)
        return ends.date()
