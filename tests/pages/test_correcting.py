"""Findings of a page and the fixes that an editor takes."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, PageLogEntry

from pages.proofreading.correcting import TextChanged, correct
from pages.proofreading.examining import findings_of, mark_of
from pages.writing import Severity
from tests.factories_people import make_user
from tests.media.factories import picture
from tests.pages.factories import draft, news

pytestmark = pytest.mark.django_db


def found(page: Page, rule: str) -> list[Any]:
    return [one for one in findings_of(draft(page)) if one.rule == rule]


def table(headings: list[str], *rows: list[str]) -> dict[str, Any]:
    return {
        "caption": "会場",
        "table": {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": list(row)} for row in rows],
            "caption": "",
        },
        "row_headers": True,
    }


def test_every_place_where_an_editor_writes_is_read_and_can_be_put_right() -> None:
    page = news(
        ("heading", {"level": "2", "text": "日　時"}),
        ("paragraph", "<p>第１回</p><ul><li>会　場は<b>区民</b>館</li></ul>"),
        ("steps", {"steps": [{"type": "item", "id": "s1", "value": {"title": "氏　名を書く", "text": "<p>①で</p>"}}]}),
        ("notice", {"level": "info", "title": "ｵ知らせ", "text": "<p>R8.11.25</p>"}),
        ("table", table(["会　場", "日時"], ["１階", "2026.11.25"])),
        title="第２回訓練",
        summary="対　象の方",
        easy_body=[{"type": "paragraph", "value": "<p>１０時</p>", "id": "e1"}],
    )
    user = make_user()
    assert correct(page, actor=user, seen_revision=page.latest_revision_id) == 13
    fixed = draft(page)
    raw = fixed.body.get_prep_value()
    assert [fixed.title, fixed.summary] == ["第2回訓練", "対象の方"]
    assert raw[0]["value"]["text"] == "日時"
    assert raw[1]["value"] == "<p>第1回</p><ul><li>会場は<b>区民</b>館</li></ul>"
    assert raw[2]["value"]["steps"][0]["value"] == {"title": "氏名を書く", "text": "<p>(1)で</p>"}
    assert raw[3]["value"] == {"level": "info", "title": "オ知らせ", "text": "<p>令和8年11月25日</p>"}
    assert raw[4]["value"]["table"]["columns"][0]["heading"] == "会場"
    assert raw[4]["value"]["table"]["rows"][0]["values"] == ["1階", "2026年11月25日"]
    assert fixed.easy_body.get_prep_value()[0]["value"] == "<p>10時</p>"


def test_the_level_of_a_heading_is_put_right() -> None:
    page = news(("heading", {"level": "4", "text": "申込み"}))
    correct(page, actor=make_user(), seen_revision=page.latest_revision_id)
    assert draft(page).body.get_prep_value()[0]["value"] == {"level": "2", "text": "申込み"}


def test_a_fix_is_a_revision_of_the_draft_by_the_editor_and_publishes_nothing() -> None:
    page = news(("paragraph", "<p>第１回</p>"))
    user = make_user()
    before = page.revisions.count()
    assert correct(page, actor=user, seen_revision=page.latest_revision_id) == 1
    page.refresh_from_db()
    assert page.revisions.count() == before + 1
    assert page.latest_revision.user == user
    assert page.has_unpublished_changes
    assert "１" in page.body.get_prep_value()[0]["value"]
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.edit", user=user).exists()
    correct(page, actor=user, seen_revision=page.latest_revision_id)
    assert page.revisions.count() == before + 1  # nothing is left to do, so nothing is saved


def test_only_what_was_chosen_is_put_right() -> None:
    page = news(("paragraph", "<p>第１回と第２回</p>"))
    first, second = found(page, "wide-letters")
    correct(page, actor=make_user(), seen_revision=page.latest_revision_id, marks=[mark_of(second)])
    assert draft(page).body.get_prep_value()[0]["value"] == "<p>第１回と第2回</p>"
    assert first.where.label == "本文、1番目（文章）"


def test_a_page_saved_meanwhile_is_not_touched() -> None:
    page = news(("paragraph", "<p>第１回</p>"))
    seen = page.latest_revision_id
    page.title = "別の題"
    page.save_revision(clean=False)
    with pytest.raises(TextChanged):
        correct(page, actor=make_user(), seen_revision=seen)
    assert "１" in draft(page).body.get_prep_value()[0]["value"]


def test_links_and_tags_survive_and_only_the_words_change() -> None:
    html = (
        '<p data-block-key="k1">１月５日<a linktype="page" id="1">第２会　場</a>&amp;'
        '<a href="https://example.jp/？ａ=１&amp;b=２">案内</a><br/>電話<b>０３</b>-1</p>'
    )
    page = news(("paragraph", html))
    correct(page, actor=make_user(), seen_revision=page.latest_revision_id)
    assert draft(page).body.get_prep_value()[0]["value"] == (
        '<p data-block-key="k1">1月5日<a linktype="page" id="1">第2会場</a>&amp;'
        '<a href="https://example.jp/？ａ=１&amp;b=２">案内</a><br/>電話<b>03</b>-1</p>'
    )


def test_a_word_broken_by_bold_is_put_right_across_the_tags() -> None:
    page = news(("paragraph", "<p><b>日　</b>時：11月</p>"))
    correct(page, actor=make_user(), seen_revision=page.latest_revision_id)
    assert draft(page).body.get_prep_value()[0]["value"] == "<p><b>日時</b>：11月</p>"


def test_a_picture_without_words_is_serious_and_decoration_is_none() -> None:
    image = picture().pk
    page = news(
        ("picture", {"picture": {"image": image, "decorative": False, "alt_text": ""}, "caption": ""}),
        ("picture", {"picture": {"image": image, "decorative": True, "alt_text": ""}, "caption": ""}),
        ("picture", {"picture": {"image": image, "decorative": False, "alt_text": "IMG_1.jpg"}, "caption": ""}),
    )
    rules = [(one.rule, one.severity) for one in findings_of(draft(page))]
    assert rules == [("picture-no-alt", Severity.SERIOUS), ("picture-file-name", Severity.SERIOUS)]
