"""An editor begins a translation by a button; it goes the same way of approval, and only in the own hub's branch."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from pages.models import LanguageHubPage, SectionPage, StandardPage, WardHomePage
from pages.setting_up import set_up_sites
from tests.factories_editing import Site, client_of, make_live, make_sites, submit
from tests.factories_languages import begin, in_language, publish, translated
from tests.factories_people import make_staff
from tests.pages.factories import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def address(page: Page) -> str:
    return reverse("editing:translations", args=[page.pk])


def test_the_button_stands_at_the_head_of_a_japanese_page_alone(sites: dict[str, Site]) -> None:
    west = sites["west"]
    original, english = translated(west)
    client = client_of(west.editor)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[original.pk])).content.decode()
    assert "ほかの言語に翻訳" in shown
    assert address(original) in shown
    assert address(english) not in client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()


def test_a_draft_is_made_at_the_same_place_with_what_is_above_it(sites: dict[str, Site]) -> None:
    west = sites["west"]
    section = SectionPage(title="利用案内", slug="guide")
    west.page.add_child(instance=section)
    section.save_revision().publish()
    text = body(("paragraph", "<p>日本語の文章です。</p>"))
    page = StandardPage(
        title="予約", slug="booking", body=text, easy_body=text, readings=[{"base": "予約", "reading": "よやく"}]
    )
    section.add_child(instance=page)
    page.save_revision().publish()
    english = begin(west, StandardPage.objects.get(pk=page.pk))
    assert english.url_path == "/en/west/guide/booking/"
    assert not english.live
    assert english.owner == west.editor
    assert english.home_hub == west.hub
    assert english.locale.language_code == "en"
    assert str(english.body) == str(page.body)
    assert not english.easy_body
    assert not english.readings
    above = [Page.objects.get(url_path=path) for path in ("/en/west/", "/en/west/guide/")]
    assert [one.live for one in above] == [False, False]
    assert isinstance(above[0].specific, LanguageHubPage)
    publish(english, "Booking")
    crumbs = BeautifulSoup(Client().get("/en/west/guide/booking/").content.decode(), "html.parser").select_one(
        ".kz-breadcrumbs"
    )
    assert [one.get_text() for one in crumbs.select("li")] == ["Home", "Booking"]


def test_a_second_translation_into_the_same_language_is_refused_in_words(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west)
    begin(west, page)
    answer = client_of(west.editor).post(address(page), {"language": "en"}, follow=True)
    assert "この言語の翻訳はすでにあります。" in answer.content.decode()
    answer = client_of(west.editor).post(address(page), {"language": "fr"}, follow=True)
    assert "言語を選んでください。" in answer.content.decode()
    assert Page.objects.filter(translation_key=page.translation_key).count() == 2


def test_the_page_tells_how_far_each_language_has_come(sites: dict[str, Site]) -> None:
    west = sites["west"]
    original, _english = translated(west)
    begin(west, original, "ko")

    def states() -> list[str]:
        page = BeautifulSoup(client_of(west.editor).get(address(original)).content.decode(), "html.parser")
        return [one.select("td")[0].get_text(strip=True) for one in page.select("table tbody tr")]

    assert states() == ["公開中", "翻訳なし", "下書き"]
    publish(original, "新しい使い方")
    assert states() == ["公開中（日本語のページより古い）", "翻訳なし", "下書き"]


def test_translations_that_are_out_of_date_are_listed_to_their_own_hub(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    original, english = translated(west)
    listed = reverse("editing:outdated_translations")
    assert english.title not in client_of(west.editor).get(listed).content.decode()
    publish(original, "新しい使い方")
    assert english.title in client_of(west.editor).get(listed).content.decode()
    assert english.title not in client_of(east.editor).get(listed).content.decode()


def test_another_hub_s_pages_are_out_of_reach_in_every_language(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    original, english = translated(west)
    stranger = client_of(east.editor)
    hub = in_language(west.page, "en")
    for page in (original, english, hub):
        assert stranger.get(address(page)).status_code == 404
        assert stranger.post(address(page), {"language": "ko"}).status_code == 404
        for view in ("edit", "delete", "copy", "move", "history"):
            assert stranger.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])).status_code == 404, view
    assert Page.objects.filter(translation_key=original.translation_key).count() == 2
    own = client_of(west.editor).get(reverse("wagtailadmin_pages:edit", args=[english.pk]))
    assert own.status_code == 200


def test_only_japanese_pages_of_types_that_may_be_translated(sites: dict[str, Site]) -> None:
    chief = client_of(make_staff("editor_in_chief"))
    home = WardHomePage.objects.get()
    _original, english = translated(sites["west"])
    for page in (home, english):
        assert chief.get(address(page)).status_code == 404
    assert chief.get(address(sites["west"].page)).status_code == 200


def test_the_chief_of_the_hub_approves_a_translation(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    page = begin(west, make_live(west))
    state = submit(page, west.editor)
    task = state.current_task_state
    decide = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    assert client_of(east.chief).post(decide, {"comment": ""}).status_code == 404
    client_of(west.chief).post(decide, {"comment": ""})
    page.refresh_from_db()
    assert page.live


def test_the_front_pages_are_made_once(sites: dict[str, Site]) -> None:
    before = list(Page.objects.filter(depth=2).order_by("path").values_list("slug", flat=True))
    assert before == ["ward", "en", "zh-hans", "ko"]
    assert not set_up_sites().anything
    assert list(Page.objects.filter(depth=2).order_by("path").values_list("slug", flat=True)) == before


def test_a_page_moved_or_copied_into_another_language_is_in_that_language(sites: dict[str, Site]) -> None:
    west = sites["west"]
    original, english = translated(west)
    publish(english, "Using the hub", slug="using")
    hub = in_language(west.page, "en")
    copy = original.copy(to=hub, update_attrs={"slug": "copy"}, keep_live=False)
    assert copy.locale.language_code == "en"
    original.move(hub, "last-child")
    moved = Page.objects.get(pk=original.pk)
    assert moved.url_path.startswith("/en/west/")
    assert moved.locale.language_code == "en"
    assert moved.translation_key != english.translation_key


def test_what_is_japanese_in_writing_is_not_asked_of_another_language(sites: dict[str, Site]) -> None:
    west = sites["west"]
    wrong = body(
        ("paragraph", "<p>Ｔｅｌ ０３ ﾃｽﾄ 令和８年</p>"),
        ("heading", {"level": "4", "text": "Too deep"}),
    )
    original = make_live(west, body=wrong)
    english = publish(begin(west, original), "Title")

    def findings(page: Any) -> str:
        return client_of(west.editor).get(reverse("proofreading:checks", args=[page.pk])).content.decode()

    assert "半角" in findings(original)
    assert "半角" not in findings(english)
    assert "見出し" in findings(english)


def test_japanese_left_in_a_translation_is_told(sites: dict[str, Site]) -> None:
    west = sites["west"]
    original = make_live(west, body=body(("paragraph", "<p>開館は10時からです。</p>")))
    english = begin(west, original)
    checks = reverse("proofreading:checks", args=[english.pk])
    assert "日本語のままの文字があります" in client_of(west.editor).get(checks).content.decode()
    publish(english, "Opening", body=body(("paragraph", "<p>We open at 10.</p>")))
    assert "日本語のままの文字があります" not in client_of(west.editor).get(checks).content.decode()
