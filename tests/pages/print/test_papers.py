"""The paper of an issue: made by the worker, complete, accessible, and made anew when something changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pypdf.generic import DictionaryObject, IndirectObject
from wagtail.models import PageViewRestriction

from cms.jobs.models import OutboxItem
from media.models import PrivateFile
from pages.models import ArticlePage, EventPage, HubPage, IssueEntry, IssuePage, IssuePrint
from pages.print import making
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_bulletin, make_issue, paragraphs
from tests.pages.print.issues import articles, columned, full_issue, made, read, text_of

pytestmark = pytest.mark.django_db
State = IssuePrint.State


@pytest.fixture(autouse=True)
def ward() -> None:
    make_small_ward()
    set_up_sites()


def link(issue: IssuePage) -> str:
    return f"/bulletins/{issue.pk}.pdf"


def published_again(page: Any, **values: Any) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_link_stands_on_the_page_when_the_file_is_ready_and_not_before(client: Client) -> None:
    issue = full_issue(1)
    waiting = client.get(issue.url).content.decode()
    assert link(issue) not in waiting
    assert "PDFを作成しています" in waiting
    assert client.get(link(issue)).status_code == 404
    row = made(issue)
    assert (row.state, row.version) == (State.READY, 1)
    ready = client.get(issue.url).content.decode()
    assert f'href="{link(issue)}"' in ready
    assert f"{row.pages}ページ" in ready
    answer = client.get(link(issue))
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert client.get(link(issue), headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_everything_that_was_written_is_on_paper(client: Client) -> None:
    issue = full_issue(1, summary="特集は防災です。")
    columned(issue)
    published_again(issue)
    text = text_of(made(issue))
    for part in (
        "石神井台だより", "第1号", "特集は防災です。", "特集", "地域の防災訓練に参加しましょう（その1）", "見本花子",
        "申込みは不要", "飲み物は各自", "昨年の訓練のようす", "係が案内します。", "【ご注意】雨天の場合は中止します",
        "会場と時間", "13時から15時", "03-0000-0000", "案内", "1月のお茶会", "広場", "無料", "編集・発行", "west拠点",
    ):  # fmt: skip
        assert part in text, part


def test_the_file_is_tagged_speaks_japanese_and_carries_its_fonts() -> None:
    reader = read(made(full_issue(4)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "ja-JP"
    assert root["/MarkInfo"]["/Marked"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in xmp
    assert "石神井台だより" in xmp
    kinds = {str(node.get("/S")) for node in tree(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds
    alts = {str(node["/Alt"]) for node in tree(root["/StructTreeRoot"]) if node.get("/S") == "/Figure"}
    assert "訓練のようす" in alts
    assert any("その1" in alt for alt in alts)
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font.get_object()["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile3", "/FontFile2"} & set(descriptor)


def tree(node: Any) -> list[DictionaryObject]:
    """Every element of the structure."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [found for one in node for found in tree(one)]
    if not isinstance(node, DictionaryObject):
        return []
    return [node, *(tree(node["/K"]) if "/K" in node else [])]


@pytest.mark.parametrize("count,most", [(1, 2), (8, 6), (40, 24)])
def test_an_issue_may_be_short_or_long(count: int, most: int) -> None:
    row = made(full_issue(count, 0))
    assert row.state == State.READY
    assert 1 <= row.pages <= most
    assert f"{count}）" in text_of(row)


def test_a_long_article_and_long_words_flow_on() -> None:
    issue = full_issue(1, 0)
    long = "区民のつどい。" * 3000 + "https://www.example.jp/" + "x" * 400 + "終わり"
    published_again(issue.entries.first().article, body=paragraphs(long))
    row = made(issue)
    assert row.state == State.READY
    assert row.pages > 8
    assert "終わり" in text_of(row)


