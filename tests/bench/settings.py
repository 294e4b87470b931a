"""What is measured: a fresh machine's settings, static files as they lie in the apps."""

from __future__ import annotations

from cms.config.settings.dev import *  # noqa: F403
from cms.config.settings.dev import STORAGES  # type: ignore[attr-defined]

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
