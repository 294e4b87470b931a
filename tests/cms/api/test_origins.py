"""Pages of other origins read the API as programs do: with a key or as nobody, and nothing but the API."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from cms.api.idempotency import REPLAYED
from cms.api.interface import api
from tests.cms.api.talking import API, Caller
from tests.databases import ROOT
from tests.factories_people import make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
PORTAL = "https://portal.example.jp"
OPEN, EXPOSED = "access-control-allow-origin", "access-control-expose-headers"

ANSWERS = ["/hubs", "/opendata/hubs.csv", "/openapi.json", "/me/cases", "/hubs/none", "/nothing"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_is_read_from_every_origin_errors_too(path: str) -> None:
    answer = Client().get(f"{API}{path}", headers={"origin": PORTAL})
    assert answer[OPEN] == "*"
    told = {"etag", "link", "location", "retry-after", "www-authenticate", "content-disposition", REPLAYED.lower()}
    assert told <= set(answer[EXPOSED].split(", "))
    assert "access-control-allow-credentials" not in answer


def test_a_key_is_taken_from_another_origin() -> None:
    answer = Caller(make_user()).get("/me/cases", headers={"origin": PORTAL})
    assert (answer.status_code, answer[OPEN]) == (200, "*")


@pytest.mark.parametrize("path", ["/", "/events.ics", "/cms/", "/accounts/login/", "/api/example/", "/static/x.css"])
def test_nothing_but_the_api_is_opened(path: str) -> None:
    assert OPEN not in Client().get(path, headers={"origin": PORTAL})


def test_the_question_before_a_request_is_answered_for_all_that_operations_take(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Nobody's session and no row is looked at for it. A header that an operation learns must be named here, too."""
    schema = api.get_openapi_schema()
    simple = {"accept", "accept-language", "content-type", "authorization"}
    asked = 0
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            named = {one["name"].lower() for one in operation.get("parameters", []) if one["in"] == "header"}
            with django_assert_num_queries(0):
                answer = Client().options(
                    path, headers={"origin": PORTAL, "access-control-request-method": method.upper()}
                )
            assert answer.status_code == 200, path
            assert method.upper() in answer["access-control-allow-methods"].split(", "), path
            assert simple | named <= set(answer["access-control-allow-headers"].split(", ")), path
            asked += 1
    assert asked > 50


def test_the_operator_names_the_origins(settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = False
    settings.CORS_ALLOWED_ORIGINS = [PORTAL]
    for origin, allowed in ((PORTAL, True), ("https://portal.example.jp.example.com", False), ("null", False)):
        answer = Client().get(f"{API}/hubs", headers={"origin": origin})
        assert (answer.status_code, answer.get(OPEN)) == (200, origin if allowed else None)
        assert "access-control-allow-credentials" not in answer
        assert "origin" in answer["Vary"].lower()
        asked = Client().options(f"{API}/hubs", headers={"origin": origin, "access-control-request-method": "GET"})
        assert (OPEN in asked) is allowed


@pytest.mark.parametrize(
    ("named", "every", "origins"),
    [
        (None, True, []),
        ("*", True, []),
        ("", False, []),
        (f"{PORTAL},https://app.example.jp", False, [PORTAL, "https://app.example.jp"]),
    ],
)
def test_what_the_operator_names_is_what_holds(named: str | None, every: bool, origins: list[str]) -> None:
    environment = {**os.environ, **({} if named is None else {"API_ORIGINS": named})}
    told = "import cms.config.settings.front_ends as s; print(s.CORS_ALLOW_ALL_ORIGINS, s.CORS_ALLOWED_ORIGINS)"
    done = subprocess.run([sys.executable, "-c", told], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == f"{every} {origins}", done.stderr


def test_no_cache_on_the_way_keeps_whose_session_it_is() -> None:
    answer = sign_in(Client(), make_user()).get(f"{API}/session", headers={"origin": PORTAL})
    assert answer.json()["signed_in"] is True
    assert answer["Cache-Control"] == "no-store"
