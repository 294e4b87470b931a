"""Pictures that editors publish tell nothing of where and with what they were taken."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Collection

from cms.jobs.worker import run_due
from media import responsive
from media.models import WardImage
from tests.factories_editing import client_of, make_sites
from tests.media import samples

pytestmark = pytest.mark.django_db


def published(kind: str, name: str) -> WardImage:
    image = WardImage(title="祭り", file=ImageFile(io.BytesIO(samples.picture(kind, orientation=6)), name=name))
    image.save()
    return WardImage.objects.get(pk=image.pk)


@pytest.mark.parametrize(
    "kind, name, ending", [("JPEG", "a.jpg", ".jpg"), ("PNG", "a.png", ".png"), ("HEIF", "a.heic", ".jpg")]
)
def test_a_published_picture_has_no_place_and_stands_upright(kind: str, name: str, ending: str) -> None:
    image = published(kind, name)
    with image.file.open("rb") as source:
        data = source.read()
    assert b"SecretPhone" not in data
    assert not Image.open(io.BytesIO(data)).getexif()
    assert (image.width, image.height) == (48, 64)
    assert image.file.name.endswith(ending)
    assert image.file_size == len(data)
    assert image.file_hash == hashlib.sha1(data, usedforsecurity=False).hexdigest()


def test_its_renditions_have_none_either() -> None:
    rendition = published("JPEG", "a.jpg").get_rendition("width-24|format-jpeg")
    with rendition.file.open("rb") as source:
        assert not Image.open(io.BytesIO(source.read())).getexif()


def test_changing_the_title_leaves_the_file_alone() -> None:
    image = published("JPEG", "a.jpg")
    before = image.file.name
    image.title = "夏祭り"
    image.save()
    assert WardImage.objects.get(pk=image.pk).file.name == before


@pytest.fixture
def editor() -> Client:
    return client_of(make_sites()["west"].editor)


def upload(size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    return SimpleUploadedFile("matsuri.jpg", samples.picture(size=size), content_type="image/jpeg")


def sent(client: Client, address: str, **data: Any) -> Any:
    """The form as the editor's browser sends it; the hub's own collection is chosen by it."""
    collection = Collection.objects.exclude(depth=1).order_by("pk").first().pk
    return client.post(address, {"title": "祭り", "collection": collection, "tags": "", **data})


def test_who_is_shown_must_have_agreed_and_the_form_says_so_beside_the_field(editor: Client) -> None:
    address = reverse("wagtailimages:add")
    answer = sent(editor, address, file=upload(), shows_people="on")
    assert answer.status_code == 200
    field = BeautifulSoup(answer.content, "html.parser").select_one("[id$=consent_note-errors], #panel-child-consent")
    assert "掲載の同意を得たか" in (field.text if field else answer.text)
    assert not WardImage.objects.exists()
    sent(editor, address, file=upload(), shows_people="on", consent_note="町会長が11月1日に全員から口頭で")
    assert WardImage.objects.get().consent_note.startswith("町会長")


def test_the_database_keeps_nobody_without_consent() -> None:
    image = published("JPEG", "a.jpg")
    with pytest.raises(IntegrityError, match="people_shown_with_consent"), transaction.atomic():
        WardImage.objects.filter(pk=image.pk).update(shows_people=True)


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.jpg", samples.picture()[:300]),
        ("a.jpg", samples.picture()[:-300]),
        ("a.jpg", b"MZ"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", samples.huge_png()),
    ],
)
def test_what_is_no_sound_picture_is_refused_beside_the_field(editor: Client, name: str, data: bytes) -> None:
    answer = sent(editor, reverse("wagtailimages:add"), file=SimpleUploadedFile(name, data))
    assert answer.status_code == 200
    assert BeautifulSoup(answer.content, "html.parser").select_one(".error-message")
    assert not WardImage.objects.exists()


def test_a_picture_uploaded_in_the_window_of_a_page_is_shown_there_at_once(editor: Client) -> None:
    """The window shows a small edition, and Wagtail keeps it in a cache."""
    collection = Collection.objects.exclude(depth=1).order_by("pk").first().pk
    data = {"image-chooser-upload-title": "祭り", "image-chooser-upload-collection": collection}
    answer = editor.post(reverse("wagtailimages_chooser:create"), {**data, "image-chooser-upload-file": upload()})
    assert answer.json()["result"]["preview"]["url"]


def test_a_replaced_file_has_editions_of_its_own(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent(editor, reverse("wagtailimages:add"), file=upload())
    image = WardImage.objects.get()
    run_due()
    assert {(one.width, one.height) for one in image.renditions.all()} >= {(400, 267), (800, 533)}
    with django_capture_on_commit_callbacks(execute=True):
        sent(editor, reverse("wagtailimages:edit", args=[image.pk]), file=upload((600, 900)), title="祭りの山車")
    assert WardImage.objects.get().title == "祭りの山車"
    run_due()
    whole = responsive.existing(WardImage.objects.get(), responsive.WHOLE)
    assert {(one.width, one.height) for one in whole["avif"]} == {(400, 600), (600, 900)}
    assert set(whole) == {"avif", "webp", "jpeg"}
