"""A key begins and ends."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.api.keys.scopes import OF_STAFF, Scope
from cms.api.models import ApiKey
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import live_roles, roles_of
from cms.people.models import Role, User

MARK = "kzn_"


def digest(token: str) -> str:
    """32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def issue(
    user: User, *, name: str, scopes: Iterable[str], days: int, hub: Hub | None = None, second_factor: bool
) -> tuple[ApiKey, str]:
    """A key for ``user`` themselves, and its text, which nobody can read again.

    days           until the end of which it is valid, at most ``API_KEY_DAYS``
    hub            the key carries the roles at this hub only
    second_factor  whether the session that asks has shown one; staff scopes need it
    Raises  Forbidden, CaseError.
    """
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(Scope.values):
        raise CaseError(_("Choose what the key is for."))
    if not 1 <= days <= settings.API_KEY_DAYS:
        raise CaseError(_("A key is valid for 1 to %(most)d days.") % {"most": settings.API_KEY_DAYS})
    roles = live_roles(user)
    if OF_STAFF & set(wanted) and not roles.is_staff_member:
        raise Forbidden(_("Only staff can have a key for cases."))
    if roles.is_staff_member and not second_factor:
        raise Forbidden(_("Please sign in with your second factor first."))
    if hub is not None and hub.pk not in roles.hubs:
        raise Forbidden(_("You hold no role at this hub."))
    token = f"{MARK}{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        user=user, name=name, scopes=wanted, hub=hub, digest=digest(token), beginning=token[: len(MARK) + 6],
        second_factor=second_factor, expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    return key, token


def revoke(key: ApiKey, *, actor: User) -> None:
    """The key opens nothing any more; once revoked it stays so. Raises Forbidden for others' keys."""
    if key.user_id != actor.pk and not roles_of(actor).has(Role.ADMINISTRATOR):
        raise Forbidden(_("This key belongs to somebody else."))
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().get(pk=key.pk)
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.revoked_by = actor
            row.save(update_fields=["revoked_at", "revoked_by"])
