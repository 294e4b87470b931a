"""A page moved or copied to another hub's branch belongs to that hub, with everything below it."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.hubs.models import Hub
from pages.models import ArticlePage, HubPage, NewsPage, SectionPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_article, make_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    set_up_sites()
    return hubs


@pytest.fixture
def section(hubs: dict[str, Hub]) -> SectionPage:
    west = HubPage.objects.get(slug="west")
    section: SectionPage = west.add_child(instance=SectionPage(title="記録", slug="records"))
    below = section.add_child(instance=SectionPage(title="その下", slug="below"))
    make_news(section, "引っ越すお知らせ")
    make_article(below, "引っ越す記事")
    make_news(west, "残るお知らせ")
    return section


def homes() -> dict[str, str | None]:
    pages = [*SectionPage.objects.all(), *NewsPage.objects.all(), *ArticlePage.objects.all()]
    return {page.title: page.home_hub and page.home_hub.code for page in pages}


def test_a_move_takes_everything_below_along(section: SectionPage) -> None:
    section.move(HubPage.objects.get(slug="east"), pos="last-child")
    moved = dict.fromkeys(("記録", "その下", "引っ越すお知らせ", "引っ越す記事"), "east")
    assert homes() == {**moved, "残るお知らせ": "west"}
    assert "引っ越すお知らせ" in Client().get("/hubs/east/news/").content.decode()
    assert "引っ越すお知らせ" not in Client().get("/hubs/west/news/").content.decode()


def test_a_move_to_the_wards_own_pages_leaves_no_hub(section: SectionPage) -> None:
    section.move(WardHomePage.objects.get(), pos="last-child")
    assert {title for title, hub in homes().items() if hub is None} == {
        "記録",
        "その下",
        "引っ越すお知らせ",
        "引っ越す記事",
    }


def test_a_copy_belongs_to_the_hub_that_it_was_copied_to(section: SectionPage) -> None:
    section.copy(recursive=True, to=HubPage.objects.get(slug="east"), update_attrs={"title": "写し"})
    assert homes()["写し"] == "east"
    assert sorted(NewsPage.objects.filter(title="引っ越すお知らせ").values_list("home_hub__code", flat=True)) == [
        "east",
        "west",
    ]


def test_a_draft_written_before_the_move_does_not_bring_the_old_hub_back(section: SectionPage) -> None:
    news = NewsPage.objects.get(title="引っ越すお知らせ")
    news.title = "新しい題"
    news.save_revision()
    section.move(HubPage.objects.get(slug="east"), pos="last-child")
    NewsPage.objects.get(pk=news.pk).latest_revision.publish()
    assert NewsPage.objects.get(pk=news.pk).home_hub.code == "east"
    assert homes()["新しい題"] == "east"
