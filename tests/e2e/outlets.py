"""Where one writing is read: the hubs' sites, lists, topic, search, feeds, calendar, issue, paper, screen and mail."""

from __future__ import annotations

import io
import re
import time
import urllib.request
from email.message import EmailMessage
from typing import Any

import feedparser
import pypdf
import vobject
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from cms.jobs.worker import run_due
from tests.e2e.actors import Actor
from tests.e2e.editing import KNOWN, Editor
from tests.smtp import Sink


class Reader(Actor):
    """Without an account; every page is found by links."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known |= KNOWN

    def go(self, *links: str) -> str:
        """From the front page by these links; where that leads."""
        self.page.goto("/")
        self.settle()
        for link in links:
            self.click(link, "link")
        return self.page.url

    def search(self, words: str) -> None:
        self.go("サイト内検索")
        self.fill("さがす言葉", words)
        self.click("さがす", "button", within=self.page.get_by_role("main"))

    def file(self, words: str | re.Pattern[str]) -> bytes:
        """What is behind a link to a file."""
        link = self.page.get_by_role("main").get_by_role("link", name=words, exact=isinstance(words, str)).first
        answer = self.context.request.get(str(link.get_attribute("href")))
        assert answer.ok, f"{words}: {answer.status}"
        return answer.body()


def lists_of(reader: Reader, hub: str, other: str, topic: str) -> list[str]:
    """The lists that will have to change, read and so kept by the page cache."""
    return [reader.go(), reader.go(hub), reader.go(other), reader.go(topic)]


def anonymous(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  our own site
        assert not answer.headers.get("Set-Cookie")
        return str(answer.read().decode())


def right_within_a_second(addresses: list[str], text: str, *, since: float) -> None:
    """A page that was asked for later than a second after the approval has the new text."""
    for address in addresses:
        asked = 0.0
        while asked <= since + 1:
            asked = time.monotonic()
            if text in anonymous(address):
                break
        else:
            raise AssertionError(f"{address} is old after {asked - since:.1f} s")


def reads_everywhere(reader: Reader, title: str, hub: str, other: str, topic: str) -> None:
    """By links alone: both hubs, the ward's list, the topic, the search, and the page itself."""
    for way in ((hub,), (other,), ("記事をもっと見る",), (topic,)):
        reader.go(*way)
        reader.click(title, "link", within=reader.page.get_by_role("main"))
        expect(reader.page.get_by_role("heading", level=1, name=title)).to_be_visible()
    reader.search(title[-6:])
    reader.click(re.compile(re.escape(title[-6:])), "link", within=reader.page.get_by_role("main"))
    expect(reader.page.get_by_role("img", name="棚に並んだ備蓄品")).to_be_visible()
    reader.reads("用意するもの", "飲み水", topic.split("・")[0])


def in_feeds(reader: Reader, title: str, hub: str, other: str, topic: str) -> None:
    for place in (hub, other, topic, ""):
        reader.go(*[place] if place else [])
        for kind, version in (("RSS", "rss20"), ("Atom", "atom10")):
            found = feedparser.parse(reader.file(re.compile(rf"（{kind}）$")))
            assert not found.bozo, found.get("bozo_exception")
            assert found.version == version
            assert title in [entry.title for entry in found.entries], (place, kind)


def in_calendars(reader: Reader, title: str, hub: str, other: str, topic: str) -> None:
    """On the calendars of both hubs and the ward, and in their files."""
    for place in (hub, other, topic, ""):
        reader.go(*[place] if place else [])
        calendar = vobject.readOne(reader.file(re.compile("（iCalendar）$")).decode())
        assert title in [event.summary.value for event in calendar.vevent_list], place
    for way in ((hub,), (other,), ()):
        reader.go(*way)
        reader.click("催しをもっと見る", "link")
        reader.click("一覧", "link", within=reader.page.get_by_role("main"))
        reader.reads(title, "みほん公園")


def in_issue(reader: Reader, hub: str, issue: str, article: str, *texts: str) -> None:
    """The issue on the web and its paper."""
    reader.go(hub, issue)
    reader.reads(article, "特集", *texts)
    pdf = pypdf.PdfReader(io.BytesIO(reader.file(re.compile("^PDFで読む"))))
    printed = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    for text in (article, "飲み水", *texts):
        assert "".join(text.split()) in printed, printed
    reader.click(article, "link")


def on_screen(editor: Editor, hub: str, *titles: str) -> None:
    """What the screen of the hub's corner shows; found from the hub's page at the desk."""
    editor.branch(hub)
    editor.page.get_by_role("navigation", name="操作", exact=True).get_by_role("button").click()
    link = editor.page.get_by_role("link", name="拠点の画面", exact=True)
    html = anonymous(editor.site + str(link.get_attribute("href")))
    shown = [one.get_text(strip=True) for one in BeautifulSoup(html, "html.parser").select(".kz-slide h1")]
    for title in titles:
        assert title in shown, shown
    editor.page.keyboard.press("Escape")


def newest(sink: Sink, to: str) -> EmailMessage:
    """The newest mail that arrived for ``to`` after the worker has done what is due."""
    while run_due():
        pass
    return next(mail for mail in reversed(sink.mails) if to in str(mail["To"]))


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def subscribe(reader: Reader, sink: Sink, hub: str, address: str) -> None:
    """From the hub's page; only the button behind the link of the mail begins it."""
    reader.go(hub)
    reader.click("メールマガジン", "link", within=reader.page.get_by_role("main"))
    reader.fill("メールアドレス", address)
    reader.click("確認のメールを受け取る", "button")
    link = re.search(r"http\S+/confirm/\S+", text_of(newest(sink, address)))
    assert link
    reader.page.goto(link[0])
    reader.settle()
    reader.click("配信を開始する", "button")


def mail_out(chief: Editor, hub: str, bulletin: str, issue: str) -> None:
    """A draft is made of the issue; the number of recipients stands before the button that sends."""
    chief.branch(hub)
    chief.click(f"{bulletin}の子ページを閲覧", "link")
    chief.click(issue, "link")
    chief.head("メールマガジンで送る")
    chief.click("メールの下書きを作成する", "button")
    chief.click("配信の手続きに進む", "link")
    chief.reads("1人")
    chief.click("1人に配信する", "button")


def assert_mail(mail: EmailMessage, hub: str, *texts: str) -> None:
    """HTML and text say the same; nothing is fetched from outside; one click leaves."""
    html, text = text_of(mail, "html"), text_of(mail)
    for one in (*texts, hub):
        assert one in html, html
        assert one in text, text
    drawn = BeautifulSoup(html, "html.parser")
    assert not drawn.select("script, link, iframe")
    assert all(str(image.get("src", "")).startswith(("cid:", "data:")) for image in drawn.select("img"))
    assert "url(" not in html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http\S+/unsubscribe/\S+>", str(mail["List-Unsubscribe"]).split(",")[0].strip())
