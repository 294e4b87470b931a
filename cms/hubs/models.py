"""Hubs, the areas that they serve, and the 丁目 that make up an area. All of it is data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Ward(models.Model):
    """The ward itself: its name, its general desk and its mark in official numbers. One row."""

    name = models.CharField(_("name"), max_length=40)
    mayor_title = models.CharField(_("title of the mayor"), max_length=40, blank=True)
    mayor_name = models.CharField(_("name of the mayor"), max_length=60, blank=True)
    desk_name = models.CharField(_("general desk"), max_length=80)
    desk_phone = models.CharField(_("telephone of the desk"), max_length=40)
    desk_address = models.CharField(_("address of the desk"), max_length=120)
    desk_email = models.EmailField(_("e-mail of the desk"), blank=True)
    desk_hours = models.CharField(_("hours of the desk"), max_length=120, blank=True)
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A part of the ward on one of four layers; a set of 丁目."""

    class Layer(models.IntegerChoices):
        NEIGHBOURHOOD = 1, _("neighbourhood")
        NETWORK = 2, _("network of neighbourhoods")
        SERVICE = 3, _("service district")
        WARD = 4, _("whole ward")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    layer = models.PositiveSmallIntegerField(_("layer"), choices=Layer.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    class Meta:
        ordering = ["layer", "code"]

    def __str__(self) -> str:
        return self.name


class Chome(models.Model):
    """One 丁目, or a 町 that has none (``number`` 0)."""

    town = models.CharField(_("town"), max_length=40)
    town_kana = models.CharField(_("town in kana"), max_length=60)
    number = models.PositiveSmallIntegerField(_("丁目"), default=0)
    search_key = models.CharField(max_length=80, db_index=True)
    search_kana = models.CharField(max_length=80, db_index=True)
    areas = models.ManyToManyField(Area, related_name="chome", blank=True)

    class Meta:
        ordering = ["town_kana", "number"]
        constraints = [models.UniqueConstraint(fields=["town", "number"], name="chome_once")]

    def __str__(self) -> str:
        return f"{self.town}{self.number}丁目" if self.number else self.town


class Hub(models.Model):
    """A neighbourhood hub (地域活動支援拠点)."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("preparing")
        MODEL = "model", _("model")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_kana = models.CharField(_("name in kana"), max_length=120, blank=True)
    office_title = models.CharField(_("title of the office"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    hours = models.CharField(_("opening hours"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="hubs")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PREPARING)
    order = models.PositiveSmallIntegerField(default=0)
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class HubStatusChange(models.Model):
    """History of a hub's status; the newest row agrees with the hub."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="status_changes")
    status = models.CharField(max_length=12, choices=Hub.Status.choices)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.hub} {self.status}"
