"""A question to the catalogue that editors keep under a name, for the pages of their hub."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.search.catalogue.query import Query, from_values


class SavedQuery(models.Model):
    """``query``: as ``Query.stored`` tells. ``hub`` empty: of the ward, for the pages of every hub."""

    name = models.CharField(_("name of the query"), max_length=80)
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="saved_queries", verbose_name=_("hub")
    )
    query = models.JSONField(_("what is listed"), default=dict)

    class Meta:
        verbose_name = _("saved query")
        verbose_name_plural = _("saved queries")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name"], name="saved_query_named_once"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(hub=None), name="saved_query_of_ward_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.asked().is_narrowed:
            raise ValidationError(_("Please choose at least one kind, hub, area, topic, state or time."))

    def asked(self, language: str = "ja") -> Query:
        return from_values(self.query, language=language)
