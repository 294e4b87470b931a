"""A realistic issue: articles with every kind of block, a picture that we drew, and events."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageDraw
from pypdf import PdfReader
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from media.models import WardImage
from media.services import open_file
from pages.models import ArticlePage, BulletinPage, HubPage, IssuePage, IssuePrint
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue

TEXT = (
    "石神井台地域では、毎年秋に防災訓練を行っています。今年は避難所の開設、炊き出し、要配慮者の避難支援を中心に、"
    "区民の皆さんと消防署、町会・自治会、学校が力を合わせて取り組みます。どなたでも参加できます。"
)


def picture(title: str = "訓練のようす") -> WardImage:
    drawn = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(drawn)
    for step in range(12):
        pen.ellipse((40 + step * 60, 80 + step * 20, 160 + step * 60, 200 + step * 20), fill=(step * 20, 90, 120))
    data = io.BytesIO()
    drawn.save(data, "PNG")
    return WardImage.objects.create(title=title, file=ImageFile(io.BytesIO(data.getvalue()), name="drawn.png"))


def body(image: WardImage | None = None) -> list[tuple[str, Any]]:
    """One block of every kind that paper knows."""
    rich = f"<p>{TEXT}</p><p><b>申込みは不要</b>です。<br/>直接会場へお越しください。</p>"
    guided, decided = RichText("<p>係が案内します。</p>"), RichText("<p>当日の朝7時に決めます。</p>")
    shown = [("picture", {"picture": image, "caption": "昨年の訓練のようす"})] if image else []
    return [
        ("paragraph", RichText(rich)),
        *shown,
        ("heading", {"level": "4", "text": "当日の流れ"}),
        ("paragraph", RichText("<ul><li>水と帽子<ol><li>飲み物は各自</li></ol></li><li>動きやすい服装</li></ul>")),
        ("steps", {"steps": [{"title": "受付をする", "text": ""}, {"title": "班に分かれる", "text": guided}]}),
        ("notice", {"level": "warning", "title": "雨天の場合は中止します", "text": decided}),
        ("heading", {"level": "2", "text": "会場"}),
        (
            "table",
            {
                "caption": "会場と時間",
                "row_headers": True,
                "table": {
                    "columns": [{"type": "text", "heading": "会場"}, {"type": "text", "heading": "時間"}],
                    "rows": [{"values": ["第一小学校", "10時から12時"]}, {"values": ["区民館", "13時から15時"]}],
                    "caption": "",
                },
            },
        ),
        ("contact", {"hub": None, "name": "見本実行委員会", "phone": "03-0000-0000", "email": "", "note": "平日"}),
        ("paragraph", RichText('<p>くわしくは<a href="https://www.example.jp/bosai">案内</a>をご覧ください。</p>')),
    ]  # fmt: skip


def articles(parent: Page, count: int, **values: Any) -> list[ArticlePage]:
    image = picture()
    return [
        make_article(
            parent,
            f"地域の防災訓練に参加しましょう（その{number + 1}）",
            byline="地域情報協力員　見本花子",
            summary="今年も地域ぐるみで備えます。",
            **{"body": raw(body(image if number % 3 == 0 else None)), **values},
        )
        for number in range(count)
    ]


def raw(blocks: list[tuple[str, Any]]) -> Any:
    """Values as an editor's form gives them, tables and all."""
    field = ArticlePage._meta.get_field("body")
    made = []
    for kind, value in blocks:
        child = field.stream_block.child_blocks[kind]
        plain = kind in ("table", "steps")
        made.append((kind, child.to_python(_stored(value)) if plain else value))
    return made


def _stored(value: Any) -> Any:
    if isinstance(value, RichText):
        return value.source
    if isinstance(value, dict):
        return {key: _stored(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_stored(part) for part in value]
    return value


def full_issue(count: int = 4, events: int = 6, **values: Any) -> IssuePage:
    """An issue of the hub ``west`` with articles and the events of the coming month, published."""
    hub = HubPage.objects.get(slug="west")
    bulletin = BulletinPage.objects.filter(slug="bulletin").first() or make_bulletin(hub, "石神井台だより")
    for number in range(events):
        make_event(hub, f"{number + 1}月のお茶会", starts_in_days=number + 1, venue="広場", fee="無料")
    first = timezone.localdate()
    days = {"events_from": first, "events_until": first + datetime.timedelta(days=30)} if events else {}
    issue = make_issue(bulletin, *articles(bulletin, count), number=IssuePage.objects.count() + 1, **days, **values)
    issue.save_revision().publish()
    return issue


def columned(issue: IssuePage) -> None:
    for at, entry in enumerate(issue.entries.all()):
        entry.column = "特集" if at == 0 else "町会だより"
        entry.save()


def made(issue: IssuePage) -> IssuePrint:
    """The worker did what was owed for paper; the rest of what is due costs time and changes nothing here."""
    OutboxItem.objects.exclude(kind="issue_print").delete()
    run_due()
    return IssuePrint.objects.select_related("file").get(issue=issue)


def read(row: IssuePrint) -> PdfReader:
    with open_file(row.file) as source:
        return PdfReader(io.BytesIO(source.read()))


def text_of(row: IssuePrint) -> str:
    """Without the line ends of the layout."""
    return "".join(page.extract_text() for page in read(row).pages).replace("\n", "")
