"""A fresh machine: SQLite, local files, mail to files, demo mode allowed."""

from __future__ import annotations

import secrets

from cms.config.settings import base
from cms.config.settings.base import *  # noqa: F403  the one star: dev is base plus three lines
from cms.config.settings.base import VAR_DIR, env

VAR_DIR.mkdir(parents=True, exist_ok=True)
_key_file = VAR_DIR / "secret_key"
if not _key_file.exists():
    _key_file.write_text(secrets.token_urlsafe(50))
SECRET_KEY = env.str("SECRET_KEY", default=_key_file.read_text())
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("KIZUNA_DEMO", default=base.DEMO)
# A passkey on http://localhost; production keeps the rule of base.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EXAMPLE_FRONT_END = env.bool("EXAMPLE_FRONT_END", default=True)
