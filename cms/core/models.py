"""Number series: the only thing of the floor that needs a table."""

from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """One counter per series and fiscal year; its row is locked while a number is taken."""

    key = models.CharField(max_length=80)
    fiscal_year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "fiscal_year"], name="number_series_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.fiscal_year}: {self.last}"
