"""What a reader finds who chooses a language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from tests.factories_editing import Site, make_live, make_sites
from tests.factories_languages import begin, publish, translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def read(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.content.decode(), "html.parser")


def choices(page: Any) -> dict[str, str]:
    links = page.select(".kz-languages a")
    return {link["hreflang"]: link["href"] for link in links}


def test_a_japanese_page_names_every_language_by_its_own_name(west: Site) -> None:
    page = read("/west/")
    assert page.html["lang"] == "ja"
    items = page.select(".kz-languages li")
    assert [(one["lang"], one.get_text(strip=True)) for one in items] == [
        ("ja", "日本語"),
        ("en", "English"),
        ("zh-hans", "中文"),
        ("ko", "한국어"),
    ]
    assert items[0].find("span")["aria-current"] == "true"
    assert choices(page) == {code: f"/west/?lang={code}" for code in ("en", "zh-hans", "ko")}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("en", "This page is only available in Japanese."),
        ("zh-hans", "本页面只有日语版。"),
        ("ko", "이 페이지는 일본어로만 제공됩니다."),
    ],
)
def test_a_page_without_translation_says_so_in_the_language_asked_for(west: Site, code: str, told: str) -> None:
    page = read(f"/west/?lang={code}")
    notice = page.select_one(".kz-notice[lang]")
    assert page.html["lang"] == "ja"
    assert notice["lang"] == code
    assert told in notice.get_text()
    assert west.hub.name in notice.get_text()
    assert notice.select_one(f'a[href="/{code}/"]')
    assert not page.select('link[rel="alternate"][hreflang]')
    assert page.select_one('link[rel="canonical"]')["href"].endswith("/west/")


@pytest.mark.parametrize("path", ["/", "/news/", "/hubs/find/", "/calls/", "/events/", "/west/", "/hubs/west/news/"])
def test_every_public_page_has_the_menu_and_the_notice(west: Site, path: str) -> None:
    assert read(path).select_one(".kz-languages")
    asked = read(f"{path}?lang=ko")
    assert asked.select_one('.kz-notice[lang="ko"]') or path == "/"


def test_no_notice_without_a_language_of_ours(west: Site) -> None:
    for path in ("/west/", "/west/?lang=ja", "/west/?lang=fr", "/west/?lang=%22%3E%3Cscript%3E"):
        assert not read(path).select(".kz-notice[lang]")


def test_a_translation_stands_under_its_language_and_is_linked_both_ways(west: Site) -> None:
    original, english = translated(west)
    page = read("/en/west/how-to-use/")
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "How to use the hub"
    assert choices(page)["ja"] == "/west/how-to-use/"
    assert choices(page)["ko"] == "/west/how-to-use/?lang=ko"
    japanese = read("/west/how-to-use/")
    assert japanese.html["lang"] == "ja"
    assert choices(japanese)["en"] == "/en/west/how-to-use/"
    for one in (page, japanese):
        found = {link["hreflang"]: link["href"] for link in one.select('link[rel="alternate"][hreflang]')}
        assert set(found) == {"ja", "en", "x-default"}
        assert found["en"].endswith("/en/west/how-to-use/")
        assert found["ja"].endswith("//testserver/west/how-to-use/") or found["ja"].endswith("/west/how-to-use/")
    assert page.select_one('link[rel="canonical"]')["href"].endswith("/en/west/how-to-use/")
    assert english.full_url.endswith("/en/west/how-to-use/")


def test_a_draft_translation_is_neither_shown_nor_linked(west: Site) -> None:
    original = make_live(west, "拠点の使い方", slug="how-to-use")
    begin(west, original)
    assert Client().get("/en/west/how-to-use/").status_code == 404
    page = read("/west/how-to-use/")
    assert choices(page)["en"] == "/west/how-to-use/?lang=en"
    assert not page.select('link[rel="alternate"][hreflang]')


def test_the_chrome_is_in_the_language_of_the_page(west: Site) -> None:
    translated(west)
    page = read("/en/west/how-to-use/")
    assert page.select_one(".kz-skip").get_text() == "Skip to the text"
    shown = page.select_one(".kz-nav").get_text() + page.select_one("footer").get_text()
    japanese = [one.get_text() for one in page.select('[lang="ja"]')]
    assert "Open calls (in Japanese)" in shown
    for text in page.body.stripped_strings:
        if re.search(r"[ぁ-んァ-ヶ一-龠]", text) and text != "中文":
            assert any(text in one for one in japanese), text


def test_an_original_that_is_newer_is_told_on_the_translation(west: Site) -> None:
    original, english = translated(west)
    assert "may be out of date" not in read("/en/west/how-to-use/").get_text()
    publish(original, "拠点の新しい使い方")
    shown = read("/en/west/how-to-use/")
    assert "this translation may be out of date" in shown.get_text()
    assert shown.select_one('main a[href="/west/how-to-use/"]')
    publish(english, "How to use the hub now")
    assert "may be out of date" not in read("/en/west/how-to-use/").get_text()


def test_what_is_missing_in_a_language_is_told_in_it(west: Site) -> None:
    answer = Client().get("/en/nowhere/")
    assert answer.status_code == 404
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "Page not found"


def test_the_front_page_of_each_language(west: Site) -> None:
    for code in ("en", "zh-hans", "ko"):
        page = read(f"/{code}/")
        assert page.html["lang"] == code
        assert choices(page)["ja"] == "/"
        assert page.select_one("main").get_text(strip=True)


def test_japanese_addresses_are_as_before(west: Site) -> None:
    page = make_live(west, "拠点の使い方", slug="how-to-use")
    assert page.get_url() == "/west/how-to-use/"
    assert Page.objects.get(pk=west.page.pk).specific.get_url() == "/west/"
