"""A published document is what its name says, tells its size before it is opened, and runs nothing."""

from __future__ import annotations

import io
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.test import Client
from pypdf import PdfWriter
from wagtail.models import Collection, CollectionViewRestriction

from media.models import WardDocument
from media.page_count import count_pages
from tests.media import samples
from tests.media.factories import document

pytestmark = pytest.mark.django_db
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


def pdf_of(pages: int) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def facts(document: WardDocument) -> str:
    return Template("{% load ward_media %}{{ document|file_facts }}").render(Context({"document": document}))


def test_a_reader_sees_kind_pages_and_size_before_opening() -> None:
    guide = document(pdf_of(3))
    assert guide.page_count == 3
    guide.file_size = 1_258_291
    assert facts(guide) == "PDF・3ページ・1.2MB"
    guide.language = "en"
    assert facts(guide) == "PDF・3ページ・1.2MB・英語"


@pytest.mark.parametrize(
    "size, words", [(1, "1KB"), (340 * 1024, "340KB"), (1024 * 1024, "1.0MB"), (15 * 1024 * 1024, "15MB")]
)
def test_sizes_are_short(size: int, words: str) -> None:
    assert facts(WardDocument(file="a.csv", file_size=size)) == f"CSV・{words}"


def test_a_new_file_is_counted_anew_and_another_kind_has_no_pages() -> None:
    guide = document(pdf_of(3))
    guide.file = ContentFile(pdf_of(2), name="second.pdf")
    guide.save()
    assert WardDocument.objects.get().page_count == 2
    guide.file = ContentFile("日時,場所".encode(), name="third.csv")
    guide.save()
    assert WardDocument.objects.get().page_count is None


def test_a_broken_pdf_is_taken_without_a_count() -> None:
    guide = document(samples.pdf())
    assert guide.page_count is None
    assert facts(guide).startswith("PDF・")


def test_a_pdf_that_would_keep_us_busy_costs_bounded_time() -> None:
    kids = b" ".join(b"%d 0 R" % number for number in range(2, 400))
    loop = b"".join(b"%d 0 obj<</Type/Pages/Kids[%b]/Count 9>>endobj\n" % (number, kids) for number in range(2, 400))
    data = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + loop + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    start = time.monotonic()
    count_pages(ContentFile(data))
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    "name, data",
    [
        ("page.html", b"<html>"),
        ("picture.svg", b"<svg/>"),
        ("program.exe", b"MZ"),
        ("guide.pdf", b"MZ"),
        ("guide.pdf", samples.pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")),
        ("table.xlsx", samples.office()),
        ("slides.pptx", samples.office()),
        ("list.csv", b"<script>alert(1)</script>"),
        ("list.txt", b"\x00\x01"),
        ("letter.docx", samples.office(members={"word/vbaProject.bin": b"x"})),
    ],
)
def test_what_is_not_what_it_says_or_could_run_is_refused_beside_the_file(name: str, data: bytes) -> None:
    with pytest.raises(ValidationError) as refused:
        document(data, name)
    assert list(refused.value.message_dict) == ["file"]
    assert not WardDocument.objects.exists()


@pytest.mark.parametrize(
    "name, data",
    [
        ("letter.docx", samples.office()),
        ("table.xlsx", samples.workbook()),
        ("slides.pptx", samples.office(SLIDES)),
        ("list.csv", "日時,場所\r\n".encode("cp932")),
        ("list.txt", "\ufeff日時".encode()),
    ],
)
def test_what_offices_write_is_taken(name: str, data: bytes) -> None:
    assert document(data, name).pk


def test_a_pdf_opens_in_the_browser_and_anything_else_is_saved_and_neither_runs_nor_is_guessed(client: Client) -> None:
    for name, data, how in (("guide.pdf", pdf_of(1), "inline"), ("list.csv", b"a,b", "attachment")):
        answer = client.get(document(data, name).url)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
        assert how in answer.get("Content-Disposition", "inline")
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_an_unchanged_document_is_not_sent_again(client: Client) -> None:
    guide = document(pdf_of(1))
    guide.get_file_hash()
    first = client.get(guide.url)
    assert client.get(guide.url, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_restricted_collection_keeps_its_documents_from_readers_and_from_caches(client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="役員会")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="password", password="ひみつ")
    guide = document(pdf_of(1), collection=closed)
    answer = client.get(guide.url)
    assert answer["Content-Type"].startswith("text/html")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_wrong_name_or_number_is_not_found_and_nothing_can_be_posted(client: Client) -> None:
    guide = document(pdf_of(1))
    assert client.get(f"/documents/{guide.pk}/other.pdf").status_code == 404
    assert client.get(f"/documents/{guide.pk + 1}/guide.pdf").status_code == 404
    assert client.post(guide.url).status_code == 405
