"""What happened to a case (hash-chained) and who looked at it (plain log)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cms.audit.models import ChainedEvent, EventDetails


class CaseEvent(ChainedEvent):
    """One entry of the case's chain: who, when, what, before, after, why. Never changed."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_event_seq_once")]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.verb}"


class CaseEventDetails(EventDetails):
    event = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="details")

    def __str__(self) -> str:
        return f"details of {self.event_id}"


class CaseReading(models.Model):
    """Somebody read a case with personal data: through which door, when."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.case_id}"
