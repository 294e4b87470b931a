"""Settings of the test suite: the engine named by DATABASE_URL_TEST, else SQLite."""

from __future__ import annotations

from cms.config.settings.base import *  # noqa: F403
from cms.config.settings.base import POSTGRESQL_OPTIONS, VAR_DIR, env

SECRET_KEY = "only-for-tests-" + "x" * 40  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
BASE_URL = "http://testserver"
DATABASES = {"default": env.db("DATABASE_URL_TEST", default=f"sqlite:///{VAR_DIR / 'test' / 'none.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"options": POSTGRESQL_OPTIONS}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "media.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
# A test changes something and looks at once; those of the page cache switch it on.
PAGE_CACHE = env.bool("PAGE_CACHE", default=False)
PAGE_CACHE_SHARED = False
# Counts of statements do not depend on how long the making of records took.
WEBHOOK_CHECK_SECONDS = 3600
# A network that no machine has (RFC 5737).
WEBHOOK_ALLOWED_NETWORKS = ["192.0.2.0/24"]
