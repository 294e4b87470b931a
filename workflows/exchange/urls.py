"""Addresses of the exchange: the public list, and the pages of a group's people."""

from __future__ import annotations

from django.urls import path

from workflows.exchange.views import followers, introductions, listings, public, requests, visitors

app_name = "exchange"
OWN = "mypage/exchange/"

urlpatterns = [
    path("exchange/", public.listing_list, name="listings"),
    path("exchange/<int:pk>/", public.listing, name="listing"),
    path("exchange/groups/<int:group>/ask/", visitors.ask, name="ask"),
    path("exchange/requests/asked/", visitors.asked, name="asked"),
    path("exchange/requests/confirm/<str:token>/", visitors.confirm, name="confirm"),
    path("exchange/requests/<str:token>/", visitors.request_page, name="request"),
    path("exchange/groups/<int:group>/follow/", followers.follow, name="follow"),
    path("exchange/follow/asked/", followers.asked, name="follow_asked"),
    path("exchange/follow/confirm/<str:token>/", followers.confirm, name="follow_confirm"),
    path("exchange/follow/leave/<str:token>/", followers.unfollow, name="unfollow"),
    path(OWN, listings.own, name="own"),
    path(f"{OWN}new/", listings.new, name="new"),
    path(f"{OWN}<int:pk>/", listings.edit, name="edit"),
    path(f"{OWN}<int:pk>/close/", listings.close, name="close"),
    path(f"{OWN}<int:pk>/renew/", listings.renew, name="renew"),
    path(f"{OWN}introductions/<int:pk>/<int:group>/", introductions.introduction, name="introduction"),
    path(f"{OWN}introductions/<int:pk>/<int:group>/consent/", introductions.consent, name="consent"),
    path(f"{OWN}introductions/<int:pk>/<int:group>/decline/", introductions.decline, name="decline"),
    path(f"{OWN}introductions/<int:pk>/<int:group>/take-back/", introductions.take_back, name="take_back"),
    path(f"{OWN}requests/<int:pk>/", requests.request, name="asks"),
    path(f"{OWN}requests/<int:pk>/accept/", requests.accept, name="accept"),
    path(f"{OWN}requests/<int:pk>/decline/", requests.decline, name="refuse"),
]
