"""Public addresses of this room, below ``/letters/``."""

from __future__ import annotations

from django.urls import path

from workflows.correspondence.verification import verify

app_name = "letters"
urlpatterns = [path("verify/", verify, name="verify")]
