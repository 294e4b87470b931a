"""Readings above kanji: an editor decides them, a reader switches them on by an ordinary link."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from pages.furigana.dictionary import installed
from pages.models import StandardPage, WardHomePage
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites, submit
from tests.pages.factories import body, draft

pytestmark = pytest.mark.django_db
TEXT = ("paragraph", '<p>石神井台の拠点で<a href="/calls/">訓練</a>と茶話会をします。</p>')
RUBY = "<ruby>石神井台<rp>(</rp><rt>しゃくじいだい</rt><rp>)</rp></ruby>"


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def address(page: StandardPage) -> str:
    return reverse("proofreading:readings", args=[page.pk])


def rows(client: Client, page: StandardPage) -> dict[str, dict[str, str]]:
    """What the form shows: word → reading, whether chosen, and where it comes from."""
    answer = client.get(address(page))
    assert answer.status_code == 200
    found = {}
    for row in BeautifulSoup(answer.content, "html.parser").select("tbody tr"):
        word = row.select_one("[name$=-base]")["value"]
        reading = row.select_one("[name$=-reading]")["value"]
        found[word] = {"reading": reading, "use": row.select_one("[name$=-use]").has_attr("checked"), "from": row.text}
    return found


def posted(client: Client, page: StandardPage, *chosen: dict[str, str], revision: int | None = None) -> Any:
    page.refresh_from_db()
    data = {"form-TOTAL_FORMS": str(len(chosen)), "form-INITIAL_FORMS": "0"}
    data["revision"] = str(revision or page.latest_revision_id)
    for number, row in enumerate(chosen):
        data |= {f"form-{number}-{name}": value for name, value in {"use": "on", **row}.items() if value}
    return client.post(address(page), data)


def test_the_wards_own_names_and_the_list_are_suggested_and_the_rest_is_left_open(sites: dict[str, Site]) -> None:
    page = make_draft(sites["west"], body=body(TEXT))
    seen = rows(client_of(sites["west"].editor), page)
    assert seen["石神井台"]["reading"] == "しゃくじいだい"
    assert "区内の地名" in seen["石神井台"]["from"]
    assert seen["拠点"]["reading"] == "きょてん"
    known = installed() is not None  # the optional packages
    assert seen["茶話会"]["reading"] == ("さわかい" if known else "")
    assert ("辞書" if known else "読みを書いてください") in seen["茶話会"]["from"]
    assert not any(row["use"] for row in seen.values())  # nothing is shown before an editor has chosen it


def test_chosen_corrected_and_added_readings_are_kept_with_the_draft(sites: dict[str, Site]) -> None:
    page, client = make_draft(sites["west"], body=body(TEXT)), client_of(sites["west"].editor)
    answer = posted(
        client, page,
        {"base": "石神井台", "reading": "しゃくじいだい"},
        {"base": "茶話会", "reading": "さわかい", "first_only": "on"},
        {"base": "拠点", "reading": "きょてん", "use": ""}, {"base": "", "reading": "", "use": ""},
    )  # fmt: skip
    assert answer.status_code == 302
    assert draft(page).readings == [
        {"base": "石神井台", "reading": "しゃくじいだい"},
        {"base": "茶話会", "reading": "さわかい", "first_only": True},
    ]
    assert rows(client, page)["茶話会"]["use"]


def test_saving_what_is_there_already_makes_no_revision_and_choosing_nothing_takes_all_away(
    sites: dict[str, Site],
) -> None:
    page, client = make_draft(sites["west"], body=body(TEXT)), client_of(sites["west"].editor)
    row = {"base": "石神井台", "reading": "しゃくじいだい"}
    posted(client, page, row)
    count = page.revisions.count()
    posted(client, page, row)
    assert page.revisions.count() == count
    posted(client, page, {**row, "use": ""})
    assert draft(page).readings == []


@pytest.mark.parametrize(
    "base, reading, told",
    [
        ("石神井台", "Shakujii", "ひらがなかカタカナで書いてください"),
        ("石神井台", "", "ひらがなかカタカナで書いてください"),
        ("石神井台", "<b>しゃ", "ひらがなかカタカナで書いてください"),
        ("ねりま", "ねりま", "漢字を含む言葉"),
        ("<b>石</b>", "いし", "漢字を含む言葉"),
    ],
)
def test_what_is_no_reading_is_told_beside_the_field_and_nothing_is_saved(
    sites: dict[str, Site], base: str, reading: str, told: str
) -> None:
    page, client = make_draft(sites["west"], body=body(TEXT)), client_of(sites["west"].editor)
    answer = posted(client, page, {"base": base, "reading": reading})
    assert answer.status_code == 200
    message = BeautifulSoup(answer.content, "html.parser").select_one("tbody .error-message")
    assert told in message.text
    assert draft(page).readings == []


def test_another_hub_and_a_stale_form_change_nothing(sites: dict[str, Site]) -> None:
    page = make_draft(sites["west"], body=body(TEXT))
    row = {"base": "石神井台", "reading": "しゃくじいだい"}
    foreign, own = client_of(sites["east"].editor), client_of(sites["west"].editor)
    assert foreign.get(address(page)).status_code == 404
    assert posted(foreign, page, row).status_code == 404
    assert posted(own, page, row, revision=999_999).status_code == 302
    home = WardHomePage.objects.get()
    assert own.get(reverse("proofreading:readings", args=[home.pk])).status_code == 404
    submit(page, sites["west"].editor)
    posted(own, page, row)
    assert draft(page).readings == []


def live(sites: dict[str, Site], **values: Any) -> StandardPage:
    readings = [{"base": "石神井台", "reading": "しゃくじいだい"}, {"base": "拠点", "reading": "きょてん"}]
    return make_live(sites["west"], **{"body": body(TEXT), "readings": readings, **values})


def test_a_reader_switches_readings_on_and_off_by_a_link(sites: dict[str, Site], client: Client) -> None:
    page = live(sites, title="石神井台の案内")
    plain = client.get(page.url).text
    assert "<ruby>" not in plain
    assert "canonical" not in plain
    link = BeautifulSoup(plain, "html.parser").find("a", string="ふりがなを付ける")
    on = client.get(link["href"])
    assert on.status_code == 200
    assert f"<h1>{RUBY}の案内</h1>" in on.text
    assert f"<p>{RUBY}の" in on.text
    assert '<a href="/calls/">訓練</a>' in on.text
    soup = BeautifulSoup(on.content, "html.parser")
    assert soup.title.text.startswith("石神井台の案内｜")
    assert soup.select_one("link[rel=canonical]")["href"].endswith(page.url)
    assert soup.find("a", string="ふりがなを消す")["href"] == page.url
    assert not on.cookies


def test_plain_japanese_has_an_address_of_its_own_and_keeps_the_readings(
    sites: dict[str, Site], client: Client
) -> None:
    page = live(sites, easy_body=body(("paragraph", "<p>拠点で お茶を 飲みます。</p>")))
    link = BeautifulSoup(client.get(f"{page.url}?furigana=1").content, "html.parser").find(
        "a", string="やさしい日本語で読む"
    )
    easy = client.get(link["href"])
    assert "お茶を 飲みます" in easy.text
    assert "茶話会" not in easy.text
    assert "<rt>きょてん</rt>" in easy.text
    back = BeautifulSoup(easy.content, "html.parser").find("a", string="ふつうの文章で読む")
    assert back["href"] == f"{page.url}?furigana=1"


def test_a_page_without_either_shows_no_switch_and_ignores_the_address(sites: dict[str, Site], client: Client) -> None:
    page = live(sites, readings=[])
    asked = client.get(f"{page.url}?furigana=1&easy=1&x=<b>").text
    assert "このページの読み方" not in asked
    assert "茶話会" in asked
    assert "<b>" not in asked
