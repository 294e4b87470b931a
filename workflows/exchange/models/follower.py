"""Whoever wants the news of one group by mail. The address is known to be theirs before anything is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Follower(models.Model):
    """One address at one group. ``address_key`` joins every spelling; both are empty some time after leaving."""

    group = models.ForeignKey("people.CommunityGroup", on_delete=models.CASCADE, related_name="followers")
    address = models.CharField(max_length=254, blank=True)
    address_key = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "address_key"],
                condition=Q(confirmed_at__isnull=False, left_at__isnull=True),
                name="follower_once_per_group",
            ),
            models.CheckConstraint(
                name="follower_has_address",
                condition=Q(left_at__isnull=False) | (~Q(address="") & ~Q(address_key="")),
            ),
        ]
        indexes = [models.Index(fields=["group", "confirmed_at"], name="follower_of_group")]

    def __str__(self) -> str:
        return f"follower {self.pk}"
