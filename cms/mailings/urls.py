"""Addresses of the e-mail magazine for its readers."""

from __future__ import annotations

from django.urls import path

from cms.mailings.views import magazine

app_name = "magazine"

urlpatterns = [
    path("", magazine.sign_up, name="sign_up"),
    path("asked/", magazine.asked, name="asked"),
    path("confirm/<str:token>/", magazine.confirm, name="confirm"),
    path("preferences/<str:token>/", magazine.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", magazine.unsubscribe, name="unsubscribe"),
]
