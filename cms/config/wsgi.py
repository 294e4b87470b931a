"""The WSGI entry point; the settings module comes from the environment."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from wagtail.hooks import search_for_hooks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.production")
application = get_wsgi_application()

# Loaded before the first request, and before a server divides itself into workers that share it.
get_resolver().url_patterns  # noqa: B018
search_for_hooks()
