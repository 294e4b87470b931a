"""Addresses of the hubs' screens."""

from django.urls import path

from pages.signage import views

app_name = "signage"
urlpatterns = [
    path("hubs/<slug:code>/signage/", views.screen, name="screen"),
    path("hubs/<slug:code>/signage/worker.js", views.worker, name="worker"),
]
