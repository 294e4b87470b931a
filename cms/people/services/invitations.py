"""Invitations: a link by e-mail that works once, for its address only, for a fortnight.

The link's secret is in the mail alone; the database keeps its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.people import post
from cms.people.groups import invites_manager, manages, verifies
from cms.people.models import CommunityGroup, GroupInvitation, GroupMembership, User
from cms.people.services.fields import FieldRefused, set_fields

LIFETIME = timedelta(days=14)
MOST_OPEN = 20
Right = GroupMembership.Right


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def invite(group: CommunityGroup, *, actor: User, email: str, right: str = Right.MEMBER) -> GroupInvitation:
    """A mail with a link is on its way to ``email``; an older open invitation to it is void."""
    if not manages(actor, group):
        raise Forbidden(_("Only a manager of the group can invite people."))
    if right not in Right.values:
        raise FieldRefused("right", _("Choose what the person may do."))
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    invitation = _send(group, actor=actor, email=_address(email), right=right)
    log(group, "people.invited", user=actor, data={"invitation": invitation.pk, "right": right})
    return invitation


@transaction.atomic
def invite_manager(group: CommunityGroup, *, actor: User, email: str, reason: str) -> GroupInvitation:
    """The hub's staff open ``group`` online: whoever accepts manages it. For a group that came on paper, or lost
    its last manager."""
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    if not verifies(actor, group):
        raise Forbidden(_("A manager is invited by staff of the group's own hub who do not belong to it."))
    if not invites_manager(actor, group):
        raise CaseError(_("Check the group first: a manager is invited for a verified group in use only."))
    address = _address(email)
    if address == actor.email.lower() or EmailAddress.objects.filter(user=actor, email__iexact=address).exists():
        raise FieldRefused("email", _("You cannot invite yourself. Ask a colleague."))
    if not reason.strip():
        raise FieldRefused("reason", _("Write the reason."))
    set_fields(GroupInvitation(), ("reason",), {"reason": reason})
    invitation = _send(group, actor=actor, email=address, right=Right.MANAGER, reason=reason)
    log(group, "people.manager_invited", user=actor, data={"invitation": invitation.pk, "note": reason})
    return invitation


def _address(email: str) -> str:
    """``email`` as it is compared; FieldRefused when it is none."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise FieldRefused("email", _("Enter an e-mail address.")) from error
    return email


def still_open(group: CommunityGroup) -> QuerySet[GroupInvitation]:
    """The invitations to ``group`` whose link still works."""
    now = timezone.now()
    return group.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


def _send(group: CommunityGroup, *, actor: User, email: str, right: str, reason: str = "") -> GroupInvitation:
    """The invitation to the locked ``group`` and its mail; only a verified group's name stands in it."""
    now = timezone.now()
    still_open(group).filter(email=email).update(revoked_at=now)
    if still_open(group).count() >= MOST_OPEN:
        raise CaseError(_("There are already %(most)d open invitations. Withdraw one first.") % {"most": MOST_OPEN})
    token = secrets.token_urlsafe(32)
    invitation = GroupInvitation.objects.create(
        group=group,
        email=email,
        right=right,
        token_hash=hash_of(token),
        invited_by=actor,
        expires_at=now + LIFETIME,
        reason=reason,
    )
    post.send(
        to=email,
        template="people/invitation",
        context={
            "group": group.name if group.verification == CommunityGroup.Verification.VERIFIED else "",
            "url": settings.BASE_URL + reverse("people:accept", args=[token]),
            "expires_at": invitation.expires_at,
        },
        about=f"invitation:{invitation.pk}",
        key=f"invitation:{invitation.pk}",
    )
    return invitation


@transaction.atomic
def revoke_invitation(invitation: GroupInvitation, *, actor: User) -> GroupInvitation:
    """The link no longer works. A manager withdraws any, the hub's staff those that the hub sent."""
    invitation = GroupInvitation.objects.select_for_update().get(pk=invitation.pk)
    by_hub = bool(invitation.reason) and verifies(actor, invitation.group)
    if not by_hub and not manages(actor, invitation.group):
        raise Forbidden(_("Only a manager of the group can withdraw an invitation."))
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise CaseError(_("This invitation is no longer open."))
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    log(invitation.group, "people.invitation_revoked", user=actor, data={"invitation": invitation.pk})
    return invitation


def open_invitation(token: str, *, lock: bool = False) -> GroupInvitation:
    """The invitation of ``token`` if it can still be accepted; CaseError says why not."""
    rows = GroupInvitation.objects.select_related("group")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None or not invitation.group.is_active:
        raise CaseError(_("This invitation link is not valid. Ask for a new invitation."))
    if invitation.accepted_at is not None:
        raise CaseError(_("This invitation has already been used."))
    if invitation.revoked_at is not None:
        raise CaseError(_("This invitation has been withdrawn. Ask for a new invitation."))
    if invitation.expires_at <= timezone.now():
        raise CaseError(_("This invitation has expired. Ask for a new invitation."))
    return invitation


def is_addressed_to(invitation: GroupInvitation, user: User) -> bool:
    """True when ``user`` has proved to own the invited address."""
    return EmailAddress.objects.filter(user_id=user.pk, verified=True, email__iexact=invitation.email).exists()


@transaction.atomic
def accept_invitation(*, token: str, actor: User) -> GroupMembership:
    """``actor`` acts for the group; the link is used up."""
    invitation = open_invitation(token, lock=True)
    if not is_addressed_to(invitation, actor):
        raise Forbidden(_("This invitation was sent to another e-mail address. Sign in with that address."))
    now = timezone.now()
    invitation.accepted_at, invitation.accepted_by = now, actor
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership, created = GroupMembership.objects.get_or_create(
        group=invitation.group, user=actor, ended_at__isnull=True, defaults={"right": invitation.right}
    )
    if not created and invitation.right == Right.MANAGER and membership.right != Right.MANAGER:
        membership.right = Right.MANAGER
        membership.save(update_fields=["right"])
    log(invitation.group, "people.invitation_accepted", user=actor, data={"invitation": invitation.pk})
    return membership
