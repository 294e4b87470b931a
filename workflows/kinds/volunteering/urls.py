"""Pages for residents, below ``mypage/volunteering/``."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.volunteering.views import guardian, interview

app_name = "volunteering"

urlpatterns = [
    path("cases/<int:pk>/slot/", interview.slot, name="slot"),
    path("consent/<str:secret>/", guardian.consent, name="consent"),
]
