"""Groups: registered by a resident, verified by their hub, changed by those who manage them."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import search_key
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.groups import manages, retires, verifies
from cms.people.models import CommunityGroup, GroupMembership, Role, User
from cms.people.services.fields import FieldRefused, set_fields
from cms.people.services.persons import rebuild_terms
from cms.people.signals import group_retiring

GROUP_FIELDS = ("name", "name_kana", "kind", "hub", "postal_code", "address", "phone", "register_number")
IDENTITY = frozenset({"name", "kind", "hub", "register_number"})
Verification = CommunityGroup.Verification
# A name is printed in mails and letters: what a mail program would make a link of is no name.
NOT_IN_NAMES = ("://", "@", "www.")


def _refuse_link(name: str) -> None:
    plain = unicodedata.normalize("NFKC", name).lower()
    if any(mark in plain for mark in NOT_IN_NAMES) or len(name.splitlines()) > 1:
        message = _("Write the group's name only, in one line, without web or e-mail addresses.")
        raise FieldRefused("name", message)


def _refuse_twin(group: CommunityGroup) -> None:
    """Two accounts of one group would split it: the second person is invited instead."""
    wanted = search_key(group.name)
    others = CommunityGroup.objects.filter(hub=group.hub, is_active=True).exclude(verification=Verification.REFUSED)
    for name in others.exclude(pk=group.pk).values_list("name", flat=True):
        if search_key(name) == wanted:
            raise FieldRefused(
                "name",
                _(
                    "A group of this name is already registered at this hub. "
                    "Ask the person who registered it for an invitation, or ask the hub."
                ),
            )


@transaction.atomic
def register_group(*, actor: User, name: str, kind: str, hub: Hub, **fields: Any) -> CommunityGroup:
    """A new group, not verified yet, for which ``actor`` acts and invites."""
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if hub.status == Hub.Status.CLOSED:
        raise FieldRefused("hub", _("This hub is closed. Choose another hub."))
    group = CommunityGroup(created_by=actor)
    set_fields(group, GROUP_FIELDS, {"name": name, "kind": kind, "hub": hub, **fields})
    _refuse_link(group.name)
    _refuse_twin(group)
    group.save()
    GroupMembership.objects.create(group=group, user=actor, right=GroupMembership.Right.MANAGER)
    rebuild_terms(group)
    log(group, "people.group_registered", user=actor, data={"hub": hub.code})
    return group


@transaction.atomic
def enter_group(*, actor: User, name: str, kind: str, hub: Hub, **fields: Any) -> CommunityGroup:
    """A group that came on paper, typed in by its hub, not verified yet; no account acts for it."""
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if hub.pk not in roles_of(actor).hubs_as(Role.REVIEWER, Role.CHIEF):
        raise Forbidden(_("Only the staff of a hub put a group on its register."))
    group = CommunityGroup(created_by=actor)
    set_fields(group, GROUP_FIELDS, {"name": name, "kind": kind, "hub": hub, **fields})
    _refuse_link(group.name)
    _refuse_twin(group)
    group.save()
    rebuild_terms(group)
    log(group, "people.group_entered", user=actor, data={"hub": hub.code})
    return group


@transaction.atomic
def change_group(group: CommunityGroup, *, actor: User, **fields: Any) -> CommunityGroup:
    """``group`` has ``fields``; a change of its name, kind, hub or number must be verified anew."""
    if not manages(actor, group):
        raise Forbidden(_("Only a manager of the group can change its data."))
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    changed = set_fields(group, GROUP_FIELDS, fields)
    if not changed:
        return group
    if "name" in changed:
        _refuse_link(group.name)
    if "hub" in changed and group.hub.status == Hub.Status.CLOSED:
        raise FieldRefused("hub", _("This hub is closed. Choose another hub."))
    if not IDENTITY.isdisjoint(changed):
        _refuse_twin(group)
        group.verification = Verification.UNVERIFIED
        group.verified_by, group.verified_at, group.verification_note = None, None, ""
    group.save()
    rebuild_terms(group)
    log(group, "people.group_changed", user=actor, data={"fields": sorted(changed)})
    return group


@transaction.atomic
def verify_group(group: CommunityGroup, *, actor: User, accepted: bool, note: str = "") -> CommunityGroup:
    """The hub's staff have compared the group with the ward's register; a refusal says why."""
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    if not verifies(actor, group):
        raise Forbidden(_("A group is verified by staff of its own hub who do not belong to it."))
    if not group.is_active:
        raise CaseError(_("This group is no longer active."))
    if not accepted and not note.strip():
        raise FieldRefused("note", _("Write the reason for not accepting the group."))
    verdict = Verification.VERIFIED if accepted else Verification.REFUSED
    set_fields(group, ("verification_note",), {"verification_note": note})
    group.verification, group.verified_by, group.verified_at = verdict, actor, timezone.now()
    group.save(update_fields=["verification", "verified_by", "verified_at", "verification_note"])
    log(group, "people.group_verified", user=actor, data={"accepted": accepted, "note": note})
    return group


@transaction.atomic
def end_membership(membership: GroupMembership, *, actor: User) -> GroupMembership:
    """The account no longer acts for the group; what it invited to is no longer open.

    A manager may end any membership, everybody their own; the last manager stays.
    """
    group = CommunityGroup.objects.select_for_update().get(pk=membership.group_id)
    membership = GroupMembership.objects.select_for_update().get(pk=membership.pk)
    if membership.user_id != actor.pk and not manages(actor, group):
        raise Forbidden(_("Only a manager of the group can end another person's membership."))
    if membership.ended_at is not None:
        raise CaseError(_("This membership has already ended."))
    managers = group.memberships.filter(
        right=GroupMembership.Right.MANAGER, ended_at__isnull=True, user__is_active=True
    )
    if membership.right == GroupMembership.Right.MANAGER and not managers.exclude(pk=membership.pk).exists():
        raise CaseError(_("The group needs at least one manager. Invite another manager first."))
    now = timezone.now()
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    group.invitations.filter(
        invited_by_id=membership.user_id, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    log(group, "people.membership_ended", user=actor, data={"user": membership.user_id})
    return membership


@transaction.atomic
def set_use(group: CommunityGroup, *, actor: User, in_use: bool, reason: str) -> CommunityGroup:
    """``group`` is retired, its open invitations void, or it is taken back into use; its records stay.

    Raises CaseError while something of the group is still going on.
    """
    group = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    if not retires(actor, group):
        raise Forbidden(_("A group is retired or taken back by the chief of its own hub who does not belong to it."))
    if group.is_active == in_use:
        raise CaseError(_("This group is in use already.") if in_use else _("This group has been retired already."))
    if not reason.strip():
        raise FieldRefused("reason", _("Write the reason."))
    if in_use:
        _refuse_twin(group)
    else:
        group_retiring.send(CommunityGroup, group=group)
        void = group.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        void.update(revoked_at=timezone.now())
    group.is_active = in_use
    group.save(update_fields=["is_active"])
    action = "people.group_taken_back" if in_use else "people.group_retired"
    log(group, action, user=actor, data={"note": reason})
    return group
