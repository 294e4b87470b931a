"""Settings for real people: by environment variables alone; refuses to start when unsafe.

Every variable stands in cms/docs/environment.md with its default.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from cms.config.safety import problems
from cms.config.settings.base import *  # noqa: F403  production is base plus what only real service needs
from cms.config.settings.base import BASE_URL, DATABASES, STORAGES, TRUSTED_PROXY_COUNT, env

SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
ALLOW_SQLITE = env.bool("ALLOW_SQLITE", default=False)

# Left to the web server or the object store, unless there is neither.
SERVE_PICTURES = env.bool("SERVE_PICTURES", default=False)

# TLS. The proxy must set X-Forwarded-Proto itself and drop what the client sent.
# Without a proxy only a gunicorn with --certfile may redirect: TLS_HERE says that this is one.
TLS_HERE = env.bool("TLS_HERE", default=False)
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Preloading binds the whole registered domain; that is the ward's decision, not this program's.
# The staff desk shows previews in frames of its own pages, so SAMEORIGIN stands instead of DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W021"]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("sslmode", env.str("DATABASE_SSLMODE", default="prefer"))

if bucket := env.str("S3_BUCKET", default=""):
    from botocore.config import Config

    _s3 = {
        # A store that is away is told within seconds: /healthz and people wait for it.
        "client_config": Config(connect_timeout=3, read_timeout=20, retries={"max_attempts": 2}),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
        "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
        "file_overwrite": False,
        "default_acl": None,
    }
    _s3_backend = "storages.backends.s3.S3Storage"
    STORAGES["default"] = {
        "BACKEND": _s3_backend,
        "OPTIONS": {**_s3, "bucket_name": bucket, "custom_domain": env.str("S3_PUBLIC_DOMAIN", default="") or None},
    }
    STORAGES["private"] = {
        "BACKEND": _s3_backend,
        "OPTIONS": {**_s3, "bucket_name": env.str("S3_PRIVATE_BUCKET"), "querystring_expire": 60},
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cms.config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Django would mail whole requests, answers of applicants included, to the administrators.
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "INFO"}},
}

if unsafe := problems(globals(), allow_sqlite=ALLOW_SQLITE):
    raise ImproperlyConfigured("Kizuna does not start because this would be unsafe:\n- " + "\n- ".join(unsafe))
