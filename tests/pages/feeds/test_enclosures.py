"""Pictures and PDFs of an entry as an independent reader takes them: whole addresses, right lengths and types."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from media import responsive
from pages.models import HubPage, NewsPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_news
from tests.media import samples
from tests.media.factories import document, picture
from tests.pages.factories import body

pytestmark = pytest.mark.django_db
FORMATS = ("rss", "atom")


@pytest.fixture
def west() -> HubPage:
    make_small_ward()
    set_up_sites()
    return HubPage.objects.get(slug="west")


def shown(image: Any) -> list[dict[str, Any]]:
    block = {"picture": {"image": image.pk, "decorative": False, "alt_text": "祭り"}, "caption": ""}
    return body(("picture", block))


def published(page: NewsPage) -> NewsPage:
    page.save_revision(clean=False).publish()
    return page


def files(client: Client, suffix: str) -> list[list[dict[str, str]]]:
    answer = client.get(f"/feed.{suffix}")
    found = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    kept = []
    for entry in found.entries:
        media = [{"href": one["url"], "length": one["filesize"], "type": one["type"]}
                 for one in entry.get("media_content", [])]  # fmt: skip
        kept.append([{name: one[name] for name in ("href", "length", "type")} for one in entry.enclosures] + media)
    return kept


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("kind,mime", [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_the_lead_picture_goes_with_its_entry(client: Client, west: HubPage, suffix: str, kind: str, mime: str) -> None:
    image = picture(kind=kind)
    responsive.make_first(image)
    published(make_news(west, lead_picture=shown(image)))
    ((told,),) = files(client, suffix)
    assert told["type"] == mime
    assert told["href"].startswith("http://testserver/")
    (edition,) = [one for one in image.renditions.all() if told["href"] == f"http://testserver{one.url}"]
    assert int(told["length"]) == len(edition.file.read())


@pytest.mark.parametrize("suffix", FORMATS)
def test_pdfs_go_with_the_entry_behind_its_picture(client: Client, west: HubPage, suffix: str) -> None:
    image, data = picture(), samples.scanned_pdf()
    responsive.make_first(image)
    plan, table = document(data), document(samples.workbook(), name="table.xlsx")
    blocks = [("download", {"document": one.pk, "label": ""}) for one in (plan, table)]
    published(make_news(west, lead_picture=shown(image), body=body(*blocks)))
    published(make_news(west))
    nothing, (first, second) = files(client, suffix)
    assert nothing == []
    assert first["type"] == "image/jpeg"
    wanted = {"href": f"http://testserver{plan.url}", "length": str(len(data)), "type": "application/pdf"}
    assert second == wanted
    got = client.get(plan.url)
    assert b"".join(got.streaming_content) == data  # type: ignore[attr-defined]
    assert got["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_file_is_named_that_not_everybody_may_have_or_that_is_lost(
    client: Client, west: HubPage, suffix: str
) -> None:
    closed = Collection.get_first_root_node().add_child(name="閉")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=CollectionViewRestriction.LOGIN)
    secret, image = document(samples.scanned_pdf(), collection=closed), picture()
    edition = responsive.make_first(image)
    blocks = body(("download", {"document": secret.pk, "label": ""}))
    published(make_news(west, lead_picture=shown(image), body=blocks))
    default_storage.delete(edition.file.name)
    for one in image.renditions.all():
        default_storage.delete(one.file.name)
    assert files(client, suffix) == [[]]


@pytest.mark.parametrize("suffix", FORMATS)
def test_addresses_of_files_are_on_the_site_that_was_asked(
    client: Client, west: HubPage, suffix: str, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["hub.example.jp"]
    plan = document(samples.scanned_pdf())
    published(make_news(west, body=body(("download", {"document": plan.pk, "label": ""}))))
    answer = client.get(f"/feed.{suffix}", headers={"host": "hub.example.jp"}, secure=True)
    found = feedparser.parse(answer.content)
    assert found.entries[0].enclosures[0]["href"] == f"https://hub.example.jp{plan.url}"


@pytest.mark.parametrize("suffix", FORMATS)
def test_files_cost_three_queries_for_any_number_of_entries(
    client: Client, west: HubPage, suffix: str, django_assert_max_num_queries: Any
) -> None:
    def make() -> None:
        image = picture()
        responsive.make_first(image)
        shows = body(("download", {"document": document(samples.scanned_pdf()).pk, "label": ""}))
        published(make_news(west, lead_picture=shown(image), body=shows))

    make()
    client.get(f"/feed.{suffix}")
    for _round in range(2):
        with django_assert_max_num_queries(6):
            assert all(len(one) == 2 for one in files(client, suffix))
        make()
