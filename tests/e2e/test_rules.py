"""An administrator builds the ward's example without code and tries it before it is in use: nothing is done.

Then it is in use, news is published, and mail, proposal and log are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from pages.models import HubPage, IssuePage
from pages.rules.models import RuleRun
from tests.e2e import editing, outlets
from tests.e2e.editing import Editor
from tests.factories_pages import make_bulletin, make_topic
from tests.factories_people import make_staff
from tests.factories_rules import publish
from tests.factories_rules import write as draft_of
from tests.smtp import Sink

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]
HUB, BULLETIN, NEWS = "大泉西地域活動支援拠点", "西の風だより", "家具の転倒を防ぐ講座"
RULE = "防災のお知らせを編集長に知らせ、次の号に加える"
OLD, OTHER = "備蓄の見直し", "花壇の手入れ"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_example_of_the_ward(stage: Callable[..., Any], smtp_sink: Sink, width: int) -> None:
    administrator, editor, chief = (stage(Editor, width=one) for one in (width, 1280, 1280))
    hub = Hub.objects.get(name=HUB)
    topic, top = make_topic("bosai-only", "防災"), HubPage.objects.get(hub=hub)
    make_bulletin(top, BULLETIN)
    for title, topics in ((OLD, [topic]), (OTHER, [])):
        publish(draft_of(top, title=title, topics=topics))
    head = make_staff("editor_in_chief", name="見本 修")
    administrator.come_in(make_staff("administrator", name="見本 管理"))
    editor.come_in(make_staff("editor", hub, name="見本 京子"))
    chief.come_in(make_staff("chief", hub, name="見本 治"))
    build(administrator)
    told = ("メールの相手：編集長（1人）", "下書き「第1号」を新しく作って加える")
    tries(administrator, *told)
    nothing_was_done(smtp_sink, head.email)
    puts_in_use(administrator)
    write(editor)
    editing.approve(chief, NEWS)
    run_due()
    text = outlets.text_of(outlets.newest(smtp_sink, head.email))
    assert "ページが公開されました" in text
    assert RULE in text
    proposed(editor)
    administrator.menu("自動の決まり")
    administrator.click(f"「{RULE}」の記録", "link")
    administrator.reads(NEWS, "当てはまった", *told)


def part(actor: Editor, title: str) -> Locator:
    """The fields of one kind of condition or action, unfolded by the keyboard."""
    summary = actor.page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(title)}\s*$"))
    found = actor.page.locator("details").filter(has=summary)
    if found.get_attribute("open") is None:
        found.locator("summary").press("Enter")
    expect(found).to_have_attribute("open", "")
    return found


def build(administrator: Editor) -> None:
    """With a mistake first: what is missing is told beside the field."""
    administrator.menu("自動の決まり")
    administrator.click("決まりを追加する", "link")
    administrator.fill("決まりの名前", RULE)
    administrator.pick("いつ", "ページが公開されたとき")
    administrator.pick("どこで", "すべての拠点のサイト")
    administrator.choose("お知らせ", within=part(administrator, "ページの種類"))
    administrator.choose("防災", within=part(administrator, "ページのテーマ"))
    administrator.choose("これを行う", within=part(administrator, "職員にメールで知らせる"))
    administrator.choose("これを行う", within=part(administrator, "地域情報誌の次の号に加える"))
    administrator.field("この決まりを使う").uncheck()
    administrator.click("決まりを保存する", "button")
    administrator.reads("知らせる相手を選んでください。")
    administrator.choose("編集長", within=part(administrator, "職員にメールで知らせる"))
    administrator.click("決まりを保存する", "button")
    administrator.reads("決まりを保存しました。いまあるページで、試してみてください。")


def tries(administrator: Editor, *told: str) -> None:
    """With the pages of the last days, then with one by the words of its title."""
    administrator.reads("実際には何も行わず、だれにも知らせません。", "（使っていません）", OLD, OTHER)
    assert "当てはまる" not in row(administrator, OTHER).inner_text()
    administrator.fill("ページの題名の語句", OLD)
    administrator.click("このページで試す", "button")
    shown = row(administrator, OLD).inner_text()
    assert all(words in shown for words in ("当てはまる", *told)), shown
    assert not row(administrator, OTHER).count()


def row(administrator: Editor, title: str) -> Locator:
    """What would be done at the page of this title."""
    return administrator.page.locator("tbody tr").filter(has_text=title)


def nothing_was_done(sink: Sink, email: str) -> None:
    """Neither by the worker: no mail, no draft of an issue, no line in the log."""
    while run_due():
        pass
    assert not [mail for mail in sink.mails if email in str(mail["To"])]
    assert not IssuePage.objects.exists()
    assert not RuleRun.objects.exists()


def puts_in_use(administrator: Editor) -> None:
    """The log says that nothing has happened."""
    administrator.click("決まりの一覧に戻る", "link")
    administrator.click(f"「{RULE}」の記録", "link")
    administrator.reads("記録はまだありません。")
    administrator.click("決まりの一覧に戻る", "link")
    administrator.click(f"「{RULE}」を使う", "button")
    administrator.reads("決まりを使用中にしました。")


def write(editor: Editor) -> None:
    editor.branch(HUB)
    editor.add_below("お知らせ")
    editor.write("題名", NEWS)
    editor.write("概要", "家具を壁に留める方法を学びます。")
    editing.write_text(editor, "講座の内容", "当日の流れです。", "金具の選び方", "留め方")
    editor.choose("防災", within=editor.tab("載せる場所"))
    editing.send(editor)
    editor.reads("承認に送りました")


def proposed(editor: Editor) -> None:
    """The hub's editors find the draft of the issue and the draft of the article below their bulletin."""
    editor.branch(HUB)
    below = editor.page.get_by_role("main")
    editor.click(re.compile(rf"{BULLETIN}.*子ページ"), "link", within=below)
    editor.reads("第1号", NEWS)
    issue = IssuePage.objects.get()
    draft = issue.get_latest_revision_as_object()
    assert [entry.article.title for entry in draft.entries.all()] == [NEWS]
    assert not issue.live