def test_rare_characters_are_printed_and_what_the_fonts_lack_waits_for_a_person(client: Client) -> None:
    issue = full_issue(1, 0)
    article = issue.entries.first().article
    published_again(article, body=paragraphs("𠮷野さんと髙橋さん、葛󠄀飾"))
    row = made(issue)
    assert row.state == State.READY
    assert "𠮷野さんと髙橋さん" in text_of(row)
    published_again(article, title="夏まつり😀", body=paragraphs("楽しみです"))
    row = made(issue)
    assert row.state == State.PARKED
    assert row.reason == "印刷できない文字があります：「夏まつり😀」：😀（U+1F600）"
    assert OutboxItem.objects.filter(kind="issue_print", state="parked").count() == 1
    assert row.file_id is not None, "the last good one stays until the text is mended"
    published_again(article, title="夏まつり")
    assert made(issue).state == State.READY


@pytest.mark.parametrize("text", ['#panic("x")', "$x$ *b* _i_ `c` @r <l> // /* #import", "\\u{1F600} \" ' { } [ ]"])
def test_what_an_editor_writes_is_text_and_never_a_command(text: str) -> None:
    issue = full_issue(1, 0)
    published_again(issue.entries.first().article, title=text, byline=text, summary=text, body=paragraphs("本文"))
    row = made(issue)
    assert row.state == State.READY
    assert text.replace(" ", "") in text_of(row).replace(" ", "")


def test_an_empty_issue_has_no_paper_until_an_article_is_published(client: Client) -> None:
    hub = HubPage.objects.get(slug="west")
    bulletin = make_bulletin(hub)
    (article,) = articles(bulletin, 1, live=False)
    issue = make_issue(bulletin, article)
    issue.save_revision().publish()
    assert made(issue).state == State.EMPTY
    html = client.get(issue.url).content.decode()
    assert "この号の記事はまだ公開されていません" in html
    published_again(article)
    assert made(issue).state == State.READY


def test_every_change_that_shows_makes_a_new_file_and_throws_the_old_one_away() -> None:
    issue = full_issue(2)
    first = made(issue)
    published_again(issue.entries.first().article, title="新しい見出し")
    second = made(issue)
    assert second.version == 2
    assert "新しい見出し" in text_of(second)
    published_again(EventPage.objects.first(), title="名前の変わった催し")
    assert "名前の変わった催し" in text_of(made(issue))
    IssueEntry.objects.filter(issue=issue).last().article.unpublish()
    assert "その2" not in text_of(made(issue))
    assert not PrivateFile.objects.filter(pk=first.file_id).exists()
    assert PrivateFile.objects.count() == 1


def test_publishing_what_shows_nothing_new_keeps_the_file() -> None:
    issue = full_issue(1)
    before = made(issue)
    published_again(issue)
    after = made(issue)
    assert (after.state, after.version, after.file_id) == (State.READY, 1, before.file_id)


def test_only_the_newest_wish_counts() -> None:
    issue = full_issue(1)
    row = made(issue)
    making.ask([issue.pk])
    assert making.keep(row, wanted=row.wanted, pdf=b"%PDF-old", pages=9, digest="x") is False
    assert made(issue).pages == row.pages


def test_who_may_not_read_the_issue_may_not_have_its_paper(client: Client) -> None:
    issue = full_issue(1)
    made(issue)
    restriction = PageViewRestriction.objects.create(page=issue, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(link(issue)).status_code == 404
    restriction.delete()
    assert client.get(link(issue)).status_code == 200
    IssuePage.objects.get(pk=issue.pk).unpublish()
    assert client.get(link(issue)).status_code == 404
    assert client.get("/bulletins/999999.pdf").status_code == 404


def test_the_paper_of_an_issue_goes_with_it() -> None:
    issue = full_issue(1)
    made(issue)
    IssuePage.objects.get(pk=issue.pk).delete()
    assert PrivateFile.objects.count() == 0
    assert ArticlePage.objects.count() == 1
