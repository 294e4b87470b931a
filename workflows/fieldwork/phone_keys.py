"""The key with which one account's waiting notes are locked on a phone.

It lies in a cookie of the page of notes, together with the name of the account there, and is taken away when somebody
signs out or signs in: then what waits on the phone is unreadable until its author opens the page again.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.people.models import User
from workflows.fieldwork.models import PhoneKey

COOKIE = "kizuna_field_key"
PATH = f"{settings.DESK_PREFIX}desk/field/"
LIFE = 30 * 24 * 3600
FORGET = "_forgets_phone_key"


def key_of(user: User) -> PhoneKey:
    return PhoneKey.objects.get_or_create(user=user)[0]


def hand_out(response: HttpResponseBase, key: PhoneKey) -> None:
    """Readable by the page's script, which opens with it what waits; sent nowhere but to this page."""
    response.set_cookie(
        COOKIE, f"{key.pk}.{key.key}", max_age=LIFE, path=PATH, samesite="Strict",
        secure=bool(settings.SESSION_COOKIE_SECURE), httponly=False,
    )  # fmt: skip


@receiver([user_logged_in, user_logged_out], dispatch_uid="fieldwork.phone_key")
def mark(request: HttpRequest | None = None, **_kwargs: Any) -> None:
    if request is not None:
        setattr(request, FORGET, True)
