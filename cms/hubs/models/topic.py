"""What content, mail and groups are about: the ward's own list of topics."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Topic(models.Model):
    """A subject that residents choose by (防災, 子育て …). One that is no longer in use stays on what carries it."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(pgettext_lazy("topic", "name"), max_length=40)
    name_kana = models.CharField(_("reading (kana)"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name
