"""For which groups an account acts: the authorisation functions of CommunityGroup."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from cms.people.access import roles_of
from cms.people.models import CommunityGroup, GroupMembership, Role, User


def groups_of(user: Any) -> QuerySet[CommunityGroup]:
    """Active groups for which ``user`` acts now."""
    if not user.is_authenticated or not user.is_active:
        return CommunityGroup.objects.none()
    memberships = GroupMembership.objects.filter(user_id=user.pk, ended_at__isnull=True)
    return CommunityGroup.objects.filter(is_active=True, pk__in=memberships.values("group_id"))


def acts_for(user: Any, group: CommunityGroup | None) -> bool:
    return group is not None and groups_of(user).filter(pk=group.pk).exists()


def members_of(group_id: int) -> QuerySet[User]:
    """The active accounts that act for the group now, in a fixed order; none for a group no longer in use."""
    memberships = GroupMembership.objects.filter(group_id=group_id, group__is_active=True, ended_at__isnull=True)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user_id")).order_by("pk")


def manages(user: Any, group: CommunityGroup) -> bool:
    """May invite, end memberships and change the group's data."""
    return (
        groups_of(user)
        .filter(
            pk=group.pk,
            memberships__user_id=user.pk,
            memberships__right=GroupMembership.Right.MANAGER,
            memberships__ended_at__isnull=True,
        )
        .exists()
    )


def managed_group_or_403(user: Any, pk: int) -> CommunityGroup:
    """The group ``pk`` if ``user`` manages it; 404 for a foreign group, 403 for a plain member."""
    group = own_group_or_404(user, pk)
    if not manages(user, group):
        raise PermissionDenied
    return group


def own_group_or_404(user: Any, pk: int) -> CommunityGroup:
    """The group ``pk`` if ``user`` acts for it; a foreign group does not exist for them."""
    group = groups_of(user).select_related("hub").filter(pk=pk).first()
    if group is None:
        raise Http404
    return group


def readable_groups(user: Any) -> QuerySet[CommunityGroup]:
    """The register as staff may see it: their hubs' groups, or all of them."""
    roles = roles_of(user)
    if roles.reads_all or roles.has(Role.ADMINISTRATOR):
        return CommunityGroup.objects.all()
    return CommunityGroup.objects.filter(hub_id__in=roles.hubs_as(Role.REVIEWER, Role.CHIEF))


def belongs_to(user: Any, group: CommunityGroup) -> bool:
    """Whether ``user`` is one of the group's people, a retired group's too."""
    return group.memberships.filter(user_id=user.pk, ended_at__isnull=True).exists()


def verifies(user: Any, group: CommunityGroup) -> bool:
    """Verification belongs to reviewers and chiefs of the group's own hub, and not to its own people."""
    at_hub = group.hub_id in roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF)
    return at_hub and not belongs_to(user, group)


def invites_manager(user: Any, group: CommunityGroup) -> bool:
    """The hub's staff open a verified group to the person who is to manage it."""
    is_ready = group.is_active and group.verification == CommunityGroup.Verification.VERIFIED
    return is_ready and verifies(user, group)


def retires(user: Any, group: CommunityGroup) -> bool:
    """Chiefs of the group's own hub take it out of use and back, and not its own people."""
    return group.hub_id in roles_of(user).hubs_as(Role.CHIEF) and not belongs_to(user, group)
