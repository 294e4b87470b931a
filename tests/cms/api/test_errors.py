"""What breaks or is too much is told in the API's own form too, and in the language asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from cms.api.v1 import flows
from tests.cms.api.talking import Caller
from tests.factories_intake import make_applicant, make_draft, make_whole_call


@pytest.fixture
def reader(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.raise_request_exception = False
    return client


class Away(Exception):
    sqlstate = "57P01"
    sqlite_errorname = "SQLITE_CANTOPEN"


def failing(error: Exception) -> Any:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    return fail


def away() -> OperationalError:
    error = OperationalError("gone")
    error.__cause__ = Away()
    return error


@pytest.mark.parametrize(
    ("error", "status", "code"), [(RuntimeError("bug"), 500, "broken"), (away(), 503, "unavailable")]
)
def test_a_fault_of_ours_is_a_problem_without_its_inside(
    reader: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    monkeypatch.setattr(flows, "_line", failing(error))
    answer = reader.get("/api/v1/flows")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert "bug" not in answer.content.decode()
    assert answer.json()["title"].isascii()


def test_a_body_beyond_every_limit_is_a_problem(reader: Client, settings: Any) -> None:
    settings.TEXT_MAX_BYTES = 1000
    answer = reader.post("/api/v1/problems", b"x" * 2000, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.django_db
def test_too_many_uploads_wait(settings: Any) -> None:
    settings.INTAKE_LIMITS = {**settings.INTAKE_LIMITS, "upload": "1/h"}
    from tests.factories_intake import pdf

    user, group = make_applicant()
    caller, draft = Caller(user), make_draft(user, make_whole_call(), group)
    first = caller.upload(f"/drafts/{draft.pk}/files", "rules", pdf())
    second = caller.upload(f"/drafts/{draft.pk}/files", "officers", pdf())

    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (429, "too-many")
    assert 0 < int(second["Retry-After"]) <= 3600


@pytest.mark.django_db
def test_answers_of_one_person_are_kept_by_nobody_else(reader: Client) -> None:
    user, _group = make_applicant()
    own = Caller(user).get("/me/cases")
    public = reader.get("/api/v1/flows")

    assert own["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept-Language"} <= {one.strip() for one in own["Vary"].split(",")}
    assert public["Cache-Control"] == "max-age=0, must-revalidate"
    assert Caller(user).get("/me/cases", headers={"if-none-match": own["ETag"]}).status_code == 304
