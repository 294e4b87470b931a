"""What makes an installation unsafe, each in one sentence that names the variable to mend.

Pure: looks at values only, so that production.py (which refuses to start), the system check and
the tests judge by the same list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 50
PLACEHOLDERS = ("changeme", "change-me", "django-insecure-", "only-for-tests", "secret")
UNSENT_MAIL = ("console", "dummy", "filebased", "locmem")


def problems(values: Mapping[str, Any], *, allow_sqlite: bool) -> list[str]:
    """Every reason why ``values`` (a settings module's names) must not serve real people."""
    return [
        *_secrets(values),
        *_modes(values),
        *_hosts(values),
        *_stores(values, allow_sqlite=allow_sqlite),
        *_mail(values),
        *_cookies(values),
    ]


def _secrets(values: Mapping[str, Any]) -> Iterator[str]:
    key = values.get("SECRET_KEY") or ""
    if not key:
        yield "SECRET_KEY is missing: set it to at least 50 random characters."
    elif len(key) < SHORTEST_KEY or len(set(key)) < 8:
        yield "SECRET_KEY is too weak: set it to at least 50 random characters."
    elif key.lower().startswith(PLACEHOLDERS):
        yield "SECRET_KEY is a placeholder: set it to at least 50 random characters."


def _modes(values: Mapping[str, Any]) -> Iterator[str]:
    if values.get("DEBUG"):
        yield "DEBUG is on: error pages would show the program's inside; unset it."
    if values.get("DEMO"):
        yield "KIZUNA_DEMO is on: anyone could read the demo's sign-in codes; unset it."


def _hosts(values: Mapping[str, Any]) -> Iterator[str]:
    hosts = values.get("ALLOWED_HOSTS") or []
    address = urlsplit(values.get("BASE_URL") or "")
    if not hosts:
        yield "ALLOWED_HOSTS is empty: name the host names that people use."
    elif any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS holds a wildcard: links in mails could be made to point elsewhere; name each host."
    elif address.hostname and not any(_matches(host, address.hostname) for host in hosts):
        yield "BASE_URL names a host that ALLOWED_HOSTS does not hold: links in mails would lead nowhere."
    if address.scheme != "https" or not address.hostname:
        yield "BASE_URL is not an https address: set it to the address that people type."


def _matches(pattern: str, host: str) -> bool:
    return host == pattern or (pattern.startswith(".") and (host.endswith(pattern) or host == pattern[1:]))


def _stores(values: Mapping[str, Any], *, allow_sqlite: bool) -> Iterator[str]:
    engine = values["DATABASES"]["default"]["ENGINE"]
    if engine.endswith("sqlite3") and not allow_sqlite:
        yield "DATABASE_URL is not a PostgreSQL address; for one small server set ALLOW_SQLITE=1."
    cache = values["CACHES"]["default"]["BACKEND"]
    if cache.endswith(("LocMemCache", "DummyCache")):
        yield "CACHE_URL means a cache of one process: rate limits would not hold; use Redis or leave it empty."


def _mail(values: Mapping[str, Any]) -> Iterator[str]:
    backend = values.get("EMAIL_BACKEND") or ""
    if any(f".{name}." in backend for name in UNSENT_MAIL):
        yield "EMAIL_URL names no mail server: nobody would get a sign-in code; set smtp+tls://…"
    elif backend.endswith("smtp.EmailBackend") and values.get("EMAIL_HOST") in ("", None):
        yield "EMAIL_URL names no host: set smtp+tls://user:password@host:587"
    if str(values.get("DEFAULT_FROM_EMAIL") or "").endswith("@example.jp"):
        yield "DEFAULT_FROM_EMAIL is an example address: set the sender that residents know."


def _cookies(values: Mapping[str, Any]) -> Iterator[str]:
    if not (values.get("SESSION_COOKIE_SECURE") and values.get("CSRF_COOKIE_SECURE")):
        yield "Cookies may travel without TLS: use cms.config.settings.production."
    if not values.get("SECURE_HSTS_SECONDS"):
        yield "HSTS_SECONDS is 0: a browser may be led to http; leave it unset."
