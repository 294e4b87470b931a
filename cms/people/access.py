"""What a signed-in person may do by the roles they hold today; the one place that reads their rows for rights.

Roles are read once per user object, that is once per request. A person whose staff roles need a
second factor that this session lacks (see middleware.py) holds no role at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db.models import BigIntegerField, CharField, Value
from django.db.models.functions import Cast

from cms.people.models import HubRole, LocalRole, Role, User

_CACHE = "_kizuna_roles"
PENDING = "second_factor_pending"
READS_ALL = frozenset({Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.ACCOUNTANT, Role.AUDITOR})

# Wagtail's own reports tell of the pages and records of every hub alike.
REPORT_READERS = (Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Roles:
    """Pairs of role and hub id (None: the whole ward), the codes of those hubs, and roles on single things.

    A local role counts nowhere but where the room of its target asks for it by ``local_keys``.
    """

    held: frozenset[tuple[str, int | None]] = frozenset()
    hub_codes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    local: frozenset[tuple[str, str, int]] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(role for role, _hub in self.held)

    def has(self, *roles: str) -> bool:
        """True when any of ``roles`` is held, wherever."""
        return not self.names.isdisjoint(roles)

    def hubs_as(self, *roles: str) -> set[int]:
        """Ids of the hubs at which any of ``roles`` is held."""
        return {hub for role, hub in self.held if role in roles and hub is not None}

    @property
    def hubs(self) -> set[int]:
        """Ids of all hubs at which any role is held."""
        return {hub for _role, hub in self.held if hub is not None}

    def local_keys(self, kind: str, *roles: str) -> set[int]:
        """Numbers of the rows of ``kind`` on which any of ``roles`` is held."""
        return {key for role, held_on, key in self.local if held_on == kind and role in roles}

    @property
    def is_staff_member(self) -> bool:
        return bool(self.held or self.local)

    @property
    def reads_all(self) -> bool:
        """May read the records of every hub."""
        return not READS_ALL.isdisjoint(self.names)


NONE = Roles()


def live_roles(user: User) -> Roles:
    """The roles in force now, read from the database in one statement, whatever the session has shown."""
    nothing, no_text = Cast(Value(None), BigIntegerField()), Cast(Value(None), CharField())
    at_hubs = [
        arm.filter(account=user.pk).order_by().values_list("role", "hub_id", "hub__code", no_text, nothing)
        for arm in HubRole.objects.live().arms()
    ]
    on_things = [
        arm.filter(account=user.pk).order_by().values_list("role", nothing, no_text, "kind", "key")
        for arm in LocalRole.objects.live().arms()
    ]
    first, *others = [*at_hubs, *on_things]
    found = first.union(*others, all=True)
    held, codes, local = set(), {}, set()
    for role, hub, code, kind, key in found:
        if kind is not None:
            local.add((role, kind, key))
            continue
        held.add((role, hub))
        if hub is not None:
            codes[hub] = code
    return Roles(frozenset(held), MappingProxyType(codes), frozenset(local))


def roles_of(user: Any) -> Roles:
    """Roles of ``user`` (an anonymous one too), read once per object; none while the second factor is missing."""
    if not user.is_authenticated or not user.is_active or getattr(user, PENDING, False):
        return NONE
    roles: Roles | None = getattr(user, _CACHE, None)
    if roles is None:
        roles = live_roles(user)
        setattr(user, _CACHE, roles)
    return roles


def forget_roles(user: Any) -> None:
    """The next ``roles_of`` asks the database again."""
    for name in (_CACHE, "_kizuna_permissions", "_kizuna_principal"):
        if hasattr(user, name):
            delattr(user, name)
