"""The promise of money that a granted case makes against a budget."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Grant(models.Model):
    """One per granted case; the sum of a budget's grants equals its ``committed_yen``."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="grant")
    budget = models.ForeignKey("programmes.Budget", on_delete=models.PROTECT, related_name="grants")
    amount_yen = models.PositiveIntegerField()
    granted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.amount_yen}"
