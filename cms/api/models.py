"""Keys of the API, answers that are given again to a request that is sent again, and when open data last changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from cms.api.keys.scopes import Scope


class State(models.TextChoices):
    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")
    ENDED = "ended", _("ended with the sign-in data of its person")


class ApiKey(models.Model):
    """``beginning`` lets its person recognise it; of the rest only a digest is kept.

    ``seal`` is that of its person's sessions when it was issued: what ends every session (a new password, signing
    out everywhere, a reset second factor, deactivation) ends the key.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("person")
    )
    name = models.CharField(_("what it is used for"), max_length=80)
    scopes = models.JSONField(_("allowed"), default=list)
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("hub")
    )
    beginning = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64, default="", editable=False)
    second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("issued"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("key of the API")
        verbose_name_plural = _("keys of the API")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    def is_sealed_by(self, user: Any) -> bool:
        """Whether a session that was opened when the key was issued would still be accepted."""
        known = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
        return any(constant_time_compare(self.seal, one) for one in known)

    @property
    def state(self) -> State:
        """Needs ``user`` to be loaded with the row."""
        if self.revoked_at is not None:
            return State.REVOKED
        if self.expires_at <= timezone.now():
            return State.EXPIRED
        return State.VALID if self.user.is_active and self.is_sealed_by(self.user) else State.ENDED

    @property
    def is_valid(self) -> bool:
        return self.state == State.VALID

    @property
    def scope_words(self) -> list[str]:
        """What it is allowed, in the order in which it is offered."""
        return [str(one.label) for one in Scope if one.value in self.scopes]


class GivenAnswer(models.Model):
    """What was answered to a request with an Idempotency-Key; kept in the transaction of its effect."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text="digest of method, address and body")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict, help_text="numbers and addresses only, nothing that was written by a person")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="given_answer_created")]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="given_answer_once_per_person_and_key")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class OpenDataState(models.Model):
    """When a set of the open data last changed, as a job finds by its digest (``v1.content.open_changes``).

    ``since``: the first day whose events the digest has, so that what only grew old is no change.
    """

    name = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64)
    since = models.DateField()
    first_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
