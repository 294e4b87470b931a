"""Hubs and the history of their status."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.hubs.models.area import Area


class Hub(models.Model):
    """A neighbourhood hub (地域活動支援拠点). Its status changes through ``services.set_status`` only."""

    class Status(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("hub status", "preparing")
        MODEL = "model", pgettext_lazy("hub status", "model")
        ACTIVE = "active", pgettext_lazy("hub status", "active")
        CLOSED = "closed", pgettext_lazy("hub status", "closed")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(pgettext_lazy("place", "name"), max_length=80)
    name_kana = models.CharField(_("name in kana"), max_length=120, blank=True)
    office_title = models.CharField(_("title of the office"), max_length=80, blank=True)
    address = models.CharField(pgettext_lazy("place", "address"), max_length=160, blank=True)
    hours = models.CharField(_("opening hours"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="hubs", verbose_name=_("area")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.PREPARING)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")

    def __str__(self) -> str:
        return self.name


class HubStatusChange(models.Model):
    """History of a hub's status; the newest row agrees with the hub. Without an actor: a load from files."""

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="status_changes", verbose_name=_("hub"))
    status = models.CharField(_("status"), max_length=12, choices=Hub.Status.choices)
    at = models.DateTimeField(_("changed at"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change of a hub's status")
        verbose_name_plural = _("changes of hubs' status")

    def __str__(self) -> str:
        return f"{self.hub} {self.get_status_display()}"
