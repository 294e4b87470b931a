"""A page at which the rights from above end: what lies there is written by those named there, and by the ward."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BranchStop(models.Model):
    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="branch_stop")
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("end of inherited rights")
        verbose_name_plural = _("ends of inherited rights")

    def __str__(self) -> str:
        return str(self.page)
