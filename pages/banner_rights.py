"""Who puts up emergency banners: the people of a hub for it, editor-in-chief and administrator for all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import Role

OF_A_HUB = (Role.EDITOR, Role.CHIEF)
OF_ALL = (Role.EDITOR_IN_CHIEF, Role.ADMINISTRATOR)
KEEPS = frozenset({"add", "change", "view"})


def warns_all(user: Any) -> bool:
    """May warn the whole ward."""
    return roles_of(user).has(*OF_ALL)


def hubs_of(user: Any) -> QuerySet[Hub]:
    """The hubs for which ``user`` may warn."""
    return Hub.objects.all() if warns_all(user) else Hub.objects.filter(pk__in=roles_of(user).hubs_as(*OF_A_HUB))


class BannerPolicy(ModelPermissionPolicy):
    """No banner is ever deleted: what readers were told stays known. The auditor reads all of them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        roles = roles_of(user)
        return (action in KEEPS and roles.has(*OF_ALL, *OF_A_HUB)) or (action == "view" and roles.has(Role.AUDITOR))

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        reads = action == "view" and roles_of(user).has(Role.AUDITOR)
        return reads or warns_all(user) or (instance.hub_id in roles_of(user).hubs_as(*OF_A_HUB))

    def user_has_any_permission_for_instance(self, user: Any, actions: Collection[str], instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        if warns_all(user) or ("view" in actions and roles_of(user).has(Role.AUDITOR)):
            return rows
        return rows.filter(hub_id__in=roles_of(user).hubs_as(*OF_A_HUB))
