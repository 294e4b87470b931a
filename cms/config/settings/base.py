"""Settings that hold everywhere. Each environment variable is read once: here, in production.py or beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from cms.config.settings.deadlines import *  # noqa: F403
from cms.config.settings.front_ends import *  # noqa: F403
from cms.config.settings.outward import *  # noqa: F403
from cms.config.settings.watched import *  # noqa: F403  lists of rows, too long to stand here
from workflows.kinds import installed_kinds

BASE_DIR = Path(__file__).resolve().parents[3]
env = environ.Env()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEMO = env.bool("KIZUNA_DEMO", default=False)
DEBUG = False
PORT = env.int("PORT", default=8000)
SOURCE_URL = env.str("SOURCE_URL", default="/source/")
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")

INSTALLED_APPS = [
    "cms.config",
    "cms.theme",
    "cms.core",
    "cms.audit",
    "cms.jobs",
    "cms.search",
    "cms.cache",
    "cms.hubs",
    "cms.people",
    "cms.webhooks",
    "cms.mailings",
    "media",
    "forms",
    "workflows.programmes",
    "workflows.cases",
    "workflows.grants",
    "workflows.correspondence",
    "workflows.engine",
    "workflows.exchange",
    "workflows.fieldwork",
    "workflows.ledger",
    "workflows.linking",
    *installed_kinds(),
    "workflows.intake",
    "pages.proofreading",
    "pages",
    "pages.rules",
    "cms.api",
    "cms.admin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "cms.people.wagtail_users.WagtailUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "viewflow",
    "viewflow.workflow",
    "django_q",
    "ninja",
    "corsheaders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # After Wagtail's own apps: its permission policies take the place of theirs.
    "pages.editing",
]

MIDDLEWARE = [
    "cms.cache.middleware.PageCacheMiddleware",
    "workflows.intake.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.config.middleware.PolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "cms.config.middleware.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.people.middleware.SessionGuard",
    "cms.people.middleware.SignInLimits",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "workflows.intake.middleware.HeldTextMiddleware",
    "workflows.fieldwork.middleware.PhoneKeyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "pages.editing.guard.BranchGuard",
    "pages.editing.turns.OneAtATime",
]

ROOT_URLCONF = "cms.config.urls"
WSGI_APPLICATION = "cms.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.theme.context_processors.site",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kizuna.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Who waits longer for a row is told that somebody else is at work (409), within two seconds of asking.
POSTGRESQL_OPTIONS = "-c lock_timeout=1500"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = POSTGRESQL_OPTIONS

# Rate limits stand here, so nothing that lives may be pushed out: expired rows go daily (cms.jobs.pruning).
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kizuna_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
if cache_url := env.str("CACHE_URL", default=""):
    if not cache_url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("CACHE_URL takes redis://, rediss:// or unix://; empty means the database.")
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_url}

# What one process keeps for itself; django-q2 writes its statistics there twice a second.
CACHES["process"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"}

AUTH_USER_MODEL = "people.User"
# Roles first: what they grant is known without asking Django's own permission tables.
AUTHENTICATION_BACKENDS = [
    "cms.people.backend.RoleBackend",
    "django.contrib.auth.backends.ModelBackend",
    "cms.people.backend.SignInBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mypage/"
LOGOUT_REDIRECT_URL = "/"

# Sign-in: a code by e-mail, a passkey, or a password; staff need a second factor (cms.people.middleware).
ACCOUNT_ADAPTER = "cms.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cms.people.account_forms.LoginForm",
    "signup": "cms.people.account_forms.SignupForm",
    "request_login_code": "cms.people.account_forms.RequestLoginCodeForm",
    "confirm_login_code": "cms.people.account_forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "cms.people.account_forms.ConfirmEmailForm",
    "confirm_password_reset_code": "cms.people.account_forms.ConfirmResetForm",
    "reset_password": "cms.people.account_forms.ResetPasswordForm",
    "change_email": "cms.people.account_forms.ChangeEmailForm",
    "add_email": "cms.people.account_forms.AddEmailForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
CODE_SECONDS = env.int("CODE_SECONDS", default=600)
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "cms.people.adapters.display_name"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# Limits per login are our own (cms.people.limits): they join spelling variants and never shut out a known browser.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip", "reset_password": "20/m/ip"}
SIGN_IN_LIMITS = {
    "code": [(5, 1800), (20, 86400)],
    "signup": [(5, 1800), (20, 86400)],
    "reset": [(5, 1800), (20, 86400)],
    "invite": [(30, 86400)],
    "register": [(10, 86400)],
}
KNOWN_BROWSER_DAYS = 180
MFA_ADAPTER = "cms.people.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "cms.people.account_forms.SecondFactorForm",
    "reauthenticate": "cms.people.account_forms.ConfirmFactorForm",
    "activate_totp": "cms.people.account_forms.ActivateAppForm",
    "add_webauthn": "cms.people.account_forms.AddKeyForm",
    "edit_webauthn": "cms.people.account_forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Kizuna"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

MAIL_WRITER = "cms.mailings.services.write_mail"

# Seconds: without a request, and in all; staff sessions are shorter.
SESSION_LIMITS = {
    "resident": (env.int("SESSION_IDLE_SECONDS", default=86400), env.int("SESSION_SECONDS", default=7 * 86400)),
    "staff": (env.int("STAFF_SESSION_IDLE_SECONDS", default=3600), env.int("STAFF_SESSION_SECONDS", default=43200)),
}
SESSION_COOKIE_AGE = SESSION_LIMITS["resident"][1]

LANGUAGE_CODE = "ja"
# Of public pages (decision 0047); the desk is Japanese. Wagtail's own switch for languages stays off: its links would
# ask the database for the language one by one.
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("zh-hans", "中文"), ("ko", "한국어")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/files/"
MEDIA_ROOT = VAR_DIR / "public"
PRIVATE_ROOT = VAR_DIR / "private"
SERVE_PICTURES = env.bool("SERVE_PICTURES", default=True)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "media.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

EMAIL_CONFIG = env.email("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kizuna@example.jp")

EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default="")
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=365)

MAGAZINE_JOURNAL_DIR = env.str("MAGAZINE_JOURNAL_DIR", default=str(VAR_DIR / "magazine"))

# The doorbell only: what is owed stands in our outbox. retry > timeout > any single job.
Q_CLUSTER = {
    "name": "kizuna",
    "orm": "default",
    "workers": env.int("JOB_WORKERS", default=2),
    "timeout": 300,
    "retry": 600,
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "poll": 0.5,
    "bulk": 5,
    "recycle": 500,
    "cache": "process",
    "log_level": "WARNING",
}
JOBS_LEASE_SECONDS = env.int("JOBS_LEASE_SECONDS", default=60)
JOBS_WATCHDOG_SECONDS = env.int("JOBS_WATCHDOG_SECONDS", default=40)
JOBS_BACKOFF_MINUTES = env.list("JOBS_BACKOFF_MINUTES", cast=float, default=[1, 5, 15, 60])
JOBS_OUTAGE_HOURS = env.int("JOBS_OUTAGE_HOURS", default=48)
JOBS_KEEP_DAYS = env.int("JOBS_KEEP_DAYS", default=30)
JOBS_URGENT_LIMIT_SECONDS = env.int("JOBS_URGENT_LIMIT_SECONDS", default=120)
JOBS_BULK_LIMIT_SECONDS = env.int("JOBS_BULK_LIMIT_SECONDS", default=900)
JOBS_HEARTBEAT_LIMIT_SECONDS = env.int("JOBS_HEARTBEAT_LIMIT_SECONDS", default=120)
EXPORT_KEEP_DAYS = env.int("EXPORT_KEEP_DAYS", default=7)
PG_BIN = env.str("PG_BIN", default="")
PRIVATE_FILE_MODEL = "kizuna_media.PrivateFile"
# Month-day on which the ward office is closed besides weekends and national holidays.
OFFICE_CLOSED_DAYS = env.list("OFFICE_CLOSED_DAYS", default=["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"])
TASKS = {"default": {"BACKEND": "cms.jobs.tasks_backend.OutboxBackend"}}

# Links to other sites are looked at by the worker, from which other sites must be reachable then.
LINK_CHECK_EXTERNAL = env.bool("LINK_CHECK_EXTERNAL", default=False)

WAGTAIL_SITE_NAME = "絆（きずな）"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES[:1]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # decision 0049
WAGTAIL_FINISH_WORKFLOW_ACTION = "pages.editing.finishing.publish_approved"
# Wagtail mails comments at once, with names and texts; what is to be changed is said with the refusal.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILIMAGES_IMAGE_MODEL = "kizuna_media.WardImage"
WAGTAILDOCS_DOCUMENT_MODEL = "kizuna_media.WardDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.editing.published_files.OwnPictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "pages.editing.published_files.OwnDocumentForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_EXTENSIONS = ["heic", "jpeg", "jpg", "png"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.desk"}}

# Posts of one person (held: of one address) within an hour; sending itself is counted by its rows.
INTAKE_LIMITS = {"upload": "120/h", "consultation": "20/h", "held": "60/h"}

# Bytes. A form holds 50 MB of files; a body above the last limit is refused before it is read.
# Text: what forms take that people write into (a megabyte of Japanese is nine on its way), and all others.
DATA_UPLOAD_MAX_MEMORY_SIZE = 13_000_000
TEXT_FORM_PREFIXES = ["/mypage/", "/calls/", "/cms/", "/api/v1/drafts/", "/api/v1/forms/"]
TEXT_MAX_BYTES = 2_500_000
REQUEST_MAX_BYTES = 60_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF, *OIDC_FORM_ORIGINS],  # noqa: F405  a form that leads on to another host needs both
    }
}
# The Wagtail admin writes style attributes and reads its icons and previews from blobs; scripts stay strict.
CONTENT_SECURITY_POLICY_DESK = {
    "style-src": [SELF, UNSAFE_INLINE],
    "font-src": [SELF, "data:"],
    "worker-src": [SELF, "blob:"],
}
DESK_PREFIX = "/cms/"
# A page that shows how another front end uses the API; not for service.
EXAMPLE_FRONT_END = env.bool("EXAMPLE_FRONT_END", default=False)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "workflows.intake.views.held.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# Pages kept for anonymous readers (cms/cache). Each process keeps its own; with Redis they share what they made.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
PAGE_CACHE_PROCESS_MB = env.int("PAGE_CACHE_PROCESS_MB", default=16)
PAGE_CACHE_SHARED = CACHES["default"]["BACKEND"].endswith("RedisCache")
PAGE_CACHE_CHECK_SECONDS = 0.4
PAGE_CACHE_FOLD_ABOVE = 50
PAGE_CACHE_PERSONAL_COOKIES: list[str] = []
