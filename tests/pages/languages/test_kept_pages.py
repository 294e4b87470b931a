"""A page that is kept for everybody changes when a translation of it does; each language is kept apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories_editing import make_live, make_sites
from tests.factories_languages import begin, publish, translated

pytestmark = pytest.mark.usefixtures("own_database")
GOAL_2 = 6


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 0


def read(path: str) -> str:
    return Client().get(path).content.decode()


def test_publishing_and_taking_off_a_translation_changes_the_japanese_menu() -> None:
    west = make_sites()["west"]
    original = make_live(west, "使い方", slug="how")
    link = 'href="/en/west/how/"'
    assert link not in read("/west/how/")
    draft = begin(west, original)
    assert link not in read("/west/how/")
    english = publish(draft, "How to use")
    assert link in read("/west/how/")
    english.unpublish()
    assert link not in read("/west/how/")
    assert Client().get("/en/west/how/").status_code == 404


def test_publishing_the_japanese_page_changes_the_translation() -> None:
    original, _english = translated(make_sites()["west"])
    assert "may be out of date" not in read("/en/west/how-to-use/")
    publish(original, "新しい使い方")
    assert "may be out of date" in read("/en/west/how-to-use/")


def test_each_language_asked_for_is_kept_apart() -> None:
    make_sites()
    told = {code: read(f"/west/?lang={code}") for code in ("en", "ko")}
    again = {code: read(f"/west/?lang={code}") for code in ("en", "ko")}
    assert told == again
    assert "only available in Japanese" in told["en"]
    assert "only available in Japanese" not in told["ko"] + read("/west/")
    assert Client().get("/west/?lang=en")["ETag"]


@pytest.mark.parametrize(
    "path", ["/en/", "/en/west/", "/en/west/how-to-use/", "/west/how-to-use/", "/west/how-to-use/?lang=ko"]
)
def test_goal_2_a_page_in_another_language(path: str) -> None:
    west = make_sites()["west"]
    _original, english = translated(west)
    publish(english.get_parent().specific, "West Hub")
    client = Client()
    client.get(path)
    sign = "&" if "?" in path else "?"
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"{path}{sign}anew")
    assert answer.status_code == 200
    assert 0 < len(captured) <= GOAL_2, "\n".join(query["sql"][:200] for query in captured)
