"""Addresses for machines."""

from __future__ import annotations

from django.urls import path

from cms.api import health

urlpatterns = [
    path("healthz", health.ready, name="healthz"),
    path("healthz/jobs", health.jobs, name="healthz-jobs"),
]
