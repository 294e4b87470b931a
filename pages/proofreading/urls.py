"""Below the desk."""

from __future__ import annotations

from django.urls import path

from pages.proofreading.readings_view import ReadingsView
from pages.proofreading.views import ChecksView, FindingsView

app_name = "proofreading"
urlpatterns = [
    path("<int:page_id>/", ChecksView.as_view(), name="checks"),
    path("<int:page_id>/findings/", FindingsView.as_view(), name="findings"),
    path("<int:page_id>/readings/", ReadingsView.as_view(), name="readings"),
]
