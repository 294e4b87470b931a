"""Receivers of other systems, what they are told, and every try to tell them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SHOWN_OF_ANSWER = 500


class Endpoint(models.Model):
    """A receiver: an address of another system that is told of events. Its secret is stored sealed (signing.py)."""

    class Off(models.TextChoices):
        NO = "", pgettext_lazy("webhook", "in use")
        BY_HAND = "by_hand", _("switched off by hand")
        FAILING = "failing", _("switched off after days without success")
        GONE = "gone", _("switched off: the receiver says that it is gone")

    name = models.CharField(pgettext_lazy("webhook", "name"), max_length=80, unique=True)
    url = models.CharField(pgettext_lazy("webhook", "address"), max_length=500)
    events = models.JSONField(pgettext_lazy("webhook", "events"), default=list)
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("hub")
    )
    secret = models.CharField(max_length=300)
    secret_at = models.DateTimeField(default=timezone.now)
    former_secret = models.CharField(max_length=300, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    off = models.CharField(max_length=10, choices=Off.choices, blank=True, default=Off.NO)
    off_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    success_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    silent = models.PositiveIntegerField(default=0, help_text="tries in a row that got no answer at all")
    waits_until = models.DateTimeField(null=True, blank=True, help_text="nothing is tried before, it did not answer")

    class Meta:
        verbose_name = _("receiver")
        verbose_name_plural = _("receivers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        return self.off == self.Off.NO

    def wants(self, event: str, hub: int | None, *, concerns_all: bool = False) -> bool:
        return self.active and event in self.events and (self.hub_id in (None, hub) or concerns_all)


class Event(models.Model):
    """Something that happened, once, in the bytes that every receiver is sent."""

    id = models.UUIDField(primary_key=True)
    type = models.CharField(max_length=40)
    hub = models.ForeignKey("hubs.Hub", null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """Its name to receivers, who take it once however often it comes."""
        return f"msg_{self.pk.hex}"


class Delivery(models.Model):
    """One event for one receiver. Only the item of the outbox that bears its ``turn`` may carry it on."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("webhook", "waiting")
        DELIVERED = "delivered", pgettext_lazy("webhook", "delivered")
        FAILED = "failed", pgettext_lazy("webhook", "given up")
        STOPPED = "stopped", pgettext_lazy("webhook", "not sent: the receiver was switched off")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    turn = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0, help_text="since the last order to deliver")
    sending_until = models.DateTimeField(null=True, blank=True, help_text="a worker has it in hand until then")
    next_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the last try")
    error = models.CharField(max_length=60, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["event", "endpoint"], name="delivery_once_per_endpoint")]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
            models.Index(fields=["ended_at"], name="delivery_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.endpoint_id}"

    @property
    def may_go_again(self) -> bool:
        return self.state != self.State.WAITING


class Attempt(models.Model):
    """One try: when, what came back, how long it took."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True)
    duration_ms = models.PositiveIntegerField()
    answer = models.CharField(max_length=SHOWN_OF_ANSWER, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ} {self.status or self.error}"


def is_over(moment: datetime | None, now: datetime) -> bool:
    return moment is None or moment <= now
