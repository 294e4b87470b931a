"""What holds for every operation: problems, languages, strict names, marks of what was read."""

from __future__ import annotations

import pytest
from django.test import Client

API = "/api/v1"


@pytest.fixture
def reader(db: None) -> Client:
    return Client(headers={"accept-language": "en"})


def test_an_address_without_anything_is_a_problem_in_the_language_asked_for(reader: Client) -> None:
    english = reader.get(f"{API}/nothing-of-the-kind")
    japanese = reader.get(f"{API}/nothing-of-the-kind", headers={"accept-language": "ja"})

    assert english.status_code == japanese.status_code == 404
    assert english["Content-Type"] == "application/problem+json"
    assert english.json()["code"] == japanese.json()["code"] == "not-found"
    assert english.json()["title"] == "Nothing was found here"
    assert japanese.json()["title"] == "見つかりませんでした"


def test_a_method_that_an_address_does_not_have_is_a_problem_that_lists_those_it_has(reader: Client) -> None:
    answer = reader.delete(f"{API}/problems")

    assert answer.status_code == 405
    assert answer.json()["code"] == "wrong-method"
    assert answer["Allow"] == "GET"


def test_a_parameter_that_does_not_exist_is_refused(reader: Client) -> None:
    answer = reader.get(f"{API}/problems?size=3")

    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown-field"
    assert answer.json()["errors"] == [{"pointer": "?size", "detail": "There is no such parameter."}]


def test_every_problem_is_explained_in_both_languages(reader: Client) -> None:
    for known in reader.get(f"{API}/problems").json():
        assert known["ja"]["title"] != known["en"]["title"], known["code"]
        assert known["ja"]["advice"] != known["en"]["advice"], known["code"]
        assert reader.get(f"{API}/problems/{known['code']}").json() == known


def test_what_was_read_is_not_sent_again(reader: Client) -> None:
    first = reader.get(f"{API}/problems")
    again = reader.get(f"{API}/problems", headers={"if-none-match": first["ETag"]})
    other_language = reader.get(f"{API}/problems", headers={"if-none-match": '"other"'})

    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""
    assert other_language.status_code == 200


def test_the_description_is_openapi_3_1_with_names_used_once(reader: Client) -> None:
    schema = reader.get(f"{API}/openapi.json").json()
    names = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]

    assert schema["openapi"].startswith("3.1")
    assert len(names) == len(set(names))
