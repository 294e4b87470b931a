"""Search terms of persons and groups: every ending of the normalised name and reading."""

from __future__ import annotations

from django.db import models


class NameTerm(models.Model):
    """Belongs to a person or to a group, never to both; rebuilt whenever that record is saved."""

    term = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="terms")
    group = models.ForeignKey("people.CommunityGroup", null=True, on_delete=models.CASCADE, related_name="terms")

    class Meta:
        indexes = [models.Index(fields=["term"], name="name_term", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.CheckConstraint(
                name="name_term_has_one_owner",
                condition=models.Q(person__isnull=True) ^ models.Q(group__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.term
