"""One writing: from the editor's first word over the chief's approval to every place where residents read it."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cms.hubs.models import Hub
from media.models import WardImage
from pages.models import ArticlePage
from tests.e2e import editing, outlets
from tests.e2e.editing import Editor
from tests.e2e.outlets import Reader
from tests.e2e.strangers import gets_nowhere
from tests.factories_people import make_staff
from tests.smtp import Sink

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]
HUB, OTHER, TOPIC = "大泉西地域活動支援拠点", "第2地域活動支援拠点", "防災・防犯"
ARTICLE, EVENT, BULLETIN, ISSUE = "第1回　水害に備える集まり", "みほん公園の消火訓練", "西の風だより", "令和8年冬号"
PICTURE = "備蓄の倉庫"


def test_one_writing_is_approved_and_read_in_every_place(
    stage: Callable[..., Any], smtp_sink: Sink, tmp_path: Path
) -> None:
    editor, chief, head_of_all = (stage(Editor, width=1280) for _person in range(3))
    readers = [stage(Reader, width=width) for width in (320, 1280)]
    hub = Hub.objects.get(name=HUB)
    head = make_staff("chief", hub, name="見本 治")
    editor.come_in(make_staff("editor", hub, name="見本 京子"))
    chief.come_in(head)
    kept = outlets.lists_of(readers[0], HUB, OTHER, TOPIC)
    article(editor, tmp_path)
    stranger_gets_nowhere()
    assert "承認を待っています" in outlets.text_of(outlets.newest(smtp_sink, head.email))
    editing.approve(chief, ARTICLE)
    outlets.right_within_a_second(kept, ARTICLE, since=time.monotonic())
    event_and_bulletin(editor, chief)
    issue(editor, chief, head_of_all, smtp_sink, readers[0])
    outlets.subscribe(readers[0], smtp_sink, HUB, "yomite@example.jp")
    for reader in readers:
        outlets.reads_everywhere(reader, ARTICLE, HUB, OTHER, TOPIC)
        outlets.in_feeds(reader, ARTICLE, HUB, OTHER, TOPIC)
        outlets.in_calendars(reader, EVENT, HUB, OTHER, TOPIC)
        outlets.in_issue(reader, HUB, ISSUE, ARTICLE, EVENT)
    outlets.on_screen(editor, HUB, ARTICLE, EVENT)
    outlets.mail_out(chief, HUB, BULLETIN, ISSUE)
    outlets.assert_mail(outlets.newest(smtp_sink, "yomite@example.jp"), HUB, ARTICLE, "飲み水", EVENT)


def article(editor: Editor, folder: Path) -> None:
    """Written, refused for want of a text for its picture, put right, looked at, sent."""
    editor.branch(HUB)
    editor.add_below("記事")
    editor.write("題名", ARTICLE.replace("1", "１"))
    editor.write("概要", "大雨の前に、家族で確かめておくことをまとめました。")
    editing.upload_picture(editor, folder / "bichiku.jpg", PICTURE)
    editing.write_text(editor, "用意するもの", "日　時は10月10日です。", "飲み水", "懐中電灯")
    editing.place_at(editor, TOPIC, OTHER)
    editing.save(editor)
    editing.meet_missing_text(editor)
    editor.write("画像の説明（代替テキスト）", "棚に並んだ備蓄品")
    editing.save(editor)
    editing.take_a_fix(
        editor, "「１」を「1」に直す", "全角の英数字は、1文字ずつ読み上げられたり", "単語の途中に空白がある"
    )
    editing.preview(editor, "第1回", "懐中電灯")
    editing.send(editor)
    editor.reads("承認に送りました")


def stranger_gets_nowhere() -> None:
    """The editor of the very hub that the article names cannot see it or change it before it is approved."""
    stranger = make_staff("editor", Hub.objects.get(name=OTHER), name="見本 遠子")
    draft, image = ArticlePage.objects.get(), WardImage.objects.get(title=PICTURE)
    tried = gets_nowhere(stranger, draft, image, ("水害に備える集まり", PICTURE, "懐中電灯"))
    assert tried > 45


def event_and_bulletin(editor: Editor, chief: Editor) -> None:
    editing.write_event(editor, EVENT, day(10), begins="10:00", ends="12:00")
    editing.place_at(editor, TOPIC, OTHER)
    editing.send(editor)
    editing.approve(chief, EVENT)
    editing.set_up_bulletin(editor, HUB, BULLETIN)
    editing.send(editor)
    editing.approve(chief, BULLETIN)


def issue(editor: Editor, chief: Editor, head_of_all: Editor, sink: Sink, reader: Reader) -> None:
    """The ward wants its editor-in-chief asked, too: the chief's approval alone puts nothing on the site."""
    administrator = make_staff("administrator", name="見本 管理")
    head_of_all.come_in(administrator)
    editing.ask_the_editor_in_chief(head_of_all)
    responsible = make_staff("editor_in_chief", name="見本 修")
    editing.write_issue(editor, HUB, BULLETIN, title=ISSUE, number="1", days=(day(0), day(30)))
    editing.put_in(editor, ARTICLE, "特集")
    editing.send(editor)
    editing.approve(chief, ISSUE)
    assert ISSUE not in outlets.anonymous(reader.go(HUB))
    assert "承認を待っています" in outlets.text_of(outlets.newest(sink, responsible.email))
    head_of_all.come_in(responsible)
    editing.approve(head_of_all, ISSUE)


def day(ahead: int) -> str:
    return str(timezone.localdate() + datetime.timedelta(days=ahead))
