"""Addresses of the receivers, below the Wagtail admin."""

from __future__ import annotations

from django.urls import path

from cms.webhooks.views import keeping, log

app_name = "webhooks"
urlpatterns = [
    path("", log.IndexView.as_view(), name="index"),
    path("new/", keeping.NewView.as_view(), name="new"),
    path("<int:pk>/", log.EndpointView.as_view(), name="endpoint"),
    path("<int:pk>/edit/", keeping.EditView.as_view(), name="edit"),
    path("<int:pk>/secret/", keeping.SecretView.as_view(), name="secret"),
    path("<int:pk>/delete/", keeping.DeleteView.as_view(), name="delete"),
    path("<int:pk>/deliveries/<int:delivery>/", log.DeliveryView.as_view(), name="delivery"),
]
