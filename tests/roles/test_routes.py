"""No route is left out: a new one is red whatever it is called, and wherever it hangs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from django.urls.resolvers import RegexPattern
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.config import urls
from cms.people.models import NameTerm
from tests.roles.classification import DOORS, ELSEWHERE, FOREIGN
from tests.roles.routes import Route, routes, unclassified


def red(found: list[Route]) -> list[Route]:
    return unclassified(found, doors=DOORS, elsewhere=[*ELSEWHERE, *FOREIGN])


def test_every_route_is_classified() -> None:
    assert red(routes()) == []


def test_nothing_is_classified_that_is_no_route() -> None:
    addresses, names = {route.address for route in routes()}, {route.name for route in routes()}
    assert [address for address in (*ELSEWHERE, *FOREIGN) if address not in addresses] == []
    assert sorted(DOORS - names) == []


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class NewRegister(SnippetViewSet):
    model = NameTerm
    copy_view_enabled = False
    admin_url_namespace = "wagtailsnippets_new"
    base_url_path = "snippets/new"


def register() -> Any:
    return path("cms/", include((NewRegister().get_urlpatterns(), "wagtailsnippets_new")))


NEW: dict[str, Callable[[], Any]] = {
    "named": lambda: path("new/", view, name="new"),
    "unnamed": lambda: path("new/", view),
    "in a known space": lambda: path("desk/", include(([path("new/", view, name="new")], "desk"))),
    "under a known name": lambda: path("new/", include(([path("<int:pk>/", view, name="case")], "desk"))),
    "called like Wagtail's": lambda: path("cms/new/", view, name="wagtailadmin_new"),
    "called like allauth's": lambda: path("accounts/new/", view, name="account_new"),
    "a register of Wagtail's making": register,
}


@pytest.mark.parametrize("kind", NEW)
def test_a_new_route_is_red(kind: str) -> None:
    more: list[Any] = [NEW[kind](), *urls.urlpatterns]
    assert red(routes(URLResolver(RegexPattern(r"^/"), more)))
