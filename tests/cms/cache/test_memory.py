"""What many pages share is written once per version, for readers who are not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from cms.cache import memory, version
from cms.hubs.models import Ward
from media import responsive
from media.models import WardImage
from pages.models import HubPage
from tests.cms.cache.conftest import CALL, HUB
from tests.factories_pages import make_event, make_news
from tests.factories_people import make_user
from tests.media.factories import picture
from tests.sign_in import sign_in

MAIN = ("/", "/hubs/find/", "/calls/", "/search/")
_PART = Template("{% load frame %}{% frame part hub %}{{ told }}{% endframe %}")


@pytest.fixture
def at_work() -> Iterator[None]:
    memory.forget()
    with version.working_under("1.1"):
        yield
    memory.forget()


def _part(told: str, hub: int = 1) -> str:
    return str(_PART.render(Context({"told": told, "hub": hub})))


def _current(client: Client, path: str, menu: str) -> list[str]:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    return [str(link["href"]) for link in page.select(f"{menu} [aria-current=page]")]


def test_a_part_is_written_once_for_each_value_and_language(at_work: None) -> None:
    assert _part("first") == "first"
    assert _part("second") == "first"
    assert _part("of another hub", hub=2) == "of another hub"
    with translation.override("en"):
        assert _part("in English") == "in English"


def test_a_new_version_writes_it_anew(at_work: None) -> None:
    _part("old")
    with version.working_under("1.2"):
        assert _part("new") == "new"


def test_for_who_is_known_it_is_written_every_time(at_work: None) -> None:
    _part("kept")
    memory_of_nobody = version._at_work.set(None)
    try:
        assert _part("own") == "own"
    finally:
        version._at_work.reset(memory_of_nobody)


def test_of_several_only_the_missing_ones_are_asked_for(at_work: None) -> None:
    asked: list[set[int]] = []

    def ask(keys: set[int]) -> dict[int, str]:
        asked.append(set(keys))
        return {key: str(key) for key in keys if key != 4}

    assert memory.several("pictures", {1, 2}, ask, most=3) == {1: "1", 2: "2"}
    assert memory.several("pictures", {2, 3, 4}, ask, most=3) == {2: "2", 3: "3"}
    assert asked == [{1, 2}, {3, 4}]
    assert memory.several("pictures", {4}, ask, most=3) == {}, "what was not found is asked for again"
    memory.several("pictures", {5}, ask, most=3)
    asked.clear()
    memory.several("pictures", {1}, ask, most=3)
    assert asked == [{1}], "more than three: it begins anew"


@pytest.mark.django_db
@pytest.mark.usefixtures("ward")
def test_the_menus_mark_the_page_that_is_read_and_no_other() -> None:
    client = Client()
    for path in (*MAIN, HUB, *MAIN):
        assert _current(client, path, ".kz-nav") == ([path] if path in MAIN else [])
    assert [_current(client, path, ".kz-site") for path in (HUB, CALL, HUB)] == [[HUB], [], [HUB]]


@pytest.mark.django_db
@pytest.mark.usefixtures("ward")
def test_who_is_signed_in_neither_gets_nor_leaves_the_header_of_others() -> None:
    known = sign_in(Client(), make_user(name="練馬 花子"))
    for reader, is_known in ((Client(), False), (known, True), (Client(), False), (known, True)):
        page = reader.get(f"{HUB}?anew").content.decode()
        assert ("サインアウト" in page) is is_known


@pytest.mark.django_db
@pytest.mark.usefixtures("ward")
def test_a_new_telephone_number_stands_in_the_footer_at_once() -> None:
    Client().get(f"{HUB}?anew")
    Ward.objects.update(desk_phone="03-0000-1234")
    assert b"03-0000-1234" in Client().get(f"{HUB}?anew").content


@pytest.mark.django_db
@pytest.mark.usefixtures("ward")
def test_one_picture_keeps_the_words_of_each_page_and_place_that_shows_it() -> None:
    """It is remembered once; the text for those who cannot see it is written by each page."""
    site, image = HubPage.objects.get(slug="west"), picture()
    responsive.make_missing_of(image)
    for name in ("first", "second"):
        body = [("picture", _shown(image, f"{name}-{place}")) for place in ("above", "below")]
        make_news(site, name, slug=name, body=body)
    for name in ("first", "second", "first"):
        page = BeautifulSoup(Client().get(f"/west/{name}/?anew").content, "html.parser")
        assert [str(one["alt"]) for one in page.select("main picture img")] == [f"{name}-above", f"{name}-below"]


def _shown(image: WardImage, words: str) -> dict[str, object]:
    own = WardImage.objects.get(pk=image.pk)
    own.contextual_alt_text, own.decorative = words, False
    return {"picture": own, "caption": ""}


@pytest.mark.django_db
@pytest.mark.usefixtures("ward")
@pytest.mark.parametrize("is_off", [True, False])
def test_an_event_that_is_called_off_as_a_whole_says_so_on_its_day(is_off: bool) -> None:
    make_event(HubPage.objects.get(slug="west"), "夏まつり", starts_in_days=0, slug="summer", is_cancelled=is_off)
    page = BeautifulSoup(Client().get("/events/?anew").content, "html.parser")
    day = next(one for one in page.select(".kz-month li") if "夏まつり" in one.text)
    assert ("中止" in day.text) is is_off
