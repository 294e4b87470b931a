"""Pictures that editors publish tell nothing of where and with what they were taken."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from media.models import WardImage
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
