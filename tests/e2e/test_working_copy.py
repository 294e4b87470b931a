"""A live page is rewritten in a working copy while it goes on changing, then merged place by place and approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.hubs.models import Hub
from pages.models import HubPage, StandardPage
from tests.e2e import editing
from tests.e2e.editing import Editor
from tests.factories_editing import Site, make_live
from tests.factories_people import make_staff

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
HUB, TITLE = "大泉西地域活動支援拠点", "開館時間のご案内"
OLD, NEW, CORRECTED = "月曜は休みです。", "四月から月曜と火曜が休みです。", "開館時間と休館日のご案内"


def test_a_live_page_is_rewritten_in_peace(stage: Callable[..., Any]) -> None:
    hub = Hub.objects.get(name=HUB)
    person, head = make_staff("editor", hub, name="見本 京子"), make_staff("chief", hub, name="見本 治")
    live = make_live(Site(hub, HubPage.objects.get(hub=hub), person, head), TITLE, slug="hours", summary=OLD)
    editor = stage(Editor, width=1280)
    editor.come_in(person)
    begin(editor)
    editor.write("概要", NEW)
    editing.save(editor)
    somebody_corrects(live, head)
    merge(editor)
    editing.send(editor)
    editor.reads("承認に送りました")
    assert OLD in Client().get(live.url).content.decode()
    draft = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == (CORRECTED, NEW)


def begin(editor: Editor) -> None:
    editor.branch(HUB)
    editor.click(TITLE, "link", within=editor.page.get_by_role("main"))
    editor.head("作業コピー")
    editor.reads("公開中のページをそのままにして")
    editor.write("変更する内容", "四月からの休館日")
    editor.click("作業コピーを作成する", "button")
    editor.reads("作業コピーを作成しました")


def somebody_corrects(live: StandardPage, head: Any) -> None:
    page = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    page.title = CORRECTED
    page.save_revision(user=head)


def merge(editor: Editor) -> None:
    """The differences are read on a phone too."""
    editor.head("ページに統合する")
    editor.reads("違いのある箇所：2件", NEW, CORRECTED)
    editor.page.set_viewport_size({"width": 320, "height": 900})
    editor.settle()
    editor.page.set_viewport_size({"width": 1280, "height": 900})
    editor.click("ページに統合する", "button")
    editor.reads("統合しました")
