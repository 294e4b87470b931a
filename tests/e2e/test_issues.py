"""From a note to an issue and its end; from an entry of the ledger to a case study that everybody reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from cms.hubs.models import Hub
from tests.e2e.actors import Actor, Staff
from tests.factories_people import make_group, make_staff
from workflows.fieldwork.models import Issue

pytestmark = pytest.mark.e2e
HUB = "h16"
KNOWN = {"JavaScript", "Ctrl", "URL"}


class Keeper(Staff):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known |= KNOWN


def write_note(staff: Keeper) -> None:
    staff.menu("現場の記録")
    staff.click("現場の記録を書く", "link")
    staff.page.get_by_label("場所").select_option(index=1)
    staff.fill("会った人", "公園で会った方")
    staff.fill("聞いたこと", "街灯が切れていて夜道が暗い。")
    staff.press("記録する")
    staff.page.get_by_text("送信しました。").wait_for()
    staff.click("記録の一覧", "link")
    staff.click(re.compile("丁目"), "link", within=staff.page.get_by_role("table"))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_note_becomes_an_issue_that_ends_when_everybody_was_told(stage: Callable[..., Any], width: int) -> None:
    staff = stage(Keeper, width=width)
    hub = Hub.objects.get(code=HUB)
    group = make_group(hub, name="みほん町会")
    staff.come_in(make_staff("reviewer", hub, name="現場 花子"))
    write_note(staff)
    staff.page.get_by_text("教えてくれた方を記録する", exact=True).click()
    staff.fill("氏名", "例示 三郎")
    staff.fill("連絡の方法", "03-0000-0101")
    staff.click("この方を記録する", "button")
    staff.fill("課題の名前", "公園わきの夜道が暗い")
    staff.pick("優先度", "高")
    staff.fill("この優先度にする理由", "子どもの通り道のため")
    staff.click("この課題を登録する", "button")
    staff.click("「対応中」にする", "button")
    staff.fill("取組の内容", "夜の見回り")
    staff.field("一緒に取り組む団体").select_option(label=group.name)
    staff.click("この取組を加える", "button")
    staff.fill("結果", "街灯を直した。", within=staff.page.locator("form", has_text="「解決」として終了する"))
    staff.click("「解決」として終了する", "button")
    staff.reads("まだお知らせしていない方が1人います")
    staff.click(re.compile("の記録にいる方$"), "link")
    staff.click("お知らせした", "button")
    staff.click("公園わきの夜道が暗い", "link")
    staff.fill("結果", "街灯を直した。", within=staff.page.locator("form", has_text="「解決」として終了する"))
    staff.click("「解決」として終了する", "button")
    assert Issue.objects.get().state == Issue.State.SOLVED
    staff.menu("地域の課題")
    staff.click("解決・引継ぎ済み", "link")
    staff.reads("公園わきの夜道が暗い")


def write_entry(staff: Keeper) -> None:
    staff.menu("協働の記録")
    staff.click("協働を記録する", "link")
    staff.fill("題名", "夜の避難訓練")
    staff.fill("始めた日", "2026-05-01")
    staff.choose("住民")
    for label in ("きっかけ", "取り組んだこと", "分かったこと・学んだこと"):
        staff.fill(label, f"{label}の説明です。")
    line = staff.group("関わった団体など 1")
    staff.fill("団体・課などの名称", "みほん町会", within=line)
    staff.fill("担ったこと", "運営", within=line)
    staff.fill("負担した費用（円）", "12000", within=line)
    staff.click("記録を保存する", "button")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_entry_is_published_and_read_by_everybody_and_taken_off(stage: Callable[..., Any], width: int) -> None:
    chief, reader = stage(Keeper, width=width), stage(Actor, width=width)
    chief.come_in(make_staff("chief", Hub.objects.get(code=HUB), name="拠点 太郎"))
    write_entry(chief)
    chief.click("協働の事例として公開する", "button")
    chief.reads("印を付けてください")
    chief.choose(re.compile("^全文を読み"))
    chief.click("協働の事例として公開する", "button")
    reader.page.goto("/")
    reader.settle()
    reader.click("協働の事例", "link")
    reader.click("夜の避難訓練", "link")
    reader.reads("みほん町会", "12,000円", "この事例について拠点に尋ねる")
    chief.click("公開をやめる", "button")
    reader.click("協働の事例", "link", within=reader.page.get_by_role("contentinfo"))
    reader.reads("該当する事例はありません")
