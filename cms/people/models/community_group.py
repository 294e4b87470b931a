"""A community group (団体), who speaks for it, and who is invited to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CommunityGroup(models.Model):
    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood association")
        NPO = "npo", _("NPO")
        COMMITTEE = "committee", _("executive committee")
        SHOPS = "shops", _("shopping street association")
        CHILDREN = "children", _("youth or parents' group")
        ELDERLY = "elderly", _("senior citizens' club")
        OTHER = "other", _("other group")

    class Verification(models.TextChoices):
        UNVERIFIED = "unverified", _("not verified yet")
        VERIFIED = "verified", _("verified")
        REFUSED = "refused", _("not accepted")

    name = models.CharField(_("name of the group"), max_length=100)
    name_kana = models.CharField(_("reading (kana)"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="groups", verbose_name=_("hub"))
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    register_number = models.CharField(_("number in the ward's register"), max_length=40, blank=True)
    verification = models.CharField(
        _("verification"), max_length=12, choices=Verification.choices, default=Verification.UNVERIFIED
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verification_note = models.CharField(_("note on the verification"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    officers_revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    officers_changed_at = models.DateTimeField(_("officers changed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("registered at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("community group")
        verbose_name_plural = _("community groups")
        ordering = ["name_kana", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def officers_unchecked(self) -> bool:
        """True when the officers' list has changed since the hub compared the group with the register."""
        changed = self.officers_changed_at
        return changed is not None and self.verified_at is not None and changed > self.verified_at

    def use_words(self) -> str:
        return gettext("yes") if self.is_active else gettext("retired")

    def verification_words(self) -> str:
        """The state of the verification, and whether the officers have changed since, for staff."""
        words = [self.get_verification_display()]
        if self.officers_unchecked:
            words.append(gettext("officers changed since verification"))
        return "・".join(str(word) for word in words)


class Officer(models.Model):
    """Who holds an office of the group, and for which term; ``ended_at``: taken off the list, and kept.

    Who represents the group stands first: a successor takes the ``place`` of the row they follow (else: the id).
    """

    group = models.ForeignKey(CommunityGroup, on_delete=models.CASCADE, related_name="officers")
    title = models.CharField(_("office held"), max_length=40)
    name = models.CharField(_("full name"), max_length=80)
    name_kana = models.CharField(_("reading (kana)"), max_length=120, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    place = models.BigIntegerField(null=True, blank=True, editable=False)
    earlier = models.JSONField(default=list, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="officer_term_in_order",
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"


class GroupMembership(models.Model):
    """An account that acts for the group while ``ended_at`` is empty."""

    class Right(models.TextChoices):
        MANAGER = "manager", _("acts and invites")
        MEMBER = "member", _("acts")

    group = models.ForeignKey(CommunityGroup, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    right = models.CharField(max_length=8, choices=Right.choices, default=Right.MEMBER)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=models.Q(ended_at__isnull=True), name="membership_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.group_id}"


class GroupInvitation(models.Model):
    """A link sent by e-mail; the token is stored hashed and works once. With a ``reason``: sent by the hub."""

    group = models.ForeignKey(CommunityGroup, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    right = models.CharField(max_length=8, choices=GroupMembership.Right.choices, default="member")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"invitation {self.pk} to group {self.group_id}"
