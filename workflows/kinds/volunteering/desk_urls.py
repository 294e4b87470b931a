"""Pages for staff, below ``cms/desk/kinds/volunteering/``."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.volunteering.views import selection

app_name = "volunteering_desk"

urlpatterns = [
    path("cases/<int:pk>/score/", selection.ScoreView.as_view(), name="score"),
    path("cases/<int:pk>/slot/", selection.SlotView.as_view(), name="slot"),
    path("cases/<int:pk>/guardian/", selection.AskGuardianView.as_view(), name="guardian"),
]
