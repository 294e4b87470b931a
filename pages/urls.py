"""Public addresses. The last one takes every address of the page tree; ``_util/`` stays Wagtail's."""

from __future__ import annotations

from django.urls import include, path, re_path

from pages import views

app_name = "pages"
urlpatterns = [
    path("hubs/find/", views.find_hub, name="find_hub"),
    path("calls/", views.open_calls, name="open_calls"),
    path("calls/<slug:slug>/", views.call_of_ward, name="call"),
    path("", include("pages.calendar.urls")),
    path("", include("pages.feeds.urls")),
    path("", include("pages.print.urls")),
    path("", include("pages.signage.urls")),
    re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", views.page, name="page"),
]
