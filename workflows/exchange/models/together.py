"""Which two groups have met or worked together, and where that is known from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Together(models.Model):
    """A fact about a pair of groups. Any room may ``note`` one, with its own ``source`` and a ``ref`` of its record."""

    class How(models.TextChoices):
        MET = "met", _("have met")
        AGREED = "agreed", _("agreed to work together")
        WORKED = "worked", _("have worked together")

    one = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("people.CommunityGroup", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=6, choices=How.choices)
    on = models.DateField()
    source = models.SlugField(max_length=20)
    ref = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "ref", "one", "other"], name="together_once_per_source"),
            models.CheckConstraint(name="together_pair_in_order", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.how}, {self.source} {self.ref}"

    @classmethod
    def note(cls, *, groups: tuple[int, int], how: str, on: date, source: str, ref: str) -> None:
        """The pair is on record under ``ref`` as it is now; the same ref again changes it."""
        one, other = sorted(groups)
        row: dict[str, Any] = {"one_id": one, "other_id": other, "source": source, "ref": ref}
        cls.objects.update_or_create(**row, defaults={"how": how, "on": on})
