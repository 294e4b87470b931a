"""What a group needs, or offers to others (求める・出せる): people, a place, tools, know-how, publicity."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.people.models import CommunityGroup

EVERY_DAY = 0
# Monday first, as Python counts.
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class Listing(models.Model):
    """One need or offer. It names no person and no address: how a group is reached is told after both have agreed.

    ``weekdays``: the sum of 2 ** weekday; 0 means any day. ``from_on`` and ``until_on``: when it is wanted or to be
    had. ``expires_on``: the last day on which it is shown. ``taken_off_by``: who of the hub closed it for good.
    """

    class Side(models.TextChoices):
        NEED = "need", pgettext_lazy("exchange", "Need")
        OFFER = "offer", pgettext_lazy("exchange", "Offer")

    class Kind(models.TextChoices):
        PEOPLE = "people", _("People to help")
        PLACE = "place", _("A place")
        TOOLS = "tools", _("Tools and equipment")
        KNOW_HOW = "know_how", _("Know-how")
        PUBLICITY = "publicity", _("Publicity")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody, on the web site")
        STAFF = "staff", _("Only the staff of the hub and the ward")

    side = models.CharField(_("need or offer"), max_length=5, choices=Side.choices)
    kind = models.CharField(_("what it is about"), max_length=10, choices=Kind.choices)
    group = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="listings")
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(pgettext_lazy("listing", "description"))
    area = models.ForeignKey("hubs.Area", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    weekdays = models.PositiveSmallIntegerField(_("days of the week"), default=EVERY_DAY)
    conditions = models.TextField(_("conditions"), blank=True)
    audience = models.CharField(_("who sees it"), max_length=6, choices=Audience.choices)
    expires_on = models.DateField(_("shown until"))
    closed_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_off_reason = models.CharField(_("why it was taken off"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("need or offer")
        verbose_name_plural = _("needs and offers")
        constraints = [
            models.CheckConstraint(
                name="listing_window_in_order",
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="listing_taken_off_is_closed_with_a_reason",
                condition=Q(taken_off_by__isnull=True, taken_off_reason="")
                | (Q(taken_off_by__isnull=False, closed_at__isnull=False) & ~Q(taken_off_reason="")),
            ),
            models.CheckConstraint(name="listing_weekdays_are_seven", condition=Q(weekdays__lt=128)),
        ]
        indexes = [
            models.Index(
                fields=["kind", "side", "expires_on"], name="listing_open", condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_need(self) -> bool:
        return self.side == self.Side.NEED

    def is_open(self, on: date) -> bool:
        return self.closed_at is None and self.expires_on >= on

    @property
    def waits_for_hub(self) -> bool:
        """Nobody outside reads it as long as the hub has not verified the group."""
        return self.group.verification != CommunityGroup.Verification.VERIFIED

    @property
    def days(self) -> list[int]:
        """The weekdays that are named, Monday is 0; none means any."""
        return [day for day in range(7) if self.weekdays & 1 << day]

    def days_words(self) -> str:
        return "・".join(str(WEEKDAYS[day]) for day in self.days)

    @property
    def has_time(self) -> bool:
        return bool(self.from_on or self.until_on or self.weekdays)
