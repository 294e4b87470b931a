"""An editor sees what the checks say, and puts it right by a button; nobody else does either."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_sites, submit
from tests.pages.factories import body, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def written(site: Site, *blocks: tuple[str, Any]) -> StandardPage:
    return make_draft(site, body=body(*(blocks or (("paragraph", "<p>第１回は①こちら</p>"),))))


def html(answer: Any) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def checks(page: StandardPage) -> str:
    return reverse("proofreading:checks", args=[page.pk])


def posted(client: Client, page: StandardPage, **data: str) -> None:
    page.refresh_from_db()
    answer = client.post(checks(page), {"revision": str(page.latest_revision_id), **data})
    assert answer.status_code == 302


def text_of(page: StandardPage) -> str:
    return draft(page).body.get_prep_value()[0]["value"]


def test_the_editor_reads_place_text_and_reason_and_puts_one_place_right(sites: dict[str, Site]) -> None:
    page = written(sites["west"])
    client = client_of(sites["west"].editor)
    seen = html(client.get(checks(page)))
    assert "本文、1番目（文章）" in seen.text
    assert "1文字ずつ読み上げられ" in seen.text
    button = seen.find("button", string="「１」を「1」に直す")
    posted(client, page, fix=button["value"])
    assert text_of(page) == "<p>第1回は①こちら</p>"
    assert "1か所を直しました。" in html(client.get(checks(page))).text


def test_all_at_once(sites: dict[str, Site]) -> None:
    page = written(sites["west"])
    posted(client_of(sites["west"].editor), page, all="1")
    assert text_of(page) == "<p>第1回は(1)こちら</p>"


def test_an_empty_form_a_stale_one_and_a_foreign_mark_change_nothing(sites: dict[str, Site]) -> None:
    page = written(sites["west"])
    client = client_of(sites["west"].editor)
    posted(client, page)
    posted(client, page, fix="0" * 20)
    assert "直すところが選ばれていない" in html(client.get(checks(page))).text
    client.post(checks(page), {"revision": "999999", "all": "1"})
    client.post(checks(page), {"revision": "x", "all": "1"})
    assert "ほかの操作で保存されました" in html(client.get(checks(page))).text
    assert "１" in text_of(page)


def test_another_hub_s_page_is_not_there(sites: dict[str, Site]) -> None:
    page = written(sites["west"])
    client = client_of(sites["east"].editor)
    assert client.get(checks(page)).status_code == 404
    assert client.get(reverse("proofreading:findings", args=[page.pk])).status_code == 404
    assert client.post(checks(page), {"revision": str(page.latest_revision_id), "all": "1"}).status_code == 404
    assert client.get(reverse("proofreading:checks", args=[999_999])).status_code == 404
    assert "１" in text_of(page)


@pytest.mark.parametrize("who", ["editor", "chief"])
def test_a_page_that_waits_for_approval_is_read_but_not_changed(sites: dict[str, Site], who: str) -> None:
    """Also not by its approver, who would approve another text than the one that was sent."""
    page = written(sites["west"])
    submit(page, sites["west"].editor)
    client = client_of(getattr(sites["west"], who))
    assert not html(client.get(checks(page))).select("button[name=fix], button[name=all]")
    posted(client, page, all="1")
    assert "１" in text_of(page)


def test_the_panel_beside_the_editor_shows_the_findings_and_asks_for_them_anew(sites: dict[str, Site]) -> None:
    page = written(sites["west"])
    client = client_of(sites["west"].editor)
    editor = html(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    panel = editor.select_one("[data-writing-findings]")
    assert "2か所あります" in panel.text
    assert "本文、1番目（文章）" in panel.text
    address = panel.select_one("[data-findings-url]")["data-findings-url"]
    assert "2か所あります" in html(client.get(address)).text
    assert editor.select_one("script[src*='proofreading/panel']")
    assert editor.find("a", href=checks(page))


def test_a_text_without_fault_says_so(sites: dict[str, Site]) -> None:
    page = written(sites["west"], ("paragraph", "<p>近所の方が集まります。</p>"))
    client = client_of(sites["west"].editor)
    assert "見直すところはありません" in html(client.get(checks(page))).text
