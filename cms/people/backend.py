"""Who signs in, and which permission strings their live, dated, active roles give them."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend

from cms.people.access import roles_of
from cms.people.models import User
from cms.people.permissions import permissions_of

_CACHE = "_kizuna_permissions"


def _close_other_tables(user: Any) -> None:
    """No right comes from Django's own permission tables, so the backends after this one need not read them."""
    for name in ("_user_perm_cache", "_group_perm_cache", "_perm_cache"):
        user.__dict__.setdefault(name, set())


class SignInBackend(AuthenticationBackend):
    """allauth's, bringing the desk's own profile along: every page of the Wagtail admin asks for it."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("wagtail_userprofile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class RoleBackend(BaseBackend):
    """Authenticates nobody. Rights for a given object are decided by the record itself (its access.py), never here."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        _close_other_tables(user_obj)
        roles = roles_of(user_obj)
        if obj is not None or not roles.is_staff_member:
            return set()
        found = getattr(user_obj, _CACHE, None)
        if found is None:
            found = permissions_of(roles)
            setattr(user_obj, _CACHE, found)
        return set(found)

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm in self.get_all_permissions(user_obj, obj=obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
