"""A document is found while everybody may read a page that shows it and have the file; never otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.rich_text import RichText

from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.search.finding import Result, find
from cms.search.models import Entry
from cms.search.question import Question, spelled
from media import document_words
from media.models import DocumentText, WardDocument
from media.services import store_bytes
from pages.editing.models import HubCollection
from pages.models import HubPage, StandardPage
from pages.search import branches, document_source, following
from pages.setting_up import set_up_sites
from tests.bench.counting import FRAMING
from tests.factories_editing import client_of
from tests.factories_hubs import make_small_ward
from tests.factories_pages import paragraphs
from tests.factories_people import make_staff
from tests.media import samples
from tests.media.factories import document as upload
from tests.pages.factories import body

pytestmark = pytest.mark.django_db
WORD = "翡翠"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


@pytest.fixture(scope="module")
def written() -> bytes:
    return samples.written_pdf(f"避難所の開き方。{WORD}の間に集まります。", "二枚目には炊き出しの手順があります。")


def read_all() -> None:
    for item in OutboxItem.objects.filter(kind=document_words.KIND).order_by("pk"):
        document_words.work(item.payload)


def show(document: WardDocument, parent: Page, **values: Any) -> StandardPage:
    shown = body(("download", {"document": document.pk, "label": ""}))
    page = StandardPage(title="資料", slug=f"p{Page.objects.count()}", body=shown, **values)
    parent.add_child(instance=page)
    return page


def found(q: str = WORD, **asked: Any) -> list[Result]:
    return [one for one in find(Question(words=spelled(q), **asked)).results if one.kind == "document"]


@pytest.fixture
def plan(written: bytes) -> WardDocument:
    document = upload(written, name="plan.pdf", title="開設の手順", description="避難所の鍵を開ける人のために。")
    read_all()
    return document


def test_a_document_on_a_page_is_found_by_title_description_and_every_page(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    for q in ("開設の手順", "鍵を開ける", WORD, "炊き出しの手順"):
        assert [one.url for one in found(q)] == [plan.url], q
    assert found()[0].facts == {"ending": "pdf", "pages": 2, "size": plan.file_size, "language": "ja"}
    assert [one.url for one in found(kind="document")] == [plan.url]
    assert found(kind="page") == []


def test_a_link_in_a_text_shows_a_document_too(plan: WardDocument, west: HubPage) -> None:
    link = f'<p><a linktype="document" id="{plan.pk}">手順</a></p>'
    west.add_child(instance=StandardPage(title="資料", slug="linked", body=[("paragraph", RichText(link))]))
    assert len(found()) == 1


def test_the_words_are_read_by_the_worker_and_not_while_saving(written: bytes, west: HubPage) -> None:
    document = upload(written, title="手順書")
    show(document, west)
    assert (len(found("手順書")), found()) == (1, [])
    read_all()
    assert len(found()) == 1


@pytest.mark.parametrize("kind", ["locked", "locked without a word", "scanned", "broken"])
def test_a_pdf_that_cannot_be_read_is_found_by_its_title_alone(written: bytes, west: HubPage, kind: str) -> None:
    data = {
        "locked": lambda: samples.locked_pdf(written),
        "locked without a word": lambda: samples.locked_pdf(written, user=""),
        "scanned": samples.scanned_pdf,
        "broken": samples.pdf,
    }[kind]()
    show(upload(data, title="手順書"), west)
    read_all()
    assert DocumentText.objects.get().text == ""
    assert (len(found("手順書")), found()) == (1, [])


def test_what_no_page_shows_is_not_found(plan: WardDocument, west: HubPage) -> None:
    draft = show(plan, west, live=False)
    assert found() == []
    draft.save_revision().publish()
    assert len(found()) == 1
    draft.body = paragraphs("手順は別の所にあります。")  # type: ignore[assignment]
    revision = draft.save_revision()
    assert len(found()) == 1
    revision.publish()
    assert found() == []


def test_a_draft_of_a_live_page_shows_nothing(plan: WardDocument, west: HubPage) -> None:
    page = StandardPage(title="資料", slug="later", body=paragraphs("まだ何もありません。"))
    west.add_child(instance=page)
    page.body = body(("download", {"document": plan.pk, "label": ""}))  # type: ignore[assignment]
    page.save_revision()
    assert found() == []


def test_a_document_stays_as_long_as_one_page_shows_it(plan: WardDocument, west: HubPage) -> None:
    first, second = show(plan, west), show(plan, west)
    first.unpublish()
    assert len(found()) == 1
    Page.objects.get(pk=second.pk).delete()
    assert found() == []


def test_a_deleted_document_is_gone(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    plan.delete()
    assert found("開設の手順") == []
    assert not Entry.objects.filter(source="document").exists()


def test_a_replaced_file_is_found_by_its_new_words_alone(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    plan.file = ContentFile(samples.written_pdf("琥珀の間に集まります。"), name="plan.pdf")
    plan.save()
    assert (found(), found("琥珀"), len(found("開設の手順"))) == ([], [], 1)
    read_all()
    assert (found(), len(found("琥珀"))) == ([], 1)


def test_a_file_that_was_replaced_while_it_was_read_leaves_no_words(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    old = WardDocument.objects.get(pk=plan.pk)
    plan.file = ContentFile(samples.scanned_pdf(), name="other.pdf")
    plan.save()
    document_words.keep(old, WORD)
    assert found() == []


@pytest.mark.parametrize("above", [False, True])
def test_a_document_in_a_restricted_collection_is_not_found(plan: WardDocument, west: HubPage, above: bool) -> None:
    root = Collection.get_first_root_node()
    outer = root.add_child(name="外")
    inner = outer.add_child(name="内")
    WardDocument.objects.filter(pk=plan.pk).update(collection=inner)
    show(plan, west)
    assert len(found()) == 1
    restriction = CollectionViewRestriction.objects.create(
        collection=outer if above else inner, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert found() == []
    plan.refresh_from_db()
    plan.save()
    show(plan, west)
    assert found() == []
    restriction.delete()
    assert len(found()) == 1


def test_a_document_put_into_a_restricted_collection_is_hidden(
    plan: WardDocument, west: HubPage, django_capture_on_commit_callbacks: Any
) -> None:
    """One by one, many at once, and with the collection that it lies in."""
    chief = client_of(make_staff("editor_in_chief"))
    root = Collection.get_first_root_node()
    closed, plain = root.add_child(name="閉"), Collection.get_first_root_node().add_child(name="普通")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    show(plan, west)
    plan.collection = closed
    plan.save()
    assert found() == []
    for collection, many in ((plain, 1), (closed, 0)):
        address = reverse("wagtail_bulk_action", args=["kizuna_media", "warddocument", "add_to_collection"])
        assert chief.post(f"{address}?id={plan.pk}", {"collection": collection.pk}).status_code == 302
        assert len(found()) == many
    WardDocument.objects.filter(pk=plan.pk).update(collection=plain)
    document_source.renew([plan.pk])
    assert len(found()) == 1
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # as Wagtail's view has it
        plain.save()
        Collection.objects.get(pk=plain.pk).move(Collection.objects.get(pk=closed.pk), "sorted-child")
    assert found() == []


def test_documents_follow_the_branch_of_their_page(
    plan: WardDocument, west: HubPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(plan, west)
    restriction = PageViewRestriction.objects.create(page=west, restriction_type=PageViewRestriction.LOGIN)
    assert found() == []
    restriction.delete()
    assert len(found()) == 1
    monkeypatch.setattr(branches, "AT_ONCE", 0)
    restriction = PageViewRestriction.objects.create(page=west, restriction_type=PageViewRestriction.LOGIN)
    assert found() == []
    restriction.delete()
    branches.work({"pages": [west.pk]})
    assert len(found()) == 1


def test_very_many_documents_are_hidden_at_once_and_come_back_by_the_worker(
    plan: WardDocument, west: HubPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(plan, west)
    monkeypatch.setattr(document_source, "AT_ONCE", 0)
    with transaction.atomic():
        document_source.renew([plan.pk])
    assert found() == []
    document_source.work(OutboxItem.objects.get(kind=document_source.KIND).payload)
    assert len(found()) == 1


def test_a_private_file_is_never_found(written: bytes) -> None:
    store_bytes(owner=None, data=written, name=f"{WORD}.pdf", content_type="application/pdf")
    call_command("index_search")
    assert find(Question(words=spelled(WORD))).count == 0


def test_a_document_belongs_to_the_hub_of_its_collection(
    plan: WardDocument, west: HubPage, hubs: dict[str, Hub]
) -> None:
    files = Collection.get_first_root_node().add_child(name="東")
    HubCollection.objects.filter(hub=hubs["east"]).delete()
    HubCollection.objects.create(hub=hubs["east"], collection=files)
    plan.collection = files
    plan.save()
    show(plan, west)
    assert len(found(hub=hubs["east"].pk)) == 1
    assert found(hub=hubs["west"].pk) == []


def test_making_everything_anew_gives_the_same(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    call_command("index_search", "--check")
    before = set(Entry.objects.values_list("source", "object_key", "digest"))
    call_command("index_search", "--empty")
    assert set(Entry.objects.values_list("source", "object_key", "digest")) == before
    assert len(found()) == 1


def test_words_that_were_never_read_are_read_by_the_clock(plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    DocumentText.objects.all().delete()
    assert (document_words.read_missing(), document_words.read_missing()) == (1, 0)
    assert len(found()) == 1


def test_the_result_says_what_file_it_is(client: Client, plan: WardDocument, west: HubPage) -> None:
    show(plan, west)
    html = client.get("/search/", {"q": WORD, "kind": "document"}).content.decode()
    for part in ('<span class="kz-badge">文書</span>', "PDF・2ページ・", f'href="{plan.url}"'):
        assert part in html
    assert client.get(plan.url).status_code == 200


def test_a_save_that_leaves_the_documents_costs_three_statements_and_one_that_changes_them_four_more(
    plan: WardDocument, west: HubPage
) -> None:
    page = show(plan, west)
    for text, most in ((page.body, 3), (paragraphs("なし"), 7)):
        now = StandardPage.objects.get(pk=page.pk)
        now.body = text
        list(now.body)
        with CaptureQueriesContext(connection) as captured:
            following.page_saved(StandardPage, now)
        asked = [q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(FRAMING)]
        assert len(asked) <= most, "\n".join(asked)
