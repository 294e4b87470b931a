"""The page "Which hub is mine?": always leads somewhere."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from cms.hubs.models import Chome
from pages.setting_up import set_up_sites
from tests.factories_hubs import DESK_PHONE, make_small_ward

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hubs() -> None:
    make_small_ward()
    set_up_sites()


def ask(client: Client, text: str) -> str:
    answer = client.get("/hubs/find/", {"q": text})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def results(html: str) -> str:
    return html.partition('id="kz-found"')[2].partition('id="kz-towns"')[0]


def test_without_a_question_every_chome_is_listed(client: Client) -> None:
    html = unescape(client.get("/hubs/find/").content.decode())
    listed = re.findall(r'<a href="\?q=[^"]+">([^<]+)</a>', html)
    assert sorted(listed) == sorted(str(chome) for chome in Chome.objects.all())


def test_each_listed_chome_leads_to_its_own_answer(client: Client) -> None:
    html = client.get("/hubs/find/").content.decode()
    addresses = [unescape(query) for query in re.findall(r'<a href="(\?q=[^"]+)">', html)]
    for address in addresses[::3]:
        found = results(client.get(f"/hubs/find/{address}").content.decode())
        assert 'class="kz-found__place"' in found, address


def test_a_verified_hub_is_linked_and_nothing_is_in_doubt(client: Client) -> None:
    found = results(ask(client, "石神井台3"))
    assert 'href="/west/"' in found
    assert "確認中" not in found


def test_neighbouring_chome_of_one_hub_are_one_line(client: Client) -> None:
    found = results(ask(client, "石神井台"))
    assert "石神井台1～6丁目" in found
    assert "石神井台7～8丁目" in found


@pytest.mark.parametrize("text", ["石神井台8", "栄町"])
def test_an_uncertain_hub_is_called_so_and_the_desk_is_named(client: Client, text: str) -> None:
    found = results(ask(client, text))
    assert "確認中" in found
    assert DESK_PHONE in found


def test_nothing_found_helps_on(client: Client) -> None:
    html = ask(client, "千代田")
    assert "見つかりませんでした" in html
    assert DESK_PHONE in results(html)
    assert 'value="千代田"' in html


def test_a_chome_that_does_not_exist_is_told(client: Client) -> None:
    assert "9丁目はありません" in results(ask(client, "光が丘9丁目"))


@pytest.mark.parametrize(
    "text,message", [("", "町名を入力してください"), ("　 ", "町名を入力"), ("あ" * 101, "100"), ("a\x00b", "")]
)
def test_bad_input_is_told_beside_the_field(client: Client, text: str, message: str) -> None:
    html = ask(client, text)
    assert 'id="id_q_error"' in html
    assert 'role="alert"' in html
    assert message in html
    assert re.search(r'<input[^>]*aria-describedby="id_q_helptext id_q_error"', html)


def test_what_was_asked_cannot_write_html(client: Client) -> None:
    html = client.get("/hubs/find/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/hubs/find/", {"q": "栄町"}).status_code == 405
