"""A key begins and ends."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.api.keys.scopes import OF_STAFF, Scope
from cms.api.models import ApiKey
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people import post
from cms.people.access import Roles, live_roles, roles_of
from cms.people.models import Role, User
from cms.people.services.fields import FieldRefused, set_fields

MARK = "kzn_"
MOST = 50


def digest(token: str) -> str:
    """32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def longest(scopes: Iterable[str]) -> int:
    """Days that a key for ``scopes`` lives at most: what opens the cases of others, fewer."""
    most = int(settings.API_KEY_DAYS)
    return most if OF_STAFF.isdisjoint(scopes) else min(most, int(settings.API_STAFF_KEY_DAYS))


@transaction.atomic
def issue(
    user: User, *, name: str, scopes: Iterable[str], days: int, hub: Hub | None = None, second_factor: bool
) -> tuple[ApiKey, str]:
    """A key for ``user`` themselves, and its text, which nobody can read again. They are told by mail.

    days           until the end of which it is valid, see ``longest``
    hub            the key carries the roles at this hub only
    second_factor  whether the session that asks has shown one; staff scopes need it
    Raises  FieldRefused, Forbidden, CaseError.
    """
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(Scope.values):
        raise FieldRefused("scopes", _("Choose what the key is for."))
    if not 1 <= days <= (most := longest(wanted)):
        message = _("A key for this is valid for 1 to %(most)d days.") % {"most": most}
        raise FieldRefused("days", message)
    # Locked, so that nobody has more keys than the limit by asking twice at once.
    fresh = User.objects.select_for_update().get(pk=user.pk)
    _check_roles(live_roles(fresh), wanted=set(wanted), hub=hub, second_factor=second_factor)
    if ApiKey.objects.filter(user=fresh, revoked_at=None, expires_at__gt=timezone.now()).count() >= MOST:
        raise CaseError(_("You have %(most)d keys. Please revoke one that you no longer need first.") % {"most": MOST})
    token = f"{MARK}{secrets.token_urlsafe(32)}"
    key = ApiKey(
        user=fresh, scopes=wanted, hub=hub, digest=digest(token), beginning=token[: len(MARK) + 6],
        seal=fresh.get_session_auth_hash(), second_factor=second_factor,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    set_fields(key, ("name",), {"name": name})
    key.save()
    _record(key, "api.key_issued", fresh)
    _tell(key, "api/key_issued")
    return key, token


def _check_roles(roles: Roles, *, wanted: set[str], hub: Hub | None, second_factor: bool) -> None:
    if OF_STAFF & wanted and not roles.is_staff_member:
        raise Forbidden(_("Only staff can have a key for cases."))
    if roles.is_staff_member and not second_factor:
        raise Forbidden(_("Please sign in with your second factor first."))
    if hub is not None and hub.pk not in roles.hubs:
        raise Forbidden(_("You hold no role at this hub."))


def belongs_to(key: ApiKey, user: User) -> bool:
    return key.user_id == user.pk


@transaction.atomic
def revoke(key: ApiKey, *, actor: User) -> None:
    """The key opens nothing any more; once revoked it stays so, and its owner hears of what another has done.

    Raises Forbidden for others' keys.
    """
    if not belongs_to(key, actor) and not roles_of(actor).has(Role.ADMINISTRATOR):
        raise Forbidden(_("This key belongs to somebody else."))
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.revoked_by = actor
        row.save(update_fields=["revoked_at", "revoked_by"])
        _record(row, "api.key_revoked", actor)
        if not belongs_to(row, actor):
            _tell(row, "api/key_revoked")


def _record(key: ApiKey, action: str, actor: User) -> None:
    """By its number: the name is somebody's own words, and the log stays for good."""
    title = _("%(record)s no. %(number)s") % {"record": str(ApiKey._meta.verbose_name), "number": key.pk}
    data = {"person": key.user_id, "scopes": key.scopes, "hub": key.hub_id, "until": key.expires_at.isoformat()}
    log(key, action, user=actor, title=title, data=data)


def _tell(key: ApiKey, template: str) -> None:
    with translation.override("ja"):
        context = {
            "email": key.user.email,
            "name": key.name,
            "scopes": key.scope_words,
            "hub": key.hub.name if key.hub else "",
            "until": timezone.localtime(key.expires_at),
            "keys_url": f"{settings.BASE_URL}/accounts/api-keys/",
        }
        post.send(
            to=key.user.email, template=template, context=context, about=f"api-key:{key.pk}",
            key=f"{template}:{key.pk}",
        )  # fmt: skip
