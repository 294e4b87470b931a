"""Which collection of pictures and documents belongs to which hub, and which one is there for all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HubCollection(models.Model):
    hub = models.OneToOneField("hubs.Hub", on_delete=models.PROTECT, related_name="files", verbose_name=_("hub"))
    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="+", verbose_name=_("collection of files")
    )

    class Meta:
        verbose_name = _("collection of a hub")
        verbose_name_plural = _("collections of hubs")

    def __str__(self) -> str:
        return str(self.collection)


class SharedCollection(models.Model):
    """Kept by the editor-in-chief; every editor chooses from it."""

    collection = models.OneToOneField(
        "wagtailcore.Collection", on_delete=models.PROTECT, related_name="+", verbose_name=_("collection of files")
    )

    class Meta:
        verbose_name = _("collection for every hub")
        verbose_name_plural = _("collections for every hub")

    def __str__(self) -> str:
        return str(self.collection)
