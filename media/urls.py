"""Published documents. The names are Wagtail's, which writes links to them."""

from __future__ import annotations

from django.urls import path, re_path
from wagtail.documents.views.serve import authenticate_with_password

from media.views import published_document

urlpatterns = [
    re_path(r"^(\d+)/(.*)$", published_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
