"""The pictures of the guide for editors are made again from invented data, screen by screen.

``GUIDE_PICTURES=cms/docs/pictures`` keeps them there; else they are made beside the test and thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from cms.config.demo.people import make_people
from cms.config.demo.pictures import draw
from cms.config.demo.sites import make_sites
from cms.hubs.models import Hub
from cms.people.models import HubRole, User
from pages.models import BulletinPage, IssuePage
from tests.e2e import editing
from tests.e2e.camera import MOST_BYTES, Camera, camera, in_view, shown_in
from tests.e2e.editing import Editor
from tests.e2e.looking import Look
from tests.factories_mailings import make_subscribers
from tests.factories_people import add_totp

__all__ = ["camera"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
TITLE = "第1回　水害に備える集まり"


class Unlooked(Look):
    """The other walks look at these screens; here they are drawn only."""

    def at(self, *args: Any, **kwargs: Any) -> None:
        return


class Sitter(Editor):
    def __init__(self, browser: Browser, site: str, look: Look, **how: Any) -> None:
        super().__init__(browser, site, Unlooked(set()), width=1280, **how)


@pytest.fixture
def people(stage: Callable[..., Any]) -> dict[str, Editor]:
    """The demo's editor and chief of the first hub with everything, at their dashboards; nobody's mail is real."""
    cast = make_people(list(Hub.objects.exclude(office_title="").order_by("-status", "order")[:2]))
    call_command("set_up_sites", verbosity=0)
    make_sites()
    make_subscribers(38, hub=cast.hubs[0])
    found = {}
    for name in ("editor", "chief"):
        user = User.objects.get(email=f"{name}@example.jp")
        add_totp(user)
        found[name] = stage(Sitter)
        found[name].come_in(user)
    return found


def test_the_guides_pictures_are_made_anew_and_are_small(
    stage: Callable[..., Any], camera: Camera, people: dict[str, Editor], tmp_path: Path, settings: Any
) -> None:
    editor, chief = people["editor"], people["chief"]
    hub = HubRole.objects.get(user__email="editor@example.jp").hub
    assert hub is not None
    sign_in(stage(Sitter), camera)
    write_an_article(editor, camera, hub.name, tmp_path)
    approve_it(chief, camera)
    settings.BASE_URL = "https://kizuna.example.jp"
    send_an_issue(chief, camera, hub.name)
    announce_an_emergency(chief, camera)
    assert max(camera.sizes.values()) <= MOST_BYTES, camera.sizes
    assert set(camera.sizes) == shown_in("editor-guide.md")


def sign_in(anybody: Editor, camera: Camera) -> None:
    anybody.page.goto("/")
    anybody.click("サインイン", "link")
    camera.take(anybody.page, "sign-in")


def write_an_article(editor: Editor, camera: Camera, hub: str, folder: Path) -> None:
    camera.take(editor.page, "dashboard")
    editor.branch(hub)
    camera.take(editor.page, "branch")
    editor.add_below("記事")
    editor.write("題名", TITLE)
    editor.write("概要", "大雨の前に、家族で確かめておくことをまとめました。")
    (folder / "bichiku.png").write_bytes(draw("shed"))
    editing.choose_upload(editor, folder / "bichiku.png", "備蓄の倉庫")
    editing.write_text(
        editor, "用意するもの", "日　時は１０月１０日です。石神井公園に集まります。", "飲み水", "懐中電灯"
    )
    in_view(editor.page.get_by_text("日　時は").last)
    camera.take(editor.page, "blocks")
    editing.save(editor)
    editing.send(editor)
    in_view(editor.page.get_by_text("印を付けてください").first)
    camera.take(editor.page, "alt-text")
    editor.write("画像の説明（代替テキスト）", "防災倉庫の棚に並んだ備蓄品")
    editing.save(editor)
    editor.head("文章の確認")
    camera.take(editor.page, "checks")
    editor.click("編集画面に戻る", "link")
    editor.head("ふりがな")
    camera.take(editor.page, "readings")
    editor.click("編集画面に戻る", "link")
    editing.send(editor)


def approve_it(chief: Editor, camera: Camera) -> None:
    chief.click("ダッシュボード", "link")
    chief.click(TITLE, "link")
    camera.take(chief.page, "approval")


def send_an_issue(chief: Editor, camera: Camera, hub: str) -> None:
    chief.branch(hub)
    bulletin = BulletinPage.objects.get()
    chief.click(f"{bulletin.title}の子ページを閲覧", "link")
    issue = bulletin.get_children().type(IssuePage).last()
    chief.click(issue.title, "link")
    chief.head("メールマガジンで送る")
    chief.click("メールの下書きを作成する", "button")
    chief.click("配信の手続きに進む", "link")
    camera.take(chief.page, "magazine")


def announce_an_emergency(chief: Editor, camera: Camera) -> None:
    chief.menu("緊急のお知らせ")
    chief.click(re.compile("を追加"), "link", within=chief.page.get_by_role("main"))
    camera.take(chief.page, "emergency")
