"""Areas of the ward and the 丁目 that make them up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.hubs.place_names import place_key


class Area(models.Model):
    """A part of the ward on one of four layers; a set of 丁目."""

    class Layer(models.IntegerChoices):
        NEIGHBOURHOOD = 1, _("neighbourhood")
        NETWORK = 2, _("network of neighbourhoods")
        SERVICE = 3, _("service district")
        WARD = 4, _("whole ward")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(pgettext_lazy("place", "name"), max_length=80)
    layer = models.PositiveSmallIntegerField(_("layer"), choices=Layer.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    class Meta:
        ordering = ["layer", "code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name


class Chome(models.Model):
    """One 丁目, or a 町 that has none (``number`` 0). The search columns follow the names on every save."""

    town = models.CharField(_("town"), max_length=40)
    town_kana = models.CharField(_("town in kana"), max_length=60)
    number = models.PositiveSmallIntegerField(_("丁目"), default=0)
    search_key = models.CharField(max_length=80, db_index=True, editable=False)
    search_kana = models.CharField(max_length=80, db_index=True, editable=False)
    areas = models.ManyToManyField(Area, related_name="chome", blank=True, verbose_name=_("areas"))

    class Meta:
        ordering = ["town_kana", "number"]
        constraints = [models.UniqueConstraint(fields=["town", "number"], name="chome_once")]
        verbose_name = _("丁目")
        verbose_name_plural = _("丁目")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = place_key(self.town)
        self.search_kana = place_key(self.town_kana)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.town}{self.number}丁目" if self.number else self.town
