"""Handing out private files: nothing kept by caches, nothing guessed or run by browsers."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from media.erasing import erase_file
from media.models import PrivateFile
from media.services import store_bytes, store_upload
from media.views import send_private
from tests.media import samples


def pdf(name: str = "会則　令和8年度.pdf") -> PrivateFile:
    return store_bytes(owner=None, data=samples.pdf(), name=name, content_type="application/pdf")


@pytest.mark.django_db
def test_every_answer_forbids_keeping_guessing_and_running() -> None:
    response = send_private(pdf(), inline=True)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Accept-Ranges"] == "none"
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response) == samples.pdf()  # type: ignore[arg-type]
    assert response["Content-Length"] == str(len(samples.pdf()))


@pytest.mark.django_db
def test_a_japanese_name_is_sent_as_the_standard_says() -> None:
    header = send_private(pdf(), inline=False)["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''%E4%BC%9A%E5%89%87%E3%80%80")


@pytest.mark.django_db
def test_quotes_in_a_name_stay_inside_the_header() -> None:
    header = send_private(pdf('a"; filename="b.exe.pdf'), inline=False)["Content-Disposition"]
    assert header == 'attachment; filename="a\\"; filename=\\"b.exe.pdf"'


@pytest.mark.django_db
def test_only_pictures_and_pdf_are_shown_inline() -> None:
    book = store_upload(owner=None, upload=SimpleUploadedFile("予算.xlsx", samples.workbook()))
    assert send_private(book, inline=True)["Content-Disposition"].startswith("attachment")
    assert send_private(pdf(), inline=True)["Content-Disposition"].startswith("inline")


@pytest.mark.django_db
def test_an_iphone_picture_is_handed_out_as_what_it_became() -> None:
    photo = store_upload(owner=None, upload=SimpleUploadedFile("IMG_1.HEIC", samples.picture("HEIF")))
    response = send_private(photo, inline=True)
    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/jpeg", 'inline; filename="IMG_1.jpg"')


@pytest.mark.usefixtures("own_database")
def test_erased_and_lost_files_are_404_and_a_loss_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    lost, erased = pdf(), pdf()
    (Path(settings.PRIVATE_ROOT) / lost.path).unlink()
    with caplog.at_level(logging.ERROR), pytest.raises(Http404):
        send_private(lost)
    assert str(lost.pk) in caplog.text
    caplog.clear()
    erase_file(erased)
    erased.refresh_from_db()
    with pytest.raises(Http404):
        send_private(erased)
    assert not caplog.records
