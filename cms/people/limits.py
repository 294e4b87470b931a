"""How often one login may be tried, however it is spelt and from wherever it comes.

Every attempt takes one of N slots in the shared cache; a slot is free again after its period.
Taking a slot is a single ``add``, which is atomic in every cache backend, so parallel attempts
never share one; one question before it tells which slots are worth trying. A browser that has
signed in before carries a signed cookie and has slots of its own, so that nobody can shut out a
person by guessing at their account from elsewhere.
"""

from __future__ import annotations

import hashlib
import math
import time
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from cms.core.text import search_key

COOKIE = "known_browser"
SALT = "cms.people.limits"


def login_key(login: str) -> str:
    """One key for every spelling of ``login``: width, case, kana, diacritics and invisible marks are dropped."""
    decomposed = unicodedata.normalize("NFKD", search_key(login))
    return "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf", "Cc", "Zs"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def bucket(request: HttpRequest, login: str) -> str:
    """Whose slots an attempt on ``login`` takes: the login's own, or those of its known browser."""
    key = login_key(login)
    try:
        nonce, seal = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=settings.KNOWN_BROWSER_DAYS * 86400
        )
    except (signing.BadSignature, ValueError):
        return _digest(key)
    if seal != _seal(nonce, key):
        return _digest(key)
    return _digest(f"{nonce}:{key}")


def _seal(nonce: str, key: str) -> str:
    return salted_hmac(SALT, f"{nonce}:{key}").hexdigest()[:32]


def cookie_name() -> str:
    """Where TLS is certain the browser itself keeps other hosts and other paths from setting it."""
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def remember_browser(response: HttpResponse, login: str) -> None:
    """The browser that gets ``response`` is known for ``login`` from now on."""
    nonce = get_random_string(22)
    response.set_cookie(
        cookie_name(),
        signing.dumps([nonce, _seal(nonce, login_key(login))], salt=SALT),
        max_age=settings.KNOWN_BROWSER_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def take(action: str, whose: str) -> bool:
    """True when ``whose`` may do ``action`` now; the attempt is counted if so."""
    return not wait(action, whose, settings.SIGN_IN_LIMITS[action])


def wait(action: str, whose: str, allowed: Iterable[tuple[int, int]]) -> int:
    """0 when ``whose`` may do ``action`` now, and then it is counted; else the seconds until a slot is free.

    ``allowed`` holds pairs: so many in so many seconds.
    """
    for amount, seconds in allowed:
        name = f"limit:{action}:{seconds}:{_digest(whose)}"
        slots = [f"{name}:{slot}" for slot in range(amount)]
        now = time.time()
        taken = cache.get_many(slots)
        if not any(cache.add(slot, now + seconds, timeout=seconds) for slot in slots if slot not in taken):
            return max(1, math.ceil(min(taken.values(), default=now + seconds) - now))
    return 0
