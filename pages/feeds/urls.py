"""Addresses of the feeds; they end like files, so that readers know them for what they are."""

from __future__ import annotations

from django.urls import URLPattern, path

from pages.feeds import views

app_name = "feeds"


def _both(before: str, name: str, kind: str) -> list[URLPattern]:
    return [
        path(f"{before}feed.{suffix}", views.feed, {"suffix": suffix, "kind": kind}, name=f"{name}_{suffix}")
        for suffix in ("rss", "atom")
    ]


urlpatterns = [
    *_both("", "ward", ""),
    *_both("hubs/<slug:code>/", "hub", "hubs"),
    *_both("areas/<slug:code>/", "area", "areas"),
    *_both("topics/<slug:code>/", "topic", "topics"),
]
