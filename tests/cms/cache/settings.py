"""What the readers' workers run with: the test settings with pages kept, and each answer says who made it and how."""

from __future__ import annotations

from cms.config.settings.test import *  # noqa: F403
from cms.config.settings.test import ALLOWED_HOSTS, MIDDLEWARE, env  # type: ignore[attr-defined]

PAGE_CACHE = True
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "west.example.jp"]
MIDDLEWARE = ["tests.cms.cache.telling.TellingMiddleware", *MIDDLEWARE]
if cache_url := env.str("CACHE_URL", default=""):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_url},
        "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
    }
    PAGE_CACHE_SHARED = True
