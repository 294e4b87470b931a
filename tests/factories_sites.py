"""A hub's site as a ward would have it: one realistic page of every type, with every block."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.hubs.models import Area, Hub, Topic
from media.models import WardImage
from pages.models import (
    AccessibilityPolicyPage,
    AccessibilityTestPage,
    ContactPage,
    FaqPage,
    GroupProfilePage,
    HubPage,
    OpportunityPage,
    Question,
    SectionPage,
    StandardPage,
    TestedCriterion,
)
from tests.factories_pages import make_article, make_bulletin, make_event, make_issue, make_news
from tests.factories_people import make_group
from tests.media.factories import document, picture
from tests.media.samples import pdf

NAMES = {"bosai": "防災", "kosodate": "子育て", "fukushi": "福祉・見守り", "kankyo": "環境・美化"}


def add(parent: Page, page: Page) -> Any:
    return parent.add_child(instance=page)


def shown(image: WardImage, alt: str = "", caption: str = "") -> dict[str, Any]:
    """The value of a picture block."""
    return {"picture": {"image": image.pk, "alt_text": alt, "decorative": not alt}, "caption": caption}


TABLE = {
    "columns": [{"type": "text", "heading": heading} for heading in ("会場", "受付", "定員")],
    "rows": [
        {"values": ["中央集会所", "午前9時30分から", "先着40名"]},
        {"values": ["東集会所", "午後1時から", "先着25名"]},
    ],
}
STEPS = [
    {"title": "申し込む", "text": "<p>電話または窓口で、<b>前日まで</b>にお申し込みください。</p>"},
    {"title": "当日の受付", "text": "<p>開始の10分前までに、会場の入口でお名前をお伝えください。</p>"},
    {"title": "参加する", "text": ""},
]
NOTICE = {"level": "warning", "title": "雨天の場合は中止します", "text": "<p>当日の午前7時に決めます。</p>"}
PARAGRAPH = "<p><b>まず身を守る</b>動きを、地域の皆さんと確かめます。</p><ul><li>起震車の体験</li><li>消火器</li></ul>"
VIDEO = {"title": "避難所の開き方", "url": "https://video.example.jp/1", "transcript": "<p>体育館の鍵を開けます。</p>"}
ASKED: dict[str, Any] = {
    "saved": None, "kinds": [], "hubs": [], "areas": [], "topics": [], "states": [], "window": "", "words": "",
    "sort": "newest", "shape": "cards", "count": 3, "with_count": True, "with_all": True, "empty": "",
}  # fmt: skip
NARROWED = {"hub": None, "area": None, "layer": "", "topic": None, "count": 3}


def every_block(image: WardImage, area: Area, hub: Hub) -> list[dict[str, Any]]:
    """As StreamField stores them."""
    leaflet = document(pdf(b"/Title(leaflet)"), name="moushikomi.pdf", title="参加申込書")
    poster = {"image": image.pk, "alt_text": "体育館に並ぶ間仕切り", "decorative": False}
    card = {"hub": hub.pk, "name": "", "phone": "", "email": "", "note": "平日の午前9時から午後5時まで"}
    blocks: list[tuple[str, Any]] = [
        ("heading", {"level": "2", "text": "催しの内容"}),
        ("paragraph", PARAGRAPH),
        ("picture", shown(image, "校庭で消火器の使い方を習う参加者", "昨年の訓練のようす")),
        ("heading", {"level": "3", "text": "会場と時間"}),
        ("table", {"caption": "会場と受付の時間", "table": TABLE, "row_headers": True}),
        ("notice", NOTICE),
        ("heading", {"level": "2", "text": "参加の方法"}),
        ("steps", {"steps": STEPS}),
        ("download", {"document": leaflet.pk, "label": "参加申込書"}),
        ("video", {**VIDEO, "poster": poster}),
        ("contact", card),
        ("listing", {"title": "これからの催し", "kind": "event", **NARROWED, "hub": hub.pk}),
        ("query", {"title": "西の新しいもの", **ASKED, "kinds": ["newspage", "eventpage"], "hubs": [hub.code]}),
        ("query", {"title": "これからの日程", **ASKED, "states": ["coming"], "sort": "soonest", "shape": "table"}),
        ("listing", {"title": "受付中の募集", "kind": "call", **NARROWED}),
        ("chome_list", {"area": area.pk}),
        ("area_map", {"caption": "区域と拠点"}),
        (
            "procedure",
            {"title": "補助金の申込み", "procedure": "subsidy", "hub": None, "with_steps": True, "with_chart": True},
        ),
    ]
    return [{"type": kind, "value": value} for kind, value in blocks]


def fill_site(site: HubPage) -> dict[str, Page]:
    """Pages of every type below the hub's page and the ward's home, each under a short name."""
    _describe(site)
    topics = [Topic.objects.get_or_create(code=code, defaults={"name": name})[0] for code, name in NAMES.items()]
    image = picture((1200, 800), description="公園に集まる人")
    lead = [{"type": "picture", "value": shown(image, "公園に集まる人びと", "秋の清掃活動")}]
    news = make_news(
        site,
        "総合防災訓練を行います",
        summary="どなたでも参加できます。申込みは前日までです。",
        lead_picture=lead,
        body=every_block(image, site.hub.area, site.hub),
        topics=topics[:2],
    )
    return {
        "news": news,
        "section": make_section(site),
        "standard": add(
            site, StandardPage(title="会議室の使い方", slug="rooms", body=rich("登録した団体が使えます。"))
        ),
        "group": make_profile(site, lead_picture=lead, topics=topics[3:]),
        "opportunity": make_opportunity(site, topics=topics[1:2]),
        "faq": make_faq(site),
        "contact": add(site, ContactPage(title="お問い合わせ", slug="contact", body=rich("お電話ください。"))),
        **_accessibility(),
        **_bulletin(site, lead_picture=lead, topics=topics[2:3]),
        "event": make_event(
            site, "総合防災訓練", venue="中央集会所", topics=topics[:1], summary="身を守る動きを確かめます。"
        ),
    }


def _describe(site: HubPage) -> None:
    Hub.objects.filter(pk=site.hub_id).update(
        office_title="見本区民事務所2階",
        address="試験区見本町1丁目2番3号",
        hours="平日　午前9時から午後5時まで",
        phone="03-0000-0000",
        email="hub@example.jp",
        verified=True,
    )
    HubPage.objects.filter(pk=site.pk).update(introduction="<p>地域の活動を始めたい方の相談を受けています。</p>")


def make_section(site: HubPage) -> SectionPage:
    section: SectionPage = add(site, SectionPage(title="活動の記録", slug="records", summary="これまでの活動です。"))
    add(section, StandardPage(title="令和7年度の活動", slug="r7", body=rich("年間の活動の一覧です。")))
    make_news(section, "花だんの植え替えをしました")
    return section


def make_profile(site: HubPage, **values: Any) -> GroupProfilePage:
    profile = GroupProfilePage(
        title="見本町花の会",
        slug="flowers",
        group=make_group(site.hub, name="見本町花の会"),
        consented_on=timezone.localdate(),
        summary="町の花だんを世話しています。",
        activity="毎月第2土曜日　午前10時から　見本公園",
        members="24人",
        joining="活動日に直接お越しください。",
        contact="代表　見本花子　03-0000-0000",
        website="https://flowers.example.jp/",
        **values,
    )
    return add(site, profile)


def make_opportunity(site: HubPage, **values: Any) -> OpportunityPage:
    opportunity = OpportunityPage(
        title="子ども食堂の調理を手伝う人を募集",
        slug="cooks",
        role="調理と片付け",
        places="5人",
        period="毎月第3日曜日　午前10時から午後2時まで",
        conditions="18歳以上の方。経験は問いません。",
        reward="交通費500円。ボランティア保険に加入します。",
        how_to_apply="電話でお申し込みください。",
        contact="見本こども食堂　03-0000-0000",
        closes_on=timezone.localdate() + datetime.timedelta(days=20),
        **values,
    )
    return add(site, opportunity)


def make_faq(site: HubPage) -> FaqPage:
    faq: FaqPage = add(site, FaqPage(title="よくある質問", slug="faq", summary="拠点の使い方についてお答えします。"))
    for order, (asked, answer) in enumerate(
        (
            ("予約は必要ですか。", "<p>いいえ。<b>予約なし</b>で使えます。</p>"),
            ("駐車場はありますか。", "<p>ありません。</p>"),
        )
    ):
        Question.objects.create(page=faq, question=asked, answer=answer, sort_order=order)
    return faq


def _accessibility() -> dict[str, Page]:
    """The policy that set_up_sites made, and a result below it."""
    policy = AccessibilityPolicyPage.objects.get()
    return {"policy": policy, "test": make_test(policy)}


def _bulletin(site: HubPage, **values: Any) -> dict[str, Page]:
    bulletin = make_bulletin(site, "見本だより", summary="拠点の活動をお伝えする地域情報誌です。")
    article = make_article(
        bulletin,
        "見守りの輪が広がる",
        summary="声をかけ合う町を目指して。",
        byline="地域情報協力員　見本花子",
        body=rich("月に一度、当番がひとり暮らしの方を訪ねます。"),
        **values,
    )
    return {"bulletin": bulletin, "article": article, "issue": make_issue(bulletin, article)}


def rich(text: str) -> list[tuple[str, Any]]:
    return [("paragraph", RichText(f"<p>{text}</p>"))]


def make_test(policy: Page) -> AccessibilityTestPage:
    today = timezone.localdate()
    test: AccessibilityTestPage = add(
        policy,
        AccessibilityTestPage(
            title="令和8年度の試験の結果",
            slug="r8",
            fiscal_year=2026,
            tested_from=today,
            tested_until=today,
            standard="JIS X 8341-3:2016",
            reached="レベルAA準拠",
            sample="トップページと、種類ごとに1ページ、あわせて40ページ。",
            tools="axe、Nu Html Checker",
        ),
    )
    rows = (
        ("1.1.1", "非テキストコンテンツ", "A", "met", ""),
        ("1.2.4", "キャプション（ライブ）", "AA", "not_applicable", "ライブの映像はありません。"),
    )
    for number, name, level, result, note in rows:
        TestedCriterion.objects.create(page=test, number=number, name=name, level=level, result=result, note=note)
    return test
