"""How often one login may be tried, however it is spelt and from wherever it comes.

Every attempt takes one of N slots in the shared cache; a slot is free again after its period.
Taking a slot is a single ``add``, which is atomic in every cache backend, so parallel attempts
never share one. A browser that has signed in before carries a signed cookie and has slots of its
own, so that nobody can shut out a person by guessing at their account from elsewhere.
"""

from __future__ import annotations

import hashlib
import unicodedata

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
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=settings.KNOWN_BROWSER_DAYS * 86400
        )
    except (signing.BadSignature, ValueError):
        return _digest(key)
    if seal != _seal(nonce, key):
        return _digest(key)
    return _digest(f"{nonce}:{key}")


def _seal(nonce: str, key: str) -> str:
    return salted_hmac(SALT, f"{nonce}:{key}").hexdigest()[:32]


def remember_browser(response: HttpResponse, login: str) -> None:
    """The browser that gets ``response`` is known for ``login`` from now on."""
    nonce = get_random_string(22)
    response.set_cookie(
        COOKIE,
        signing.dumps([nonce, _seal(nonce, login_key(login))], salt=SALT),
        max_age=settings.KNOWN_BROWSER_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def take(action: str, whose: str) -> bool:
    """True when ``whose`` may do ``action`` now; the attempt is counted if so."""
    for amount, seconds in settings.SIGN_IN_LIMITS[action]:
        name = f"limit:{action}:{seconds}:{_digest(whose)}"
        if not any(cache.add(f"{name}:{slot}", 1, timeout=seconds) for slot in range(amount)):
            return False
    return True
