"""Production settings start when they are safe and refuse, in words, when they are not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cms.config.checks import installation_is_safe
from cms.config.safety import problems
from tests import check


def start(code: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter with a sane environment but for ``changes`` (None removes)."""
    given = {**check.clean_environment(), **check.SANE, **changes}
    environment = {name: value for name, value in given.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=check.ROOT, env=environment, capture_output=True, text=True
    )  # fmt: skip


def import_settings(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Only the settings module: every refusal is decided there."""
    return start("import cms.config.settings.production; print('started')", **changes)


def test_a_sane_environment_starts() -> None:
    done = import_settings()
    assert done.stdout.strip() == "started", done.stderr


REFUSED = {
    "SECRET_KEY is missing": {"SECRET_KEY": None},
    "SECRET_KEY is too weak": {"SECRET_KEY": "short"},
    "SECRET_KEY is too weak: ": {"SECRET_KEY": "ab" * 40},
    "SECRET_KEY is a placeholder": {"SECRET_KEY": "changeme-" + check.SANE["SECRET_KEY"]},
    "DEBUG is on": {"DEBUG": "1"},
    "KIZUNA_DEMO is on": {"KIZUNA_DEMO": "1"},
    "ALLOWED_HOSTS is empty": {"ALLOWED_HOSTS": None},
    "ALLOWED_HOSTS holds a wildcard": {"ALLOWED_HOSTS": "*"},
    "BASE_URL names a host that ALLOWED_HOSTS does not hold": {"ALLOWED_HOSTS": "other.example.org"},
    "BASE_URL is not an https address": {"BASE_URL": "http://kizuna.example.org"},
    "BASE_URL is not an https address: ": {"BASE_URL": None},
    "DATABASE_URL is not a PostgreSQL address": {"DATABASE_URL": None},
    "EMAIL_URL names no mail server": {"EMAIL_URL": None},
    "EMAIL_URL names no mail server: ": {"EMAIL_URL": "consolemail://"},
    "DEFAULT_FROM_EMAIL is an example address": {"DEFAULT_FROM_EMAIL": None},
    "HSTS_SECONDS is 0": {"HSTS_SECONDS": "0"},
    "SECRET_KEY_FALLBACKS holds a weak key": {"SECRET_KEY_FALLBACKS": "short"},
    "ALLOWED_HOSTS holds a domain of many owners": {"ALLOWED_HOSTS": "kizuna.example.org,.jp"},
    "ALLOWED_HOSTS holds a domain of many owners: ": {"ALLOWED_HOSTS": "kizuna.example.org,.lg.jp"},
    "CSRF_TRUSTED_ORIGINS holds an address without https": {"CSRF_TRUSTED_ORIGINS": "http://kizuna.example.org"},
    "TRUSTED_PROXY_COUNT is negative": {"TRUSTED_PROXY_COUNT": "-1"},
    "TRUSTED_PROXY_COUNT is 0 while SSL_REDIRECT is on": {"TRUSTED_PROXY_COUNT": "0"},
    "API_ORIGINS holds portal.example.jp, which is no origin": {"API_ORIGINS": "portal.example.jp"},
    "API_ORIGINS holds https://portal.example.jp/": {"API_ORIGINS": "https://a.example.jp,https://portal.example.jp/"},
    "API_ORIGINS holds http://portal.example.jp": {"API_ORIGINS": "http://portal.example.jp"},
    "OIDC_ISSUER is not an https address": {
        "OIDC_ISSUER": "http://id.example.org",
        "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET": "b",
        "OIDC_FORM_ORIGINS": "https://id.example.org",
    },
    "OIDC_ISSUER is set without OIDC_CLIENT_ID": {"OIDC_ISSUER": "https://id.example.org"},
    "DATABASE_SSLMODE lets answers": {"DATABASE_SSLMODE": "disable"},
    "DATABASE_SSLMODE lets answers of": {"DATABASE_URL": check.SANE["DATABASE_URL"] + "?sslmode=disable"},
    "S3_PRIVATE_BUCKET is the public bucket": {"S3_BUCKET": "one", "S3_PRIVATE_BUCKET": "one"},
    "EMAIL_URL sends a password without TLS": {"EMAIL_URL": "smtp://kizuna:kizuna@mail.example.org:25"},
    "DEFAULT_FROM_EMAIL is no mail address": {"DEFAULT_FROM_EMAIL": "Kizuna kizuna@example.org"},
    "HSTS_SECONDS is below half a year": {"HSTS_SECONDS": "3600"},
    "HSTS_SECONDS is below half": {"HSTS_SECONDS": "-1"},
    "CACHE_URL takes redis://": {"CACHE_URL": "locmemcache://"},
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_an_unsafe_environment_is_refused_with_a_sentence(sentence: str) -> None:
    done = import_settings(**REFUSED[sentence])
    assert done.returncode != 0
    assert "started" not in done.stdout
    assert sentence in done.stderr


def test_every_reason_is_named_at_once() -> None:
    done = import_settings(SECRET_KEY=None, ALLOWED_HOSTS="*", DEBUG="1")
    assert all(word in done.stderr for word in ("SECRET_KEY is missing", "wildcard", "DEBUG is on"))


def test_sqlite_is_accepted_when_the_operator_says_so() -> None:
    done = import_settings(DATABASE_URL=None, ALLOW_SQLITE="1")
    assert done.stdout.strip() == "started", done.stderr


STARTS = [
    {"DATABASE_URL": "postgresql://kizuna:kizuna@127.0.0.1/kizuna", "DATABASE_SSLMODE": "disable"},
    {"EMAIL_URL": "smtp://mail.example.org:25"},
    {"DEFAULT_FROM_EMAIL": "絆 <kizuna@example.org>"},
    {"ALLOWED_HOSTS": ".example.org"},
    {"TRUSTED_PROXY_COUNT": "0", "SSL_REDIRECT": "0"},
    {"API_ORIGINS": "https://portal.example.jp,https://app.example.jp:8443"},
    {"API_ORIGINS": ""},
    {"SECRET_KEY_FALLBACKS": check.SANE["SECRET_KEY"][::-1]},
]


@pytest.mark.parametrize("given", STARTS, ids=lambda given: next(iter(given)))
def test_what_is_unusual_but_safe_starts(given: dict[str, str]) -> None:
    done = import_settings(**given)
    assert done.stdout.strip() == "started", done.stderr


def test_a_cache_of_one_process_is_refused() -> None:
    cache = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    values = {"CACHES": cache, "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}}}
    assert any(sentence.startswith("CACHE_URL") for sentence in problems(values, allow_sqlite=False))


@pytest.mark.parametrize("count, header", [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_the_proxys_word_is_believed_only_when_there_is_a_proxy(count: str, header: tuple[str, str] | None) -> None:
    code = "import cms.config.settings.production as p; print(repr(p.SECURE_PROXY_SSL_HEADER))"
    assert start(code, TRUSTED_PROXY_COUNT=count, TLS_HERE="1").stdout.strip() == repr(header)


def test_cookies_are_bound_to_the_host_and_to_tls() -> None:
    code = (
        "import cms.config.settings.production as p;"
        "print(p.SESSION_COOKIE_NAME, p.CSRF_COOKIE_NAME, p.SESSION_COOKIE_SECURE, p.CSRF_COOKIE_SECURE)"
    )
    assert start(code).stdout.split() == ["__Host-session", "__Host-csrf", "True", "True"]


def test_files_go_to_the_object_store_when_one_is_named() -> None:
    code = (
        "import cms.config.settings.production as p; print([p.STORAGES[k]['BACKEND'] for k in ('default', 'private')])"
    )
    done = start(code, S3_BUCKET="public", S3_PRIVATE_BUCKET="private")
    assert done.stdout.count("storages.backends.s3.S3Storage") == 2, done.stderr


def test_the_object_store_of_private_files_must_be_named_too() -> None:
    done = import_settings(S3_BUCKET="public")
    assert done.returncode != 0
    assert "S3_PRIVATE_BUCKET" in done.stderr


def test_the_deploy_check_finds_nothing_in_a_sane_installation() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**check.clean_environment(), **check.SANE}
    done = subprocess.run(command, cwd=check.ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_deploy_check_names_what_is_unsafe_elsewhere() -> None:
    """The settings of this suite are not fit for real people, and the check says so."""
    found = [str(message.msg) for message in installation_is_safe(None)]
    assert any(sentence.startswith("BASE_URL is not an https address") for sentence in found)
    assert any(sentence.startswith("EMAIL_URL names no mail server") for sentence in found)
    assert {message.id for message in installation_is_safe(None)} == {"kizuna.E001"}
