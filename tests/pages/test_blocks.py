"""Each block as editors choose it and as readers meet it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.hubs.area_map import cells
from cms.hubs.models import Area, Hub
from pages.models import HubPage, NewsPage, StandardPage
from pages.setting_up import set_up_sites
from tests import nu
from tests.factories_hubs import make_area, make_hub, make_small_ward
from tests.factories_pages import make_article, make_event, make_news, make_topic
from tests.factories_people import make_staff
from tests.factories_programmes import make_call
from tests.factories_sites import every_block, shown
from tests.media.factories import picture
from tests.sign_in import sign_in
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
BLOCKS = NewsPage._meta.get_field("body").stream_block.child_blocks


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


def rendered(west: HubPage, *blocks: tuple[str, Any]) -> BeautifulSoup:
    """A page with these blocks, as it is stored and read again."""
    raw = [{"type": kind, "value": value} for kind, value in blocks]
    page = west.add_child(instance=StandardPage(title="見本", slug=f"s{StandardPage.objects.count()}", body=raw))
    answer = Client().get(page.get_url())
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one(".kz-body")


def listing(**values: Any) -> tuple[str, dict[str, Any]]:
    none = {"hub": None, "area": None, "layer": "", "topic": None, "count": 5}
    return "listing", {"title": "一覧", "kind": "news", **none, **values}


def titles(html: BeautifulSoup) -> list[str]:
    return [link.text for link in html.select(".kz-list a")]


def test_every_block_is_shown_to_editors_before_they_choose_it(tmp_path: Any) -> None:
    client = sign_in(Client(), make_staff("editor", Hub.objects.get(code="west")))
    pages = {}
    for name, block in BLOCKS.items():
        assert block.is_previewable, name
        assert block.meta.description, name
        answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert answer.status_code == 200, name
        pages[name] = answer.content.decode()
        main = BeautifulSoup(pages[name], "html.parser").main
        assert len(main.text.strip()) > len(main.h1.text) + 3 or main.find("img"), name
        assert not re.search(r"\sstyle=|<style|<script", pages[name]), name
        assert main.h1.text == f"「{block.label}」の見本"
    for name, words in (("download", "参加申込書"), ("picture", "昨年の防災訓練のようす")):
        assert words in pages[name]
    assert nu.errors(pages, tmp_path) == []


def test_what_is_stored_is_what_was_written(west: HubPage) -> None:
    raw = every_block(picture(), west.hub.area, west.hub)
    page = west.add_child(instance=NewsPage(title="見本", slug="n", body=raw))
    again = NewsPage.objects.get(pk=page.pk)
    first = json.loads(json.dumps(again.body.get_prep_value()))
    again.save()
    assert NewsPage.objects.get(pk=page.pk).body.get_prep_value() == first
    assert [(one["type"], one["value"]) for one in first] == [(one["type"], one["value"]) for one in raw]


def test_a_list_is_narrowed_by_hub_area_layer_and_topic(west: HubPage, hubs: dict[str, Hub]) -> None:
    east, topic = HubPage.objects.get(slug="east"), make_topic()
    Area.objects.filter(code="a-east").update(layer=Area.Layer.SERVICE)
    make_news(west, "西の知らせ", topics=[topic])
    make_news(east, "東の知らせ")
    for narrowed, wanted in (
        ({}, {"西の知らせ", "東の知らせ"}),
        ({"hub": hubs["west"].pk}, {"西の知らせ"}),
        ({"area": hubs["east"].area.pk}, {"東の知らせ"}),
        ({"layer": "3"}, {"東の知らせ"}),
        ({"topic": topic.pk}, {"西の知らせ"}),
        ({"topic": topic.pk, "hub": hubs["east"].pk}, set()),
    ):
        assert set(titles(rendered(west, listing(**narrowed)))) == wanted, narrowed


@pytest.mark.parametrize("kind,make", [("news", make_news), ("article", make_article), ("event", make_event)])
def test_each_kind_lists_its_own_up_to_the_number(kind: str, make: Any, west: HubPage) -> None:
    for number in range(3):
        make(west, f"第{number}")
    assert len(titles(rendered(west, listing(kind=kind, count=2)))) == 2


def test_calls_of_a_hub_are_those_for_it_and_those_for_all(west: HubPage, hubs: dict[str, Hub]) -> None:
    for code in ("west", "east"):
        make_call(f"{code}-only").hubs.set([hubs[code]])
    make_call("for-all")
    assert set(titles(rendered(west, listing(kind="call", hub=hubs["west"].pk)))) == {
        "west-onlyの募集",
        "for-allの募集",
    }
    Call.objects.update(is_published=False)
    html = rendered(west, listing(kind="call"))
    assert titles(html) == []
    assert "募集" in html.text


def test_an_empty_list_says_so(west: HubPage) -> None:
    assert "現在、お知らせできるものはありません。" in rendered(west, listing(kind="event")).text


def test_calls_are_not_chosen_by_topic(west: HubPage) -> None:
    block = BLOCKS["listing"]
    value = block.to_python(listing(kind="call", topic=make_topic().pk)[1])
    with pytest.raises(ValidationError) as error:
        block.clean(value)
    assert "テーマがありません" in str(error.value.as_json_data())


def test_a_picture_carries_its_text_or_none_and_all_pictures_are_one_query(
    west: HubPage,
) -> None:
    image = picture()
    html = rendered(west, ("picture", shown(image, "校庭")), ("picture", shown(image)))
    assert [one["alt"] for one in html.select("img")] == ["校庭", ""]
    page = StandardPage.objects.get(title="見本")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page.body = [{"type": "picture", "value": shown(picture(), f"{n}")} for n in range(4)]
    page.save()
    Client().get(page.get_url())  # the first editions are made
    with CaptureQueriesContext(connection) as queries:
        Client().get(page.get_url())
    of_pictures = [one for one in queries if "rendition" in one["sql"] or "wardimage" in one["sql"]]
    assert len(of_pictures) == 1


def test_a_table_has_header_cells_for_columns_and_rows(west: HubPage) -> None:
    [value] = [one["value"] for one in every_block(picture(), west.hub.area, west.hub) if one["type"] == "table"]
    html = rendered(west, ("table", value))
    assert [(cell["scope"], cell.text.strip()) for cell in html.select("th")] == [
        ("col", "会場"), ("col", "受付"), ("col", "定員"), ("row", "中央集会所"), ("row", "東集会所"),
    ]  # fmt: skip
    assert html.caption.text == "会場と受付の時間"
    html = rendered(west, ("table", {**value, "row_headers": False}))
    assert html.select('th[scope="row"]') == []


def test_the_chome_of_an_area_are_those_registered_today(west: HubPage) -> None:
    html = rendered(west, ("chome_list", {"area": west.hub.area.pk}))
    assert "石神井台1～6丁目" in html.text


def test_the_map_links_every_area_to_its_hub_by_name_and_again_as_a_list(west: HubPage) -> None:
    for cell in cells():
        make_area(cell.area, [])
    first, second = cells()[:2]
    make_hub("h-map", Area.objects.get(code=first.area), name="地図の拠点")
    set_up_sites()
    html = rendered(west, ("area_map", {"caption": "区域と拠点"}))
    links = html.select("svg a")
    assert len(links) == len(cells())
    assert [(link["href"], link["aria-label"]) for link in links[:2]] == [
        ("/h-map/", f"地図の拠点（{first.label}）"),
        (f"/areas/{second.area}/", f"{second.area}地域（{second.label}）"),
    ]
    assert [link["href"] for link in html.select("li a")] == [link["href"] for link in links]
    assert "略図" in html.figcaption.text


def test_the_drawing_holds_every_area_once_and_no_two_in_one_place() -> None:
    assert len({cell.area for cell in cells()}) == len(cells()) == len({(cell.column, cell.row) for cell in cells()})
    from cms.hubs.loading import DATA

    known = {row["code"] for row in json.loads((DATA / "areas.json").read_text())}
    assert {cell.area for cell in cells()} == {row for row in known if row.startswith("branch-")}


def test_a_hub_closed_since_leaves_the_map(west: HubPage) -> None:
    area = make_area(cells()[0].area, [])
    hub = make_hub("h-map", area, name="地図の拠点")
    set_up_sites()
    Hub.objects.filter(pk=hub.pk).update(status="closed")
    assert rendered(west, ("area_map", {"caption": "区域"})).select_one("svg a")["href"] == f"/areas/{area.code}/"


def test_a_video_says_where_its_link_leads(west: HubPage) -> None:
    value = {
        "title": "避難所",
        "url": "https://video.example.jp/1",
        "poster": None,
        "transcript": "<p>鍵を開けます。</p>",
    }
    html = rendered(west, ("video", value))
    assert html.a.text == "動画「避難所」を見る（別のサイトに移動します）"
    assert "鍵を開けます。" in html.details.text


def test_a_past_event_is_not_listed(west: HubPage) -> None:
    make_event(west, "終わった", starts_in_days=-2)
    assert titles(rendered(west, listing(kind="event"))) == []
