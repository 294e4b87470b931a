"""Text of a request that met an ended session or CSRF token: held for a day, given back once.

Who posts may be signed out, so the text is never shown to whoever holds the token alone: it is
given back only to a person who may work on that draft.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from forms.access import owner_only
from forms.models import Draft, HeldText
from forms.sections import keepable

MAX_BYTES = 200 * 1024
MAX_AGE = timedelta(hours=24)
MAX_PER_DRAFT = 20
NEVER_HELD = frozenset({"csrfmiddlewaretoken"})


class TooMuchText(CaseError):
    """More text than is held without a session."""


def hold(draft: Draft, section: str, fields: Mapping[str, Any]) -> str:
    """The texts of ``fields`` are held; returns the token that gives them back.

    Raises TooMuchText above ``MAX_BYTES``. Old and surplus texts of the draft make room.
    """
    kept = {
        str(name): str(text)
        for name, text in fields.items()
        if name not in NEVER_HELD and keepable(str(text)) and keepable(str(name))
    }
    if len(json.dumps(kept, ensure_ascii=False).encode()) > MAX_BYTES:
        raise TooMuchText(_("The text is too long to be kept. Go back, copy it, sign in and paste it."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        remove_expired()
        surplus = HeldText.objects.filter(draft=draft).order_by("-id").values_list("pk", flat=True)[MAX_PER_DRAFT - 1 :]
        HeldText.objects.filter(pk__in=list(surplus)).delete()
        HeldText.objects.create(token_hash=_hash(token), draft=draft, section=section[:40], fields=kept)
    return token


def give_back(token: str, draft: Draft, user: User) -> dict[str, str] | None:
    """The held texts, once; None for a wrong, used or expired token or another person's draft."""
    if not owner_only(user, draft):
        return None
    with transaction.atomic():
        held = (
            HeldText.objects.select_for_update()
            .filter(token_hash=_hash(token), draft=draft, created_at__gt=timezone.now() - MAX_AGE)
            .first()
        )
        if held is None:
            return None
        held.delete()
        return held.fields


def look(token: str, draft: Draft, user: User) -> dict[str, str] | None:
    """As ``give_back``, but the texts stay held, so that reading a page twice loses nothing."""
    if not owner_only(user, draft):
        return None
    found = HeldText.objects.filter(token_hash=_hash(token), draft=draft, created_at__gt=timezone.now() - MAX_AGE)
    return found.values_list("fields", flat=True).first()


def section_of(token: str, draft: Draft) -> str | None:
    """Which section the held text belongs to, without using the token up."""
    return HeldText.objects.filter(token_hash=_hash(token), draft=draft).values_list("section", flat=True).first()


def remove_expired() -> int:
    """Texts older than a day are gone; their number."""
    return HeldText.objects.filter(created_at__lte=timezone.now() - MAX_AGE).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
