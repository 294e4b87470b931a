"""That the people of a page were told of its review date: before it, and when it was over."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ReviewWarning(models.Model):
    """One row per page, date and phase: nobody is told twice of one date."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    review_on = models.DateField()
    phase = models.CharField(max_length=10)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "review_on", "phase"], name="review_warning_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.review_on} {self.phase}"
