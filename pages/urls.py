"""Public addresses. The last one takes every address of the page tree; ``_util/`` stays Wagtail's."""

from __future__ import annotations

from django.urls import path, re_path

from pages import views
from pages.editing.views import preview_links

app_name = "pages"
urlpatterns = [
    path("hubs/find/", views.find_hub, name="find_hub"),
    path("calls/", views.open_calls, name="open_calls"),
    path("calls/<slug:slug>/", views.call_of_ward, name="call"),
    path("preview/<str:token>/", preview_links.preview, name="preview"),
    re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", views.page, name="page"),
]
