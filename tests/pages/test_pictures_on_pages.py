"""Pictures and documents as residents meet them on a page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.jobs.worker import run_due
from media.models import WardRendition
from tests.media.factories import document, picture
from tests.media.test_published_documents import pdf_of
from tests.pages.factories import body, news

pytestmark = pytest.mark.django_db


def test_a_page_shows_every_format_with_the_words_of_the_page_and_the_credit(client: Client) -> None:
    image = picture((1000, 600), credit="見本写真部", description="山車")
    run_due()
    block = {"picture": {"image": image.pk, "decorative": False, "alt_text": "坂を上る山車"}, "caption": "昨年の祭り"}
    page = news(("picture", block))
    figure = BeautifulSoup(client.get(page.url).content, "html.parser").select_one("figure")
    assert [source["type"] for source in figure.select("source")] == ["image/avif", "image/webp"]
    assert figure.img["alt"] == "坂を上る山車"
    assert "昨年の祭り" in figure.figcaption.text
    assert "見本写真部" in figure.figcaption.text


def test_a_decorative_picture_is_passed_over_by_screen_readers(client: Client) -> None:
    image = picture(description="花のつる")
    page = news(("picture", {"picture": {"image": image.pk, "decorative": True, "alt_text": ""}, "caption": ""}))
    assert BeautifulSoup(client.get(page.url).content, "html.parser").select_one("figure img")["alt"] == ""


def test_a_readers_visit_makes_no_edition_once_the_worker_has_been(client: Client) -> None:
    image = picture((1700, 900))
    run_due()
    made = WardRendition.objects.count()
    block = {"picture": {"image": image.pk, "decorative": True, "alt_text": ""}, "caption": ""}
    page = news(("picture", block), lead_picture=body(("picture", block)))
    assert client.get(page.url).status_code == 200
    assert WardRendition.objects.count() == made


def test_a_document_says_what_it_is_before_it_is_opened_and_opens(client: Client) -> None:
    guide = document(pdf_of(3), title="利用の手引き")
    page = news(("download", {"document": guide.pk, "label": ""}))
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    link = soup.find("a", string="利用の手引き")
    assert "PDF・3ページ・1KB" in link.parent.text
    assert client.get(link["href"])["Content-Type"] == "application/pdf"
