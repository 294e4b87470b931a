"""Pictures and documents as editors upload them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile

from media.models import WardDocument, WardImage
from tests.media import samples


def picture(size: tuple[int, int] = (1000, 600), *, kind: str = "JPEG", **values: Any) -> WardImage:
    data = samples.picture(kind, size=size)
    ending = {"JPEG": "jpg", "PNG": "png", "HEIF": "heic"}[kind]
    image = WardImage(**{"title": "祭り", "file": ImageFile(io.BytesIO(data), name=f"festival.{ending}"), **values})
    image.save()
    return image


def document(data: bytes, name: str = "guide.pdf", **values: Any) -> WardDocument:
    document = WardDocument(**{"title": "手引き", "file": ContentFile(data, name=name), **values})
    document.full_clean(exclude=["file_hash"])
    document.file_size = len(data)
    document.save()
    return document
