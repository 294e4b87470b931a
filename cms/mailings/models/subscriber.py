"""Readers of the e-mail magazine. They need no account; the address is known to be theirs before anything is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.hubs.models import Area


class SignUp(models.Model):
    """Somebody asked for the magazine at this address; nothing is sent until the address confirms it.

    ``choice`` is what was ticked (see ``magazine.choices``). Once confirmed or out of date the address goes.
    """

    address = models.CharField(max_length=254, blank=True)
    choice = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class Subscriber(models.Model):
    """One confirmed address. ``address_key`` joins every spelling of it; both are empty after erasure."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("receives mails")
        LEFT = "left", _("has unsubscribed")
        SUPPRESSED = "suppressed", _("does not arrive")

    address = models.CharField(_("E-mail address"), max_length=254, blank=True)
    address_key = models.CharField(max_length=254, unique=True, null=True, blank=True)  # noqa: DJ001  NULL is not unique
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    confirmed_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscriber_has_address",
                condition=~Q(state="confirmed") | (Q(address_key__isnull=False) & ~Q(address="")),
            ),
        ]
        indexes = [models.Index(fields=["left_at"], name="subscriber_left", condition=Q(left_at__isnull=False))]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Subscription(models.Model):
    """One thing that a reader has ticked: news of a hub or of the ward (hub empty), a layer of areas, or a topic.

    Without any layer (topic) a reader gets mails about all of them.
    """

    class Kind(models.TextChoices):
        SOURCE = "source", _("sender")
        LAYER = "layer", _("area")
        TOPIC = "topic", _("topic")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    hub = models.ForeignKey("hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    layer = models.PositiveSmallIntegerField(null=True, blank=True, choices=Area.Layer.choices)
    topic = models.ForeignKey("hubs.Topic", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subscription_names_one_thing",
                condition=Q(kind="source", layer__isnull=True, topic__isnull=True)
                | Q(kind="layer", layer__isnull=False, hub__isnull=True, topic__isnull=True)
                | Q(kind="topic", topic__isnull=False, hub__isnull=True, layer__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["subscriber"], name="subscription_ward_once", condition=Q(kind="source", hub__isnull=True)
            ),
            models.UniqueConstraint(fields=["subscriber", "hub"], name="subscription_hub_once"),
            models.UniqueConstraint(fields=["subscriber", "layer"], name="subscription_layer_once"),
            models.UniqueConstraint(fields=["subscriber", "topic"], name="subscription_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.hub_id or self.layer or self.topic_id or ''}"
