"""What shuts residents out does not leave the draft; everything else is the editor's own decision."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_picture, make_sites
from tests.pages.factories import draft
from tests.roles.doors_registers import form_of

pytestmark = pytest.mark.django_db
AS_FILE = "ファイル名のままです"
NO_HEADERS = "表の列に見出しがありません"


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def picture_block(site: Site, alt: str) -> tuple[str, Any]:
    image = make_picture(site).pk
    return ("picture", {"picture": {"image": str(image), "alt_text": alt}, "caption": ""})


def table_block(*headings: str) -> tuple[str, Any]:
    columns = {
        str(n): {"type": "text", "heading": text, "order": str(n), "deleted": ""} for n, text in enumerate(headings)
    }
    cells = {str(n): "値" for n, _text in enumerate(headings)}
    table = {
        "column-count": str(len(headings)), "row-count": "1", "caption": "",
        "column": columns, "row": {"0": {"order": "0", "deleted": ""}}, "cell": {"0": cells},
    }  # fmt: skip
    return ("table", {"caption": "日程", "table": table, "row_headers": "on"})


def saved(client: Client, page: StandardPage, *blocks: tuple[str, Any], **action: str) -> Any:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = {name: value for name, value in form_of(client, address).items() if not name.startswith("body-")}
    streams = nested_form_data({"lead_picture": streamfield([]), "easy_body": streamfield([])})
    body = nested_form_data({"body": streamfield(list(blocks))})
    return client.post(address, {**before, **streams, **body, **action})


def told(answer: Any, field: str = "body") -> str:
    """What the editor's script is given for the field: its values and the errors at their places."""
    soup = BeautifulSoup(answer.content, "html.parser")
    return json.dumps(json.loads(soup.select_one(f"#{field}")["data-w-block-arguments-value"]), ensure_ascii=False)


def test_a_draft_may_hold_anything_and_what_is_serious_waits_with_its_sentence_beside_the_field(west: Site) -> None:
    page, client = make_draft(west), client_of(west.editor)
    block = picture_block(west, "IMG_0001.jpg")
    assert saved(client, page, block).status_code == 302
    assert draft(page).body.get_prep_value()[0]["value"]["picture"]["alt_text"] == "IMG_0001.jpg"
    answer = saved(client, page, block, **{"action-submit": "1"})
    assert answer.status_code == 200
    assert not WorkflowState.objects.exists()
    assert re.search(r'"picture": {"blockErrors": {"alt_text": {"messages": \["[^"]*' + AS_FILE, told(answer))


def test_after_it_is_put_right_the_page_goes_on(west: Site) -> None:
    page, client = make_draft(west), client_of(west.editor)
    answer = saved(client, page, picture_block(west, "消火器を使う参加者"), **{"action-submit": "1"})
    assert answer.status_code == 302
    assert WorkflowState.objects.get().object_id == str(page.pk)


def test_a_table_without_headings_and_an_empty_link_wait_too(west: Site) -> None:
    page, client = make_draft(west), client_of(west.editor)
    for block in (table_block("", ""), ("paragraph", rich_text('<p>案内<a href="https://example.jp/"> </a></p>'))):
        assert saved(client, page, block, **{"action-submit": "1"}).status_code == 200, block
    assert not WorkflowState.objects.exists()
    assert saved(client, page, table_block("会場", "時間"), **{"action-submit": "1"}).status_code == 302


def test_what_is_only_to_be_put_right_stops_nobody(west: Site) -> None:
    page, client = make_draft(west), client_of(west.editor)
    text = ("paragraph", rich_text('<p>第１回は<a href="https://example.jp/">こちら</a></p>'))
    assert saved(client, page, text, **{"action-submit": "1"}).status_code == 302
    assert WorkflowState.objects.exists()


@pytest.mark.parametrize("steps", [1, 2])
def test_several_serious_places_are_told_block_by_block(west: Site, steps: int) -> None:
    page, client = make_draft(west), client_of(west.editor)
    blocks = [picture_block(west, "IMG_0001.jpg"), picture_block(west, "DSC00002")][:steps]
    answer = saved(client, page, *blocks, **{"action-submit": "1"})
    assert told(answer).count(AS_FILE) == steps
