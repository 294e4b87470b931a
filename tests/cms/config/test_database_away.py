"""A database that cannot be reached is told as such: 503 with when to come back, whichever layer met it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, connections
from django.test import Client
from django.urls import path

from cms.config import urls as product
from cms.config.errors import is_away
from cms.core.errors import Busy
from tests import databases
from tests.database_fixture import OwnDatabase
from tests.factories_cases import make_call
from tests.factories_people import make_user
from tests.sign_in import sign_in


def busy(request: object) -> None:
    raise Busy("試験")


def wrong_statement(request: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


urlpatterns = [path("busy/", busy), path("wrong/", wrong_statement), *product.urlpatterns]
handler500 = product.handler500


@pytest.fixture
def client() -> Client:
    """Shows the page instead of raising, as a server does."""
    return Client(raise_request_exception=False)


@pytest.fixture
def away(own_database: OwnDatabase) -> Iterator[None]:
    """Every connection is closed, and none can be made: nobody listens on the port, no such folder."""
    server = connections["default"].settings_dict
    before = {key: server[key] for key in ("NAME", "PORT")}

    def leave() -> None:
        gone = {"PORT": "1"} if databases.is_postgres() else {"NAME": "/nowhere/at/all.sqlite3"}
        connections.close_all()
        for place in (server, settings.DATABASES["default"]):
            place.update(gone)

    yield leave  # type: ignore[misc]
    connections.close_all()
    for place in (server, settings.DATABASES["default"]):
        place.update(before)


def test_pages_of_a_database_that_is_away_are_503(client: Client, away: Any) -> None:
    call = make_call()
    sign_in(client, make_user())
    assert client.get("/mypage/").status_code == 200
    away()
    # a public page, one that reads the session first, one that reads the clock before everything, the desk
    pages = [
        client.get(f"/calls/{call.slug}/"),
        client.get("/mypage/"),
        client.post("/mypage/drafts/00000000-0000-0000-0000-000000000000/send/"),
        client.get("/cms/desk/"),
        client.get("/no/such/page/"),
    ]
    assert [page.status_code for page in pages] == [503] * 5
    for page in pages:
        assert page["Retry-After"] == "120"
        assert "ただいまご利用いただけません" in page.content.decode()
        assert "OperationalError" not in page.content.decode()


def test_it_works_again_when_the_database_is_back(client: Client, own_database: OwnDatabase) -> None:
    """A connection that the server has ended is no reason to stay away."""
    call = make_call()
    assert client.get(f"/calls/{call.slug}/").status_code == 200
    connections.close_all()
    assert client.get(f"/calls/{call.slug}/").status_code == 200


@pytest.mark.urls("tests.cms.config.test_database_away")
@pytest.mark.django_db
def test_a_wrong_statement_is_a_bug_and_busy_is_409(client: Client) -> None:
    answer = client.get("/busy/")
    assert answer.status_code == 409
    assert "ほかの人が処理しています" in answer.content.decode()
    assert "入力した内容は失われていません" in answer.content.decode()
    answer = client.get("/wrong/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)


def caused(kind: type[Exception], **codes: str) -> Exception:
    cause = type("Cause", (Exception,), codes)()
    error = kind("試験")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error, away",
    [
        (InterfaceError("connection already closed"), True),
        (caused(OperationalError), True),
        (caused(OperationalError, sqlstate="08006"), True),
        (caused(OperationalError, sqlstate="57P01"), True),
        (caused(OperationalError, sqlstate="53300"), True),
        (caused(OperationalError, sqlstate="55P03"), False),
        (caused(OperationalError, sqlite_errorname="SQLITE_CANTOPEN"), True),
        (caused(OperationalError, sqlite_errorname="SQLITE_ERROR"), False),
        (caused(ProgrammingError, sqlstate="42P01"), False),
        (sqlite3.OperationalError("of no database of ours"), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_what_counts_as_away(error: Exception | None, away: bool) -> None:
    assert is_away(error) is away
