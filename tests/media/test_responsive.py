"""A reader gets a picture in the format and width that fit, and never waits for one to be made."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.jobs.worker import run_due
from media import responsive
from media.models import WardImage, WardRendition
from tests.media.factories import picture

pytestmark = pytest.mark.django_db


def shown(image: Any, arguments: str = "") -> BeautifulSoup:
    text = "{% load ward_media %}{% responsive_picture image " + arguments + " %}"
    return BeautifulSoup(Template(text).render(Context({"image": image})), "html.parser")


def again(image: WardImage) -> WardImage:
    return WardImage.objects.get(pk=image.pk)


def test_after_the_worker_every_format_comes_in_every_width_with_its_size_written_down() -> None:
    image = picture((1000, 600))
    run_due()
    page = shown(again(image), 'alt="山車を引く様子" sizes="(min-width: 48em) 50vw, 100vw"')
    assert [source["type"] for source in page.select("source")] == ["image/avif", "image/webp"]
    for element in page.select("source, img"):
        assert [part.split()[-1] for part in element["srcset"].split(",")] == ["400w", "800w", "1000w"]
        assert element["sizes"] == "(min-width: 48em) 50vw, 100vw"
    shown_picture = page.select_one("img")
    assert (shown_picture["width"], shown_picture["height"]) == ("1000", "600")
    assert (shown_picture["alt"], shown_picture["loading"]) == ("山車を引く様子", "lazy")


def test_every_edition_is_what_it_says_and_tells_nothing_of_place_or_camera() -> None:
    image = picture((1000, 600))
    run_due()
    formats = set()
    for rendition in again(image).renditions.all():
        data = rendition.file.read()
        opened = Image.open(io.BytesIO(data))
        formats.add(opened.format)
        assert not opened.getexif()
        assert b"SecretPhone" not in data
        assert opened.size == (rendition.width, rendition.height)
    assert formats == {"AVIF", "WEBP", "JPEG"}


def test_before_the_worker_comes_the_one_edition_of_the_upload_is_shown_and_none_is_made(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = picture((1000, 600))
    assert [one.filter_spec for one in image.renditions.all()] == ["width-800|format-jpeg"]
    for arguments in ("", 'shape="card"'):
        page = shown(again(image), arguments)
        assert not page.select("source")
        assert page.select_one("img")["srcset"].endswith("800w")
    assert WardRendition.objects.count() == 1


def test_a_picture_that_came_around_the_upload_is_shown_by_one_small_edition_and_caught_up_by_the_clock() -> None:
    image = picture((1000, 600))
    image.renditions.all().delete()
    assert shown(again(image)).select_one("img")
    assert WardRendition.objects.count() == 1
    assert responsive.make_missing() == 1
    assert set(responsive.existing(again(image), responsive.WHOLE)) == {"avif", "webp", "jpeg"}
    assert responsive.make_missing() == 0


def test_a_picture_whose_file_is_lost_leaves_the_page_standing() -> None:
    image = picture()
    image.file.storage.delete(image.file.name)
    assert shown(again(image)).select_one("img") is None


def test_a_drawing_stays_png_for_browsers_without_the_new_formats() -> None:
    image = picture((500, 300), kind="PNG")
    run_due()
    page = shown(again(image))
    assert page.select_one("img")["src"].endswith(".png")
    assert len(page.select("source")) == 2


def test_the_card_is_cut_around_the_focal_point_and_a_new_point_makes_new_cuts() -> None:
    image = picture((1200, 400), focal_point_x=150, focal_point_y=200, focal_point_width=100, focal_point_height=100)
    run_due()
    assert _colour_in_the_middle(again(image)) == "red"
    image.focal_point_x = 1050
    image.save()
    run_due()
    assert _colour_in_the_middle(again(image)) == "blue"


def _colour_in_the_middle(image: WardImage) -> str:
    cut = responsive.existing(image, responsive.CARD)["jpeg"][0]
    assert (cut.width, cut.height) == (400, 267)
    red, _green, blue = Image.open(cut.file).convert("RGB").getpixel((200, 133))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_the_lead_picture_is_not_lazy_and_a_decorative_one_has_an_empty_alt() -> None:
    image = picture()
    assert not shown(image, "lead=True").select_one("img").has_attr("loading")
    image.description = "山車"
    assert shown(image).select_one("img")["alt"] == "山車"
    assert shown(image, 'alt=""').select_one("img")["alt"] == ""
    image.decorative = True
    assert shown(image).select_one("img")["alt"] == ""


def test_the_title_never_stands_in_for_the_alternative_text() -> None:
    assert picture(title="IMG_0001.jpg").default_alt_text == ""


def test_prefetched_pictures_ask_the_database_nothing_more(django_assert_num_queries: Any) -> None:
    image = picture()
    run_due()
    prefetched = WardImage.objects.prefetch_related("renditions").get(pk=image.pk)
    with django_assert_num_queries(0):
        shown(prefetched)
    plain = again(image)
    with django_assert_num_queries(1):
        shown(plain)
        shown(plain, 'shape="card"')


def test_done_twice_makes_nothing_twice_and_a_deleted_picture_needs_nothing() -> None:
    image = picture()
    run_due()
    before = WardRendition.objects.count()
    responsive.make_all({"image": image.pk})
    assert WardRendition.objects.count() == before == 15
    responsive.make_all({"image": image.pk + 1})
