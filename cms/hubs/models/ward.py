"""The ward itself."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ward(models.Model):
    """The ward's name, its general desk and what its letters carry. One row."""

    name = models.CharField(pgettext_lazy("place", "name"), max_length=40)
    mayor_title = models.CharField(_("title of the mayor"), max_length=40, blank=True)
    mayor_name = models.CharField(_("name of the mayor"), max_length=60, blank=True)
    desk_name = models.CharField(_("general desk"), max_length=80)
    desk_phone = models.CharField(_("telephone of the desk"), max_length=40)
    desk_address = models.CharField(_("address of the desk"), max_length=120)
    desk_email = models.EmailField(_("e-mail of the desk"), blank=True)
    desk_hours = models.CharField(_("hours of the desk"), max_length=120, blank=True)
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ward")
        verbose_name_plural = _("ward")

    def clean(self) -> None:
        """There is one ward; a second one would answer for nobody."""
        if Ward.objects.exclude(pk=self.pk).exists():
            raise ValidationError(_("The ward is there already; change it instead of adding another."))

    def __str__(self) -> str:
        return self.name
