"""Staff bring a need and an offer together. Neither side learns how to reach the other before both have agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SIDES = ("need", "offer")


class Introduction(models.Model):
    """``<side>_at``: that side's consent, with the name and the way to be reached that it wants to be told.

    ``connected_at``: both consents are there. A consent that is taken back empties its columns.
    """

    class Outcome(models.TextChoices):
        OPEN = "", pgettext_lazy("introduction", "under way")
        MET = "met", pgettext_lazy("introduction", "They met")
        AGREED = "agreed", pgettext_lazy("introduction", "They agreed to work together")
        NOT = "not", pgettext_lazy("introduction", "Nothing came of it")

    need = models.ForeignKey("exchange.Listing", on_delete=models.PROTECT, related_name="introductions_of_need")
    offer = models.ForeignKey("exchange.Listing", on_delete=models.PROTECT, related_name="introductions_of_offer")
    message = models.TextField(_("message to both sides"))
    introduced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    introduced_at = models.DateTimeField(default=timezone.now)
    need_at = models.DateTimeField(null=True, blank=True)
    need_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    need_name = models.CharField(max_length=80, blank=True)
    need_reach = models.CharField(max_length=200, blank=True)
    offer_at = models.DateTimeField(null=True, blank=True)
    offer_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offer_name = models.CharField(max_length=80, blank=True)
    offer_reach = models.CharField(max_length=200, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-introduced_at", "-id"]
        verbose_name = pgettext_lazy("exchange", "introduction")
        verbose_name_plural = _("introductions")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"], condition=Q(closed_at__isnull=True), name="introduction_once_at_a_time"
            ),
            models.CheckConstraint(
                name="introduction_connects_with_both_consents",
                condition=Q(connected_at__isnull=True) | Q(need_at__isnull=False, offer_at__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_closes_with_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    def groups(self) -> dict[str, int]:
        """Side → the id of its group."""
        return {"need": self.need.group_id, "offer": self.offer.group_id}

    def sides_of(self, group: int) -> list[str]:
        return [side for side, whose in self.groups().items() if whose == group]

    def has_consent(self, side: str) -> bool:
        return getattr(self, f"{side}_at") is not None
