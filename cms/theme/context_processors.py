"""Names that every page shows: no query, no session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The service's name, the way to My page and to the source code (AGPL §13)."""
    return {
        "service_name": settings.WAGTAIL_SITE_NAME,
        "source_url": settings.SOURCE_URL,
        "mypage_url": settings.LOGIN_REDIRECT_URL,
    }
