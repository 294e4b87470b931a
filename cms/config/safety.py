"""What makes an installation unsafe, each in one sentence that names the variable to mend.

Pure: looks at values only, so that production.py (which refuses to start), the system check and
the tests judge by the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

SHORTEST_KEY = 50
SHORTEST_HSTS = 180 * 86_400
SHARED_IN_JP = ("ac", "ad", "co", "ed", "go", "gr", "lg", "ne", "or", "tokyo")
PLACEHOLDERS = ("changeme", "change-me", "django-insecure-", "only-for-tests", "secret")
UNSENT_MAIL = ("console", "dummy", "filebased", "locmem")


def problems(values: Mapping[str, Any], *, allow_sqlite: bool) -> list[str]:
    """Every reason why ``values`` (a settings module's names) must not serve real people."""
    return [
        *_secrets(values),
        *_modes(values),
        *_hosts(values),
        *_provider(values),
        *_origins(values),
        *_proxies(values),
        *_stores(values, allow_sqlite=allow_sqlite),
        *_mail(values),
        *_cookies(values),
    ]


def _secrets(values: Mapping[str, Any]) -> Iterator[str]:
    key = values.get("SECRET_KEY") or ""
    if not key:
        yield "SECRET_KEY is missing: set it to at least 50 random characters."
    elif _is_weak(key):
        yield "SECRET_KEY is too weak: set it to at least 50 random characters."
    elif key.lower().startswith(PLACEHOLDERS):
        yield "SECRET_KEY is a placeholder: set it to at least 50 random characters."
    if any(_is_weak(old) or old.lower().startswith(PLACEHOLDERS) for old in values.get("SECRET_KEY_FALLBACKS") or []):
        yield "SECRET_KEY_FALLBACKS holds a weak key or a placeholder: it is accepted like SECRET_KEY; take it out."


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < 8


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
    elif any(_is_too_wide(host) for host in hosts):
        yield "ALLOWED_HOSTS holds a domain of many owners: links in mails could be made to point elsewhere; name each."
    elif address.hostname and not any(_matches(host, address.hostname) for host in hosts):
        yield "BASE_URL names a host that ALLOWED_HOSTS does not hold: links in mails would lead nowhere."
    if address.scheme != "https" or not address.hostname:
        yield "BASE_URL is not an https address: set it to the address that people type."
    if any(urlsplit(origin).scheme != "https" for origin in values.get("CSRF_TRUSTED_ORIGINS") or []):
        yield "CSRF_TRUSTED_ORIGINS holds an address without https: anybody on the way could post forms; use https://."


def _proxies(values: Mapping[str, Any]) -> Iterator[str]:
    count = values.get("TRUSTED_PROXY_COUNT") or 0
    if count < 0:
        yield "TRUSTED_PROXY_COUNT is negative: set it to the number of proxies in front, 0 for none."
    elif not count and values.get("SECURE_SSL_REDIRECT") and not values.get("TLS_HERE"):
        yield (
            "TRUSTED_PROXY_COUNT is 0 while SSL_REDIRECT is on: behind a proxy every page would lead to itself; "
            "set TRUSTED_PROXY_COUNT=1, or TLS_HERE=1 where this program itself holds the certificate."
        )


def _provider(values: Mapping[str, Any]) -> Iterator[str]:
    issuer = values.get("OIDC_ISSUER") or ""
    if not issuer:
        return
    if urlsplit(issuer).scheme != "https":
        yield "OIDC_ISSUER is not an https address: anybody on the way could sign in as somebody else; use https://."
    if not values.get("OIDC_CLIENT_ID") or not values.get("OIDC_CLIENT_SECRET"):
        yield "OIDC_ISSUER is set without OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: nobody could sign in; set all three."
    if any(urlsplit(origin).scheme != "https" for origin in values.get("OIDC_FORM_ORIGINS") or []):
        yield "OIDC_FORM_ORIGINS holds an address without https: forms could be led anywhere; use https://."


def _origins(values: Mapping[str, Any]) -> Iterator[str]:
    for origin in values.get("API_ORIGINS") or []:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme != "https" or origin != f"https://{parts.netloc}"):
            yield f"API_ORIGINS holds {origin}, which is no origin: write https://host, without a path or a slash."


