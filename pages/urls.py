"""Public addresses. The last one takes every address of the page tree; ``_util/`` stays Wagtail's."""

from __future__ import annotations

from django.urls import include, path, re_path

from cms.core import languages
from pages import case_studies, directory, list_views, views
from pages.catalogue.view import catalogue
from pages.editing.views import preview_links
from pages.search.view import search

app_name = "pages"
# Lists of the whole ward; a page that an editor puts at the same address is shown instead.
WARD_LISTS = ("news", "articles", "groups", "opportunities")
urlpatterns = [
    path("hubs/find/", views.find_hub, name="find_hub"),
    path("search/", search, name="search"),
    *(path(f"{code}/search/", search, {"language": code}, name=f"search_{code}") for code in languages.others()),
    path("catalogue/", list_views.unless_written(catalogue), name="catalogue"),
    path("calls/", views.open_calls, name="open_calls"),
    path("calls/<slug:slug>/", views.call_of_ward, name="call"),
    path("", include("pages.calendar.urls")),
    path("", include("pages.feeds.urls")),
    path("", include("pages.print.urls")),
    path("", include("pages.signage.urls")),
    path("hubs/<slug:code>/<slug:kind>/", list_views.hub_list, name="hub_list"),
    path(f"{directory.KIND}/", directory.groups, name="ward_groups"),
    *(
        path(f"{kind}/", list_views.ward_list, {"kind": kind}, name=f"ward_{kind}")
        for kind in WARD_LISTS
        if kind != directory.KIND
    ),
    path("topics/", list_views.topics, name="topics"),
    path("topics/<slug:code>/", list_views.topic, name="topic"),
    path("areas/<slug:code>/", list_views.area, name="area"),
    path("case-studies/", case_studies.case_studies, name="case_studies"),
    path("case-studies/<int:pk>/", case_studies.case_study, name="case_study"),
    path("procedures/<slug:kind>/chart.svg", views.procedure_chart, name="procedure_chart"),
    path("preview/<str:token>/", preview_links.preview, name="preview"),
    re_path(r"^(?!_util/)((?:[\w\-]+/)*)$", views.page, name="page"),
]
