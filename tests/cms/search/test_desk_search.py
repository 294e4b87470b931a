"""Editors find pages, pictures and documents by Japanese words in the admin and in its choosers."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.search.backends import get_search_backend

from cms.people.models import User
from media.models import WardDocument, WardImage
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_people import make_staff
from tests.media import samples
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody who may see every page, picture and document; the database keeps no almighty account."""
    make_small_ward()
    set_up_sites()
    west = HubPage.objects.get(slug="west")
    for title, slug in (("地域防災訓練のお知らせ", "drill"), ("髙橋さんのギター教室", "guitar"), ("ＡＢＣ講座", "abc")):
        west.add_child(instance=StandardPage(title=title, slug=slug))
    client = sign_in(Client(), make_staff("administrator"))
    monkeypatch.setattr(User, "is_superuser", property(lambda user: True, lambda user, value: None))
    return client


@pytest.mark.parametrize(
    "asked, title",
    [
        ("防災", "地域防災訓練のお知らせ"),
        ("訓練 地域", "地域防災訓練のお知らせ"),
        ("ぼうさい", "地域防災訓練のお知らせ"),
        ("高橋", "髙橋さんのギター教室"),
        ("ぎたー", "髙橋さんのギター教室"),
        ("ｷﾞﾀｰ", "髙橋さんのギター教室"),
        ("abc", "ＡＢＣ講座"),
    ],
)
@pytest.mark.parametrize("address", ["/cms/pages/search/results/?q=", "/cms/choose-page/search/?q="])
def test_pages_are_found_by_words_inside_their_titles(desk: Client, address: str, asked: str, title: str) -> None:
    answer = desk.get(address + asked)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert title in html
    assert all(other not in html for other in {"地域防災訓練", "ギター教室", "ＡＢＣ講座"} if other not in title)


@pytest.mark.parametrize("address", ["/cms/images/results/?q=", "/cms/images/chooser/results/?q="])
@pytest.mark.parametrize("asked, found", [("連合会", True), ("ぼうさい", True), ("商店会", False)])
def test_pictures_are_found_by_title_and_tag(desk: Client, address: str, asked: str, found: bool) -> None:
    image = WardImage(title="町会連合会の集い", file=ImageFile(io.BytesIO(samples.picture("png")), name="a.png"))
    image.save()
    image.tags.add("ﾎﾞｳｻｲ")
    answer = desk.get(address + asked)
    assert answer.status_code == 200
    assert ("町会連合会の集い" in answer.content.decode()) == found


@pytest.mark.parametrize("asked, found", [("連合会", True), ("ぼうさい", True), ("商店会", False)])
def test_documents_are_found_by_title_and_tag(asked: str, found: bool) -> None:
    document = WardDocument(title="町会連合会の名簿の様式")
    document.file.save("form.txt", ContentFile("様式".encode()))
    document.tags.add("ﾎﾞｳｻｲ")
    answers = get_search_backend().autocomplete(asked, WardDocument.objects.all())
    assert ([one.title for one in answers] == [document.title]) == found


@pytest.mark.parametrize(
    "address", ["/cms/pages/search/results/", "/cms/images/results/", "/cms/images/chooser/results/"]
)
@pytest.mark.parametrize("asked", ['"', "の", "%", "　", "\x00", "'", "a" * 3000, "１" * 200])
def test_nothing_that_is_typed_is_an_error_in_the_admin(desk: Client, address: str, asked: str) -> None:
    assert desk.get(address, {"q": asked}).status_code == 200