def _is_too_wide(pattern: str) -> bool:
    """``.jp`` and ``.lg.jp``: names below it belong to others too."""
    labels = pattern.strip(".").lower().split(".")
    shared = len(labels) < 2 or (len(labels) == 2 and labels[1] == "jp" and labels[0] in SHARED_IN_JP)
    return pattern.startswith(".") and shared


def _is_local(host: str) -> bool:
    """This very machine: a socket of its file system, or the loopback."""
    return host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/")


def _matches(pattern: str, host: str) -> bool:
    return host == pattern or (pattern.startswith(".") and (host.endswith(pattern) or host == pattern[1:]))


def _stores(values: Mapping[str, Any], *, allow_sqlite: bool) -> Iterator[str]:
    engine = values["DATABASES"]["default"]["ENGINE"]
    if engine.endswith("sqlite3") and not allow_sqlite:
        yield "DATABASE_URL is not a PostgreSQL address; for one small server set ALLOW_SQLITE=1."
    cache = values["CACHES"]["default"]["BACKEND"]
    if cache.endswith(("LocMemCache", "DummyCache")):
        yield "CACHE_URL means a cache of one process: rate limits would not hold; use Redis or leave it empty."
    database = values["DATABASES"]["default"]
    mode = (database.get("OPTIONS") or {}).get("sslmode")
    if mode in ("disable", "allow") and not _is_local(database.get("HOST") or ""):
        yield "DATABASE_SSLMODE lets answers of applicants travel without TLS: use require or verify-full."
    stores = values.get("STORAGES") or {}
    buckets = [(stores.get(name) or {}).get("OPTIONS", {}).get("bucket_name") for name in ("default", "private")]
    if buckets[0] and buckets[0] == buckets[1]:
        yield "S3_PRIVATE_BUCKET is the public bucket: files of applicants would be open to all; name another bucket."


def _mail(values: Mapping[str, Any]) -> Iterator[str]:
    backend = values.get("EMAIL_BACKEND") or ""
    if any(f".{name}." in backend for name in UNSENT_MAIL):
        yield "EMAIL_URL names no mail server: nobody would get a sign-in code; set smtp+tls://…"
    elif backend.endswith("smtp.EmailBackend") and values.get("EMAIL_HOST") in ("", None):
        yield "EMAIL_URL names no host: set smtp+tls://user:password@host:587"
    with_tls = values.get("EMAIL_USE_TLS") or values.get("EMAIL_USE_SSL")
    if values.get("EMAIL_HOST_PASSWORD") and not with_tls and not _is_local(values.get("EMAIL_HOST") or ""):
        yield "EMAIL_URL sends a password without TLS: use smtp+tls://… or smtp+ssl://…"
    sender = str(values.get("DEFAULT_FROM_EMAIL") or "")
    if "@example.jp" in sender:
        yield "DEFAULT_FROM_EMAIL is an example address: set the sender that residents know."
    elif not _is_sender(sender):
        yield "DEFAULT_FROM_EMAIL is no mail address: write name@host or Name <name@host>."


def _is_sender(text: str) -> bool:
    """One address, bare or in angle brackets behind a name, on one line."""
    found = re.fullmatch(r"(?:[^<>@\r\n]*<([^<>]+)>|([^<>]+))", text)
    if found is None:
        return False
    try:
        validate_email(found.group(1) or found.group(2))
    except ValidationError:
        return False
    return True


def _cookies(values: Mapping[str, Any]) -> Iterator[str]:
    if not (values.get("SESSION_COOKIE_SECURE") and values.get("CSRF_COOKIE_SECURE")):
        yield "Cookies may travel without TLS: use cms.config.settings.production."
    if not values.get("SECURE_HSTS_SECONDS"):
        yield "HSTS_SECONDS is 0: a browser may be led to http; leave it unset."
    elif values["SECURE_HSTS_SECONDS"] < SHORTEST_HSTS:
        yield "HSTS_SECONDS is below half a year: a browser may be led to http in between; leave it unset."
