"""The editor's part: from the menu to the own hub's branch, a page with picture and blocks, checks, approval."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Response, expect

from pages.setting_up import HOME_TITLE
from tests.e2e.actors import Staff
from tests.media import samples

# Hidden words of a script of Wagtail's; what the upload names as allowed.
KNOWN = {
    "Save Selected",
    *("HEIC", "JPEG", "JPG", "PNG", "MB", "RSS", "Atom", "PDF", "KB", "iCalendar"),
}
# Wagtail's own: its text field has no name, and what stands inside a block is a region again.
WAGTAILS = (
    'axe aria-input-field-name: <div aria-describedby="placeholder',
    'axe landmark-unique: <section class="w-panel',
)


class Editor(Staff):
    """At Wagtail's editor, where a block is put in and a chooser opens without leaving the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known |= KNOWN

    def _answered(self, response: Response) -> None:
        # The editor saves by itself while one writes, and is told when what is there is not yet whole.
        if response.status != 400 or response.request.method != "POST":
            Staff._answered(self, response)

    def settle(self) -> None:
        Staff.settle(self)
        self.look.complaints[:] = [one for one in self.look.complaints if not any(known in one for known in WAGTAILS)]

    def area(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("region", name=name, exact=isinstance(name, str)).first

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """The text field of this label, whatever else bears its name."""
        place = within or self.page
        field = place.get_by_role("textbox", name=re.compile(rf"^{re.escape(label)}\s*\*?$")).last
        field.fill(text)
        field.press("Tab")  # what unfolds from the field, a calendar, folds up again

    def tab(self, name: str) -> Locator:
        self.page.get_by_role("tab", name=name, exact=True).click()
        return self.page.get_by_role("tabpanel", name=name, exact=True)

    def block(self, field: str, kind: str = "") -> Locator:
        """A new block at the end of the field; ``kind`` where there are several."""
        place = self.area(field)
        place.get_by_role("button", name="ブロックを挿入", exact=True).last.click()
        if kind:
            self.page.get_by_role("option", name=kind, exact=True).click()
        new = place.get_by_role("region", name=re.compile("^" + (kind or field))).last
        new.wait_for()
        return new

    def foot(self, words: str) -> None:
        """A button of the foot, or one behind its arrow."""
        foot = self.page.get_by_role("navigation", name="操作（画面下部）")
        found = foot.get_by_role("button", name=words, exact=True)
        if not found.count():
            foot.get_by_role("button", name="他のアクション").click()
        # The editor's own saving changes the address without loading a page.
        with self.page.expect_event("load"):
            found.first.click()
        self.settle()

    def head(self, words: str) -> None:
        """A page of the menu at the head."""
        self.page.get_by_role("navigation", name="操作", exact=True).get_by_role("button").click()
        self.click(words, "link")

    def branch(self, hub: str) -> None:
        """By the menu to the pages of the own hub; where there are translations, through the Japanese front page."""
        menu = self.page.get_by_role("navigation", name="メインメニュー")
        menu.get_by_role("button", name="ページ", exact=True).click()
        own = menu.get_by_role("link", name=hub, exact=True)
        below = menu.get_by_role("link", name=f"'{HOME_TITLE}'の子ページを閲覧する", exact=True)
        own.or_(below).wait_for()
        if below.count():
            below.click()
        own.wait_for()
        self.click(hub, "link", within=menu)

    def add_below(self, kind: str) -> None:
        self.click("子ページを追加", "link")
        self.click(re.compile(rf"^{kind}(\s|$)"), "link", within=self.page.get_by_role("main"))


def upload_picture(editor: Editor, path: Path, title: str) -> None:
    path.write_bytes(samples.picture(size=(900, 600)))
    choose_upload(editor, path, title)


def choose_upload(editor: Editor, path: Path, title: str) -> None:
    """From the block, into the hub's own place for pictures."""
    picture = editor.block("画像")
    picture.get_by_role("button", name="画像を選択").click()
    dialog = editor.page.get_by_role("dialog").last
    dialog.get_by_role("tab", name="アップロード").click()
    form = dialog.get_by_role("tabpanel", name="アップロード")
    form.get_by_label(re.compile("ファイル")).set_input_files(path)
    form.get_by_role("textbox", name=re.compile("^題名")).fill(title)
    form.get_by_role("button", name="アップロード").click()
    dialog.wait_for(state="hidden")


def write_text(editor: Editor, heading: str, sentence: str, *points: str) -> None:
    """A heading, a paragraph and a list."""
    editor.write("見出し", heading, within=editor.block("本文", "見出し"))
    block = editor.block("本文", "文章")
    text = block.get_by_role("textbox")
    text.press_sequentially(sentence)
    for number, point in enumerate(points):
        text.press("Enter")
        text.press_sequentially(point if number else f"- {point}")
    # The text field hands over what was typed a moment later.
    expect(block.locator("input[name$=-value]")).to_have_value(re.compile(re.escape(points[-1])))


def place_at(editor: Editor, topic: str, hub: str) -> None:
    where = editor.tab("載せる場所")
    editor.choose(topic, within=where)
    editor.choose(hub, within=where)


def save(editor: Editor) -> None:
    editor.foot("下書きを保存")


def send(editor: Editor) -> None:
    editor.foot("ページの承認に送る")


def meet_missing_text(editor: Editor) -> None:
    """Without the text of the picture it is not sent; the sentence stands beside the field."""
    send(editor)
    editor.reads("入力に誤りがある")
    told = editor.area("画像").get_by_text("画像の説明（代替テキスト）を書くか、「飾りの画像」に印を付けてください。")
    expect(told).to_be_visible()


def take_a_fix(editor: Editor, offered: str, *reasons: str) -> None:
    editor.head("文章の確認")
    editor.reads(*reasons)
    editor.click(offered, "button")
    editor.reads("1か所を直しました")
    editor.click("編集画面に戻る", "link")


def preview(editor: Editor, *texts: str) -> None:
    """Beside the form, as readers will see it."""
    editor.page.get_by_role("button", name="プレビューの表示").click()
    shown = editor.page.frame_locator("iframe[title]:visible, #w-preview-iframe, iframe").first
    for text in texts:
        shown.get_by_text(text).first.wait_for()
    editor.page.get_by_role("button", name="プレビューの表示").click()


def approve(chief: Editor, title: str) -> None:
    """From the dashboard; the page is looked at, then approved by the button at hand."""
    chief.click("ダッシュボード", "link")
    chief.click(title, "link", within=chief.region("あなたの承認を待っているページ"))
    chief.foot("承認する")


def ask_the_editor_in_chief(administrator: Editor) -> None:
    """The rule for every hub, in the menu of the settings."""
    menu = administrator.page.get_by_role("navigation", name="メインメニュー")
    menu.get_by_role("button", name="設定", exact=True).click()
    menu.get_by_role("link", name="承認の決まり", exact=True).wait_for()
    administrator.click("承認の決まり", "link", within=menu)
    administrator.click("すべての拠点", "link", within=administrator.page.get_by_role("main"))
    administrator.choose(re.compile("^編集長も承認する"))
    administrator.click("保存", "button")
    administrator.reads("すべての拠点")


def write_event(editor: Editor, title: str, day: str, *, begins: str, ends: str) -> None:
    """From the dashboard's button."""
    editor.click("ダッシュボード", "link")
    editor.click("催しを載せる", "link")
    editor.write("題名", title)
    editor.write("概要", "消火器の使い方を習います。")
    dates = editor.area("日時")
    editor.write("始まりの日時", f"{day} {begins}", within=dates)
    editor.write("終わりの日時", f"{day} {ends}", within=dates)
    editor.write("会場の名称", "みほん公園")


def set_up_bulletin(editor: Editor, hub: str, title: str) -> None:
    editor.branch(hub)
    editor.add_below("地域情報誌")
    editor.write("題名", title)
    editor.write("発行の頻度", "年4回")


def write_issue(editor: Editor, hub: str, bulletin: str, *, title: str, number: str, days: tuple[str, str]) -> None:
    """Below the bulletin, with the events between two days."""
    editor.branch(hub)
    editor.click(bulletin, "link")
    editor.head("子ページを追加")
    if editor.page.get_by_text("作るページの種類を選んでください。").count():
        editor.click("号", "link")
    editor.write("題名", title)
    editor.page.get_by_role("spinbutton", name=re.compile("^号数")).fill(number)
    editor.write("発行日", days[0])
    editor.write("載せる催しの期間（初日）", days[0])
    editor.write("載せる催しの期間（末日）", days[1])


def put_in(editor: Editor, article: str, column: str) -> None:
    """An article out of the chooser, found by its words."""
    entries = editor.area("記事（掲載順）")
    # By mouse: the way there must not glide, or what is pressed has passed by when the button is let go.
    entries.get_by_role("button", name="記事を追加").click()
    editor.write("欄", column, within=entries)
    entries.get_by_role("button", name="ページを選択 (記事)").last.click()
    dialog = editor.page.get_by_role("dialog").last
    dialog.get_by_role("textbox", name="検索語").fill(article[-4:])
    dialog.get_by_role("link", name=article, exact=True).click()
    dialog.wait_for(state="hidden")
