"""Addresses of the calendars. What belongs to one hub stands below ``hubs/<code>/``."""

from __future__ import annotations

from django.urls import path

from pages.calendar import views

app_name = "calendar"
urlpatterns = [
    path("events/", views.month, name="month"),
    path("events/month/<str:month>/", views.month, name="month_of"),
    path("events/week/", views.week, name="week"),
    path("events/week/<str:day>/", views.week, name="week_of"),
    path("events/list/", views.coming, name="list"),
    path("events/<uuid:uid>.ics", views.event_file, name="event_file"),
    path("events.ics", views.calendar_file, name="ward_file"),
    path("hubs/<slug:code>/events/", views.month, name="hub_month"),
    path("hubs/<slug:code>/events/month/<str:month>/", views.month, name="hub_month_of"),
    path("hubs/<slug:code>/events/week/", views.week, name="hub_week"),
    path("hubs/<slug:code>/events/week/<str:day>/", views.week, name="hub_week_of"),
    path("hubs/<slug:code>/events/list/", views.coming, name="hub_list"),
    path("hubs/<slug:code>/events.ics", views.calendar_file, {"kind": "hubs"}, name="hub_file"),
    path("areas/<slug:code>/events.ics", views.calendar_file, {"kind": "areas"}, name="area_file"),
    path("topics/<slug:code>/events.ics", views.calendar_file, {"kind": "topics"}, name="topic_file"),
]
