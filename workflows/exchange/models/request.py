"""A visitor without an account asks a group of the directory: to join it, or to help once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupRequest(models.Model):
    """The group reads name and message once the address is confirmed, and the address once it has accepted.

    ``consented_at``: the visitor agreed to that with the request. ``group_name`` and ``group_reach``: how the visitor
    reaches the group, written with its acceptance.
    """

    class Kind(models.TextChoices):
        JOIN = "join", _("I would like to join")
        HELP = "help", _("I would like to help once")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", pgettext_lazy("request", "address not confirmed")
        WAITING = "waiting", pgettext_lazy("request", "waits for the group")
        ACCEPTED = "accepted", pgettext_lazy("request", "accepted")
        DECLINED = "declined", pgettext_lazy("request", "refused")
        EXPIRED = "expired", pgettext_lazy("request", "not answered in time")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "taken back")

    group = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254, blank=True)
    message = models.TextField()
    state = models.CharField(max_length=11, choices=State.choices, default=State.UNCONFIRMED)
    consented_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    group_name = models.CharField(max_length=80, blank=True)
    group_reach = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("request to a group")
        verbose_name_plural = _("requests to groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "address"], condition=Q(state="waiting"), name="request_once_at_a_time"
            ),
            models.CheckConstraint(
                name="request_shows_a_contact_when_accepted_only", condition=Q(state="accepted") | Q(group_reach="")
            ),
            models.CheckConstraint(
                name="request_ends_with_a_date",
                condition=Q(state__in=["unconfirmed", "waiting"], ended_at__isnull=True)
                | (~Q(state__in=["unconfirmed", "waiting"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["state", "confirmed_at"], name="request_waiting")]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
