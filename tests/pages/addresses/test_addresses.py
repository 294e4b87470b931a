"""The address of a page as its editor meets it: made from the title, explained, kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.dates import jst_date
from pages.models import HubPage, StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db
EMPTY = {"body-count": "0", "easy_body-count": "0", "lead_picture-count": "0"}


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def written(site: Site, title: str, **data: str) -> Any:
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", site.page.pk])
    return client_of(site.editor).post(address, {"title": title, "slug": "", **EMPTY, **data})


def saved(site: Site, page: StandardPage, **data: str) -> Any:
    fields = {"title": page.title, "slug": page.slug, **EMPTY, **data}
    publishes = make_staff("editor_in_chief") if "action-publish" in data else site.chief
    return client_of(publishes).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields)


def slug_of(title: str) -> str:
    return StandardPage.objects.filter(title=title).latest("pk").slug


def beside_the_field(answer: Any) -> str:
    assert answer.status_code == 200
    field = BeautifulSoup(answer.content, "html.parser").find(id="id_slug")
    (error,) = [one for one in str(field["aria-describedby"]).split() if one.endswith("-errors")]
    return field.find_parent(class_="w-field").find(id=error).get_text(strip=True)


def test_an_empty_address_is_made_from_the_title(west: Site) -> None:
    assert written(west, "防災訓練のお知らせ").status_code == 302
    assert slug_of("防災訓練のお知らせ") == "bosaikunren-no-oshirase"


def test_a_title_that_nobody_can_read_gives_kind_and_day(west: Site) -> None:
    day = f"{jst_date(timezone.now()):%Y%m%d}"
    for expected in (f"standard-{day}", f"standard-{day}-2", f"standard-{day}-3"):
        assert written(west, "龘の会").status_code == 302
        assert slug_of("龘の会") == expected


def test_what_the_editor_types_is_taken_half_width_and_small(west: Site) -> None:
    assert written(west, "夏祭り", slug="Ｓｕｍｍｅｒ Festival").status_code == 302
    assert slug_of("夏祭り") == "summer-festival"


@pytest.mark.parametrize("slug", ["夏祭り", "summer/festival", "-summer", "natsu!"])
def test_what_is_not_allowed_is_told_beside_the_field_with_the_reason(west: Site, slug: str) -> None:
    told = beside_the_field(written(west, "夏祭り", slug=slug))
    assert "半角" in told
    assert "QRコード" in told
    assert not StandardPage.objects.filter(title="夏祭り")


def test_a_long_address_is_told(west: Site) -> None:
    assert "60文字" in beside_the_field(written(west, "夏祭り", slug="a" * 61))


def test_an_address_that_is_taken_is_told(west: Site) -> None:
    make_draft(west, slug="taken")
    assert "taken" in beside_the_field(written(west, "夏祭り", slug="taken"))


def test_the_title_does_not_write_into_the_address_in_the_browser(west: Site) -> None:
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", west.page.pk])
    form = BeautifulSoup(client_of(west.editor).get(address).content, "html.parser")
    assert "w-sync" not in str(form.find(id="id_title"))
    assert "w-slug" not in str(form.find(id="id_slug"))
    assert form.find(id="id_title")["placeholder"]


def test_while_the_field_is_empty_an_unpublished_page_follows_its_title(west: Site) -> None:
    page = make_draft(west, "防災", slug="bosai")
    saved(west, page, title="防災訓練", slug="")
    page.refresh_from_db()
    assert page.slug == "bosaikunren"
    saved(west, page, title="防災訓練", slug="")
    page.refresh_from_db()
    assert page.slug == "bosaikunren"


def test_after_publishing_neither_title_nor_empty_field_changes_it(west: Site) -> None:
    page = make_live(west, "防災", slug="bosai")
    saved(west, page, title="補助金", slug="", **{"action-publish": "1"})
    page.refresh_from_db()
    assert (page.title, page.slug) == ("補助金", "bosai")


def test_another_address_of_a_published_page_leaves_the_old_one_leading_there(
    west: Site, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_live(west, slug="before")
    old = page.get_url()
    with django_capture_on_commit_callbacks(execute=True):
        saved(west, page, slug="after", **{"action-publish": "1"})
    page.refresh_from_db()
    assert page.slug == "after"
    answer = Client().get(old)
    assert (answer.status_code, urlsplit(answer["Location"]).path) == (301, page.get_url())
    assert Client().get(page.get_url()).status_code == 200


def test_a_japanese_address_from_before_goes_on_working(west: Site) -> None:
    page = make_live(west, "夏祭り")
    rename_as_before(page, "夏祭り")
    assert Client().get(page.get_url()).status_code == 200
    saved(west, page, title="夏祭り2026", slug="夏祭り", **{"action-publish": "1"})
    page.refresh_from_db()
    assert (page.title, page.slug) == ("夏祭り2026", "夏祭り")
    assert "2026" in Client().get(page.get_url()).content.decode()


def rename_as_before(page: StandardPage, slug: str) -> None:
    path = f"{HubPage.objects.get(pk=page.get_parent().pk).url_path}{slug}/"
    StandardPage.objects.filter(pk=page.pk).update(slug=slug, url_path=path)
    page.refresh_from_db()
    page.save_revision(clean=False)
    page.refresh_from_db()
