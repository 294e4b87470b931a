"""Addresses of this room below the Wagtail admin's own."""

from __future__ import annotations

from django.urls import path

from pages.rules.views import changing, logs, trying

app_name = "rules"
urlpatterns = [
    path("", changing.RulesView.as_view(), name="rules"),
    path("add/", changing.AddView.as_view(), name="add"),
    path("<int:pk>/", changing.EditView.as_view(), name="edit"),
    path("<int:pk>/switch/", changing.SwitchView.as_view(), name="switch"),
    path("<int:pk>/delete/", changing.DeleteView.as_view(), name="delete"),
    path("<int:pk>/try/", trying.TryView.as_view(), name="try"),
    path("<int:pk>/log/", logs.RuleLogView.as_view(), name="log"),
    path("pages/<int:page_id>/log/", logs.PageLogView.as_view(), name="page_log"),
]
