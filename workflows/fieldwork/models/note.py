"""What staff of a hub heard in the field, and who is to be told what came of it."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_HEARD = 4000


class FieldNote(models.Model):
    """One note. ``key`` is made where the note is written, so that sending it again makes no second one."""

    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="field_notes", verbose_name=_("hub"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="field_notes")
    key = models.UUIDField(editable=False)
    chome = models.ForeignKey("hubs.Chome", on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    met = models.CharField(_("who was met"), max_length=200, blank=True)
    heard = models.TextField(_("what was heard"), max_length=LONGEST_HEARD)
    photo = models.OneToOneField(
        "kizuna_media.PrivateFile", null=True, blank=True, on_delete=models.PROTECT, related_name="field_note"
    )
    is_private = models.BooleanField(_("private"), default=False)
    written_at = models.DateTimeField(_("written"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    issue = models.ForeignKey("fieldwork.Issue", null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    erased_at = models.DateTimeField(_("content erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("field note")
        verbose_name_plural = _("field notes")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["hub", "-written_at", "-id"], name="field_note_of_hub")]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="field_note_once_per_author_and_key"),
            models.CheckConstraint(
                name="field_note_erased_is_empty",
                condition=Q(erased_at__isnull=True) | Q(met="", heard=""),
            ),
        ]

    def __str__(self) -> str:
        return f"field note {self.pk}"


class Informant(models.Model):
    """Somebody who told of it: how to reach them, whether they wish to hear, and how they were told."""

    class How(models.TextChoices):
        VISIT = "visit", pgettext_lazy("telling", "in person")
        PHONE = "phone", pgettext_lazy("telling", "by telephone")
        MAIL = "mail", pgettext_lazy("telling", "by e-mail")
        LETTER = "letter", pgettext_lazy("telling", "by letter")

    note = models.ForeignKey(FieldNote, on_delete=models.CASCADE, related_name="informants")
    name = models.CharField(pgettext_lazy("informant", "name"), max_length=80)
    reach = models.CharField(_("how to reach them"), max_length=160, blank=True)
    wishes = models.BooleanField(_("wishes to hear of the result"), default=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)
    told_how = models.CharField(_("told how"), max_length=8, choices=How.choices, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(_("not wanted since"), null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("informant")
        verbose_name_plural = _("informants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="informant_told_by_somebody_somehow",
                condition=Q(told_at__isnull=True, told_by__isnull=True, told_how="")
                | (Q(told_at__isnull=False, told_by__isnull=False) & ~Q(told_how="")),
            ),
            models.CheckConstraint(
                name="informant_told_or_declined", condition=Q(told_at__isnull=True) | Q(declined_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"informant {self.pk}"

    @property
    def waits(self) -> bool:
        """Wishes to hear, can be reached, and has not been told."""
        return bool(self.wishes and self.reach and self.told_at is None and self.declined_at is None)


def _new_key() -> str:
    return secrets.token_urlsafe(32)


class PhoneKey(models.Model):
    """With this key one account's waiting notes are locked on a phone; ``id`` names the account there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, default=_new_key, editable=False)

    class Meta:
        verbose_name = _("key of waiting notes")
        verbose_name_plural = _("keys of waiting notes")

    def __str__(self) -> str:
        return f"phone key {self.pk}"
