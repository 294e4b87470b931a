"""The screen of a hub, and the worker that lets its browser start again without a network."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.hubs.models import Hub
from pages import banners
from pages.signage import slides

SLIDE_SECONDS = 12
RELOAD_SECONDS = 180
# After an hour without news from us the screen shows only what stays true.
STALE_SECONDS = 3600
WORKER = Path(__file__).with_name("worker.js")


@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """All slides in one page; ``?slide=`` tells which one is shown first, for browsers without scripts."""
    hub = get_object_or_404(Hub.objects.exclude(status=Hub.Status.CLOSED), code=code)
    now = timezone.localtime()
    shown = [*slides.slides(hub, request, now=now), slides.contact(hub, request)]
    asked = request.GET.get("slide", "")
    at = int(asked) % len(shown) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    context = {
        "hub": hub,
        "now": now,
        "banners": banners.shown(banners.announced(now), hub, at=now),
        "slides": shown,
        "at": at,
        "next": (at + 1) % len(shown),
        "slide_seconds": SLIDE_SECONDS,
        "reload_seconds": RELOAD_SECONDS,
        "stale_seconds": STALE_SECONDS,
    }
    response = render(request, "pages/signage.html", context)
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
def worker(request: HttpRequest, code: str) -> HttpResponse:
    """Stands below the screen's address, for a service worker rules over what lies below its own."""
    get_object_or_404(Hub, code=code)
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, no_cache=True)
    return response
