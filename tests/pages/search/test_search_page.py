"""What a resident finds at ``/search/``, by any spelling, without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.rich_text import RichText

from cms.hubs.models import Hub
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_programmes import make_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    make_call("open-call", summary="地域の防災訓練に使えます。")
    set_up_sites()
    return hubs


def add(title: str, body: str = "", hub: str = "west", **fields: Any) -> StandardPage:
    blocks = [("paragraph", RichText(body))] if body else []
    page = StandardPage(title=title, body=blocks, slug=fields.pop("slug", f"p{StandardPage.objects.count()}"), **fields)
    HubPage.objects.get(slug=hub).add_child(instance=page)
    return page


def text(client: Client, **asked: str) -> str:
    answer = client.get("/search/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client: Client, q: str = "", **asked: str) -> list[str]:
    found = re.findall(r"<h3><a href=[^>]*>(.*?)</a></h3>", text(client, q=q, **asked), re.DOTALL)
    return [re.sub(r"</?mark>", "", one) for one in found]


@pytest.mark.parametrize(
    "title, body, asked",
    [
        ("防災訓練のお知らせ", "", "防災"),
        ("防災訓練のお知らせ", "", "防災訓練"),
        ("町会連合会だより", "", "連合会"),
        ("ボウサイ講座", "", "ぼうさい"),
        ("ﾎﾞｳｻｲ講座", "", "ボウサイ"),
        ("Ｋｉｄｓ Room", "", "kids"),
        ("髙橋さんの話", "", "高橋"),
        ("高橋さんの話", "", "髙橋"),
        ("山﨑公園", "", "山崎"),
        ("渡邉さんと澤田さん", "", "渡辺 沢田"),
        ("防災の日", "", "ぼうさい"),
        ("ぼうさいの日", "", "防災"),
        ("日　時と会場", "", "日時"),
        ("日時と会場", "", "日　時"),
        ("光ケ丘の秋", "", "光ヶ丘"),
        ("石神井台の秋", "", "しゃくじいだい"),
        ("石神井公園", "", "しゃくじい"),
        ("集まり", "<p>毎月の<b>もち</b>つき大会</p>", "もちつき大会"),
        ("集まり", "<h2>防災</h2><p>訓練をします</p>", "訓練をします"),
    ],
)
def test_every_spelling_is_found(client: Client, title: str, body: str, asked: str) -> None:
    add(title, body)
    assert title in titles(client, asked)


def test_parts_of_different_paragraphs_are_no_word(client: Client) -> None:
    add("集まり", "<h2>東</h2><p>京都へ行きます</p>")
    assert titles(client, "東京都") == []


def test_titles_come_first_and_then_the_newest(client: Client) -> None:
    add("餅つきの記録", "<p>古い記事</p>")
    add("冬の催し", "<p>餅つきもします</p>")
    add("春の催し", "<p>餅つきの写真</p>")
    assert titles(client, "餅つき") == ["餅つきの記録", "春の催し", "冬の催し"]


@pytest.mark.parametrize(
    "asked", ['"', "'", "*", "%", "の", "ﾞ", "\x00", "\ud800", "あ\x00い", "NEAR(", '"" OR', "-", "　"]
)
def test_nothing_that_is_typed_is_an_error(client: Client, asked: str) -> None:
    text(client, q=asked.encode("utf-8", "replace").decode())
    text(client, q=asked.encode("utf-8", "replace").decode() * 3, hub="west")


def test_a_megabyte_is_cut_and_answered(client: Client) -> None:
    assert "見つかりませんでした" in text(client, q="訓練" * 500_000)


@pytest.mark.parametrize(
    "asked", [{"page": "0"}, {"page": "-1"}, {"page": "99999999999"}, {"page": "x"}, {"hub": "none"}, {"kind": "'"},
              {"since": "2026-13-45"}, {"since": "9999-12-31"}, {"until": "9999-12-31"}, {"since": "0001-01-01"},
              {"q": "", "since": "0001-01-01"}, {"q": "", "until": "0001-01-01"}],
)  # fmt: skip
def test_no_filter_is_an_error(client: Client, asked: dict[str, str]) -> None:
    text(client, **{"q": "補助", **asked})


def test_a_hub_a_kind_and_dates_narrow(client: Client) -> None:
    west, east = add("西の盆踊り"), add("東の盆踊り", hub="east", slug="east-one")
    assert set(titles(client, "盆踊り")) == {west.title, east.title}
    assert titles(client, "盆踊り", hub="west") == [west.title]
    assert titles(client, "盆踊り", kind="call") == []
    assert set(titles(client, hub="east", kind="page")) == {east.title}
    west.last_published_at = datetime(2026, 5, 10, 3, tzinfo=UTC)
    west.save()
    for since, until, found in (
        ("2026-05-10", "2026-05-10", [west.title]),
        ("", "2026-05-10", [west.title]),
        ("2026-05-11", "", []),
        ("", "2026-05-09", []),
    ):
        assert titles(client, "盆踊り", since=since, until=until) == found


def test_a_call_is_found_once_and_at_its_hub_when_the_hub_is_asked_for(client: Client) -> None:
    assert 'href="/calls/open-call/"' in text(client, q="防災訓練")
    assert titles(client, "防災訓練") == ["open-callの募集"]
    assert 'href="/west/open-call/"' in text(client, q="防災訓練", hub="west")


def test_hits_are_marked_and_what_editors_wrote_is_escaped(client: Client) -> None:
    add("<script>防災</script>", "<p>これは&lt;b&gt;防災&lt;/b&gt;の話</p>")
    html = text(client, q="防災")
    assert "&lt;script&gt;<mark>防災</mark>&lt;/script&gt;" in html
    assert "&lt;b&gt;<mark>防災</mark>&lt;/b&gt;" in html


def test_nothing_found_suggests_what_finds_something(client: Client) -> None:
    add("防災訓練のお知らせ")
    html = text(client, q="防犯訓練")
    assert "見つかりませんでした" in html
    assert 'href="/search/?q=%E9%98%B2%E7%81%BD%E8%A8%93%E7%B7%B4"' in html
    assert titles(client, "防災訓練") == ["防災訓練のお知らせ", "open-callの募集"]
    assert 'href="/search/?q=%E9%98%B2%E7%81%BD"' in text(client, q="防災 ぺんぎん")


def test_more_than_a_page_is_turned_over(client: Client) -> None:
    for number in range(23):
        add(f"清掃の日{number}")
    first = text(client, q="清掃", hub="west")
    assert "23件" in first
    assert len(titles(client, "清掃", hub="west")) == 20
    assert "page=2" in first
    assert len(titles(client, "清掃", hub="west", page="2")) == 3
    assert titles(client, "清掃", hub="west", page="77") == titles(client, "清掃", hub="west", page="2")


def test_an_empty_question_shows_the_form_alone(client: Client) -> None:
    assert "kz-count" not in text(client)
    assert 'href="/search/"' in client.get("/").content.decode()


def test_a_search_takes_six_statements_however_much_there_is(
    client: Client, django_assert_max_num_queries: Any, settings: Any
) -> None:
    """Goal 8, in a process that knows what all pages share (decision 0040)."""
    settings.PAGE_CACHE, settings.PAGE_CACHE_CHECK_SECONDS = True, 3600
    for number in range(30):
        add(f"清掃の日{number}")
    for asked in (
        {"q": "清掃"},
        {"q": "清掃 日", "hub": "west", "kind": "page", "since": "2020-01-01"},
        {"q": "ぺんぎん"},
    ):
        client.get("/search/", {**asked, "page": "1"})
        with django_assert_max_num_queries(6):
            assert client.get("/search/", asked).status_code == 200
