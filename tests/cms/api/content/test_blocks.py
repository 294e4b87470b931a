"""The blocks of a text, each with a shape from which a front end can be written."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from django.conf import settings
from django.test import Client
from wagtail.rich_text import RichText

from cms.api.v1.content import texts
from cms.api.v1.content.blocks import Block, EasyBlock
from cms.api.v1.content.streams import MAKERS
from pages.blocks import BodyField, EasyField, PictureField
from pages.models import HubPage
from tests.cms.api.content.reading import API, read
from tests.cms.api.content.worlds import make_empty_ward, make_whole_ward
from tests.factories_pages import make_news

pytestmark = pytest.mark.django_db


def names_of(union: Any) -> set[str]:
    return {get_args(shape.model_fields["type"].annotation)[0] for shape in get_args(get_args(union)[0])}


def test_every_block_that_an_editor_can_write_has_a_shape() -> None:
    assert {name for name, _block in BodyField.blocks()} == names_of(Block) == set(MAKERS)
    assert {name for name, _block in EasyField.blocks()} == names_of(EasyBlock)
    assert {name for name, _block in PictureField.blocks()} == {"picture"}


def test_every_part_of_a_block_is_told() -> None:
    """A field that is added to a block is red here until its shape tells it; ``called`` is what it is told as."""
    called = {"table": {"table"}, "contact": set(), "download": {"document", "label"}, "listing": set(),
              "procedure": {"with_steps", "with_chart"}, "picture": {"caption"}, "notice": {"text"},
              "query": {"saved", "kinds", "hubs", "areas", "topics", "states", "window", "words", "sort"},
              "video": set()}  # fmt: skip
    shapes = {get_args(one.model_fields["type"].annotation)[0]: one for one in get_args(get_args(Block)[0])}
    for name, block in BodyField.blocks():
        own = set(getattr(block, "child_blocks", {}))
        assert own <= set(shapes[name].model_fields) | called.get(name, set()), name


def test_every_block_is_in_the_answer_and_in_the_published_schema() -> None:
    ward = make_whole_ward()
    body = read(f"/pages/{ward.pages['news'].pk}")["body"]
    assert {one["type"] for one in body} == names_of(Block)
    by = {one["type"]: one for one in body}
    assert by["paragraph"]["content"]["html"].startswith("<p><b>まず身を守る</b>")
    assert by["paragraph"]["content"]["text"].splitlines()[1:] == ["起震車の体験", "消火器"]
    assert by["picture"]["picture"]["alt"] == "校庭で消火器の使い方を習う参加者"
    assert by["picture"]["picture"]["renditions"][0]["url"].startswith("http")
    assert by["table"]["rows"][0][1]["text"] == "午前9時30分から"
    assert by["download"]["ending"] == "pdf"
    assert by["contact"]["phone"] == "03-0000-0000"
    assert by["chome_list"]["places"] == ["石神井台1～6丁目"]
    assert by["procedure"]["steps"]
    assert read(by["listing"]["entries"].removeprefix(API))
    assert "items" in read(by["query"]["entries"].removeprefix(API))
    schema = Client().get(f"{API}/openapi.json").json()["components"]["schemas"]
    assert {f"{re.sub(r'(^|_)(.)', lambda m: m[2].upper(), name)}Block" for name in names_of(Block)} <= set(schema)


def test_what_an_editor_cannot_write_does_not_come_through() -> None:
    bad = (
        '<p onclick="x()">よい<script>alert(1)</script><!--c--><img src=x onerror=y>'
        '<a href="javascript:alert(1)" target="_blank">押す</a><a href="/west/">拠点</a>&lt;b&gt;</p>'
    )
    html, text = texts.clean(bad)
    assert html == f'<p>よい押す<a href="{settings.BASE_URL}/west/">拠点</a>&lt;b&gt;</p>'
    assert text == "よい押す拠点<b>"


def test_links_of_a_whole_page_are_looked_up_together() -> None:
    ward = make_empty_ward()
    target = make_news(ward.west, "行き先", slug="target")
    link = RichText(f'<p><a linktype="page" id="{target.pk}">行き先</a></p>')
    page = make_news(ward.west, "多くのリンク", body=[("paragraph", link)] * 8)
    told = read(f"/pages/{page.pk}")["body"]
    assert {one["content"]["html"] for one in told} == {f'<p><a href="{settings.BASE_URL}/west/target/">行き先</a></p>'}
    assert HubPage.objects.count() == 2
