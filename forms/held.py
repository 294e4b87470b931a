"""Text of a request that met an ended session or CSRF token: held for a day, given back once.

Who posts may be signed out, so the text is never shown to whoever holds the token alone. The token
belongs to the address that was written to, and to the person where that is known: the owner of the
draft, or the account that the browser named.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.core.text import unstorable
from cms.people.models import User
from forms.access import owner_only
from forms.models import Draft, HeldText

MAX_BYTES = 200 * 1024
MAX_AGE = timedelta(hours=24)
MAX_PER_DRAFT = 20
LONGEST_NAME = 100
NEVER_HELD = frozenset(
    {"csrfmiddlewaretoken", "held", "password", "password1", "password2", "oldpassword", "code", "otp", "token"}
)


@dataclass(frozen=True)
class Held:
    """``left_out`` names the inputs whose text could not be held."""

    texts: dict[str, str]
    left_out: tuple[str, ...] = ()


def hold(fields: Mapping[str, Any], *, path: str, draft: Draft | None = None, person: User | None = None) -> str:
    """The texts posted to ``path`` are held; returns the token that gives them back.

    Above ``MAX_BYTES`` the longest texts are left out, so that the others stay. Old and surplus
    texts of a draft make room.
    """
    texts, left_out = _fitting(fields)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        remove_expired()
        if draft is not None:
            held = HeldText.objects.filter(draft=draft).order_by("-id").values_list("pk", flat=True)
            HeldText.objects.filter(pk__in=list(held[MAX_PER_DRAFT - 1 :])).delete()
        HeldText.objects.create(
            token_hash=_hash(token), path=path[:300], draft=draft, person=person, fields=texts, left_out=left_out
        )
    return token


def _fitting(fields: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """What is held of ``fields``, and the names of what is not."""
    given = {
        str(name): str(text)
        for name, text in fields.items()
        if name not in NEVER_HELD and len(str(name)) <= LONGEST_NAME and not unstorable(str(name))
    }
    texts = {name: text for name, text in given.items() if not unstorable(text)}
    sizes = {name: len(json.dumps({name: text}, ensure_ascii=False).encode()) for name, text in texts.items()}
    total = sum(sizes.values())
    for name in sorted(texts, key=lambda one: -sizes[one]):
        if total <= MAX_BYTES:
            break
        total -= sizes[name]
        del texts[name]
    return texts, [name for name in given if name not in texts]


def look(token: str, *, path: str, user: User) -> Held | None:
    """The held texts, which stay held; None for a wrong, used or expired token, another address or person."""
    row = _found(token, path, user)
    return Held(row.fields, tuple(row.left_out)) if row else None


def give_back(token: str, *, path: str, user: User) -> Held | None:
    """As ``look``, and the texts are held no longer."""
    with transaction.atomic():
        row = _found(token, path, user)
        if row is None or not HeldText.objects.filter(pk=row.pk).delete()[0]:
            return None
        return Held(row.fields, tuple(row.left_out))


def _found(token: str, path: str, user: User) -> HeldText | None:
    since = timezone.now() - MAX_AGE
    rows = HeldText.objects.select_related("draft").filter(token_hash=_hash(token), path=path, created_at__gt=since)
    row = rows.first()
    if row is None or row.person_id not in (None, user.pk):
        return None
    return row if row.draft is None or owner_only(user, row.draft) else None


def remove_expired() -> int:
    """Texts older than a day are gone; their number."""
    return HeldText.objects.filter(created_at__lte=timezone.now() - MAX_AGE).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
