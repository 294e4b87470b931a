"""Nothing that makes a page makes a Japanese address: copy, alias, branch, old draft, command."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from pages.models import NewsPage, SectionPage, StandardPage
from tests.factories_editing import Site, client_of, make_live, make_sites
from tests.factories_people import make_staff
from tests.pages.addresses.test_addresses import rename_as_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


@pytest.fixture
def old(sites: dict[str, Site]) -> StandardPage:
    """Named when addresses could be Japanese."""
    page = make_live(sites["west"], "防災訓練")
    rename_as_before(page, "防災訓練")
    return page


def copied(site: Site, page: Page, **data: str) -> None:
    fields = {"new_title": page.title, "new_slug": "", "new_parent_page": str(page.get_parent().pk), **data}
    answer = client_of(make_staff("editor_in_chief")).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), fields)
    assert answer.status_code == 302


def slugs(site: Site) -> set[str]:
    return set(Page.objects.descendant_of(site.page).filter(slug__startswith="bosai").values_list("slug", flat=True))


def test_the_form_of_copying_proposes_a_free_address(sites: dict[str, Site], old: StandardPage) -> None:
    page = make_live(sites["west"], slug="here")
    for copied_page, proposed in ((page, "here-2"), (old, "bosaikunren")):
        answer = client_of(sites["west"].chief).get(reverse("wagtailadmin_pages:copy", args=[copied_page.pk]))
        assert BeautifulSoup(answer.content, "html.parser").find(id="id_new_slug")["value"] == proposed


def test_copies_and_aliases_are_named_by_the_server(sites: dict[str, Site], old: StandardPage) -> None:
    copied(sites["west"], old)
    copied(sites["west"], old, alias="on")
    assert slugs(sites["west"]) == {"bosaikunren", "bosaikunren-2"}
    assert StandardPage.objects.get(slug="bosaikunren-2").alias_of_id == old.pk


@pytest.mark.parametrize("way", ["copy", "alias"])
def test_a_branch_is_copied_with_ascii_addresses_all_the_way_down(
    sites: dict[str, Site], old: StandardPage, way: str
) -> None:
    west, east = sites["west"].page, sites["east"].page
    west.refresh_from_db()
    section = west.add_child(instance=SectionPage(title="記録", slug="records"))
    Page.objects.get(pk=old.pk).move(section, pos="last-child")
    east.refresh_from_db()
    if way == "copy":
        Page.objects.get(pk=section.pk).specific.copy(recursive=True, to=east)
    else:
        Page.objects.get(pk=section.pk).specific.create_alias(recursive=True, parent=east)
    (made,) = StandardPage.objects.descendant_of(east)
    assert (made.slug, made.url_path.isascii()) == ("bosaikunren", True)
    assert Page.objects.get(pk=old.pk).slug == "防災訓練"
    if way == "copy":
        made.get_latest_revision().publish()
        made.refresh_from_db()
        assert made.slug == "bosaikunren"


def test_a_page_made_by_code_gets_one_too(sites: dict[str, Site]) -> None:
    for slug in ("", "防災訓練"):
        sites["west"].page.refresh_from_db()
        sites["west"].page.add_child(instance=NewsPage(title="防災訓練", slug=slug))
    assert slugs(sites["west"]) == {"bosaikunren", "bosaikunren-2"}


def test_the_command_offers_and_changes_nothing(old: StandardPage) -> None:
    out = StringIO()
    call_command("offer_addresses", stdout=out)
    assert "防災訓練 → bosaikunren" in out.getvalue()
    assert Page.objects.get(pk=old.pk).slug == "防災訓練"


def test_the_command_gives_new_addresses_and_keeps_the_old_ones_leading_there(
    old: StandardPage, django_capture_on_commit_callbacks: object
) -> None:
    before = old.get_url()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        call_command("offer_addresses", "--apply", stdout=StringIO())
    page = StandardPage.objects.get(pk=old.pk)
    assert (page.slug, page.get_latest_revision_as_object().slug) == ("bosaikunren", "bosaikunren")
    answer = Client().get(before)
    assert (answer.status_code, urlsplit(answer["Location"]).path) == (301, page.get_url())
    again = StringIO()
    call_command("offer_addresses", stdout=again)
    assert "every address is ASCII already" in again.getvalue()
