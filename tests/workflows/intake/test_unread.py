"""Requests that are too large, come too late or name nothing: told where the person looks, nothing else lost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.conf import settings as settings_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from cms.audit.models import Refusal
from cms.core.text import unstorable
from forms.models import Draft
from tests.factories_intake import (
    TYPED,
    make_applicant,
    make_draft_complete,
    make_whole_call,
    pdf,
    submitted_case,
)
from tests.sign_in import sign_in
from tests.workflows.intake.browser import opened, saved, send, soup, text, upload
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("length", [350_000, 1_048_576])
def test_a_line_of_a_megabyte_is_told_beside_its_field_and_costs_nothing_else(
    client: Client, draft: Draft, length: int
) -> None:
    address = f"/mypage/drafts/{draft.pk}/activity/"
    given = {**opened(client, draft, "activity"), **TYPED["activity"], "purpose": "あ" * length, "action": "next"}
    answer = client.post(address, urlencode(given), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert soup(answer).select_one("#id_purpose_error") is not None
    assert saved(draft, "activity", "title") == TYPED["activity"]["title"]


def test_beyond_what_is_read_the_page_speaks_of_text(client: Client, draft: Draft, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post(
        f"/mypage/drafts/{draft.pk}/activity/", "title=" + "x" * 2000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "文章が長すぎます" in text(answer)


def test_a_file_too_large_to_be_read_is_told_beside_its_question(
    client: Client, draft: Draft, settings: Settings
) -> None:
    settings.REQUEST_MAX_BYTES = 100_000
    big = SimpleUploadedFile("大きい.pdf", b"%PDF-" + b"0" * 200_000)
    away = client.post(f"/mypage/drafts/{draft.pk}/files/rules/attach/", {"file-rules": big})
    assert away.status_code == 302
    page = client.get(away["Location"])
    assert "20MBまで" in soup(page).select_one("#question-rules .kz-field__error").get_text()
    field = soup(page).select_one("#file-rules")
    assert (field["data-max-bytes"], "20MBまで" in field["data-too-large"]) == ("20971520", True)
    assert soup(page).select_one('script[src*="intake/files"]') is not None


def test_attaching_with_an_ended_session_says_so_at_the_question(client: Client, draft: Draft) -> None:
    client.logout()
    away = upload(client, draft, "rules")
    sign_in(client, draft.owner)
    page = client.get(parse_qs(urlsplit(away["Location"]).query)["next"][0])
    assert "ファイルは届いていません" in soup(page).select_one("#question-rules .kz-field__error").get_text()
    assert not draft.files.exists()


def test_a_button_pressed_with_an_ended_session_says_that_nothing_happened(client: Client) -> None:
    case = submitted_case()
    away = client.post(f"/mypage/cases/{case.pk}/correct/")
    assert "まだ何も行われていません" in text(client.get(away["Location"]))


@pytest.mark.parametrize("group", ["a\x00b", "²", "\ud800"])
def test_a_group_that_is_no_group_is_refused_and_the_refusal_is_storable(client: Client, group: str) -> None:
    user, _group = make_applicant()
    sign_in(client, user)
    call = make_whole_call()
    given = "group=" + quote(group, errors="surrogatepass")
    answer = client.post(f"/calls/{call.slug}/start/", given, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 404
    assert not unstorable(Refusal.objects.get().subject)


def test_no_case_is_opened_without_the_bytes_of_its_files(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = make_draft_complete(user, make_whole_call(), group)
    lost = draft.files.select_related("file").get(question="rules").file
    (Path(settings_of.PRIVATE_ROOT) / lost.path).unlink()
    refused = send(client, draft)
    assert refused.status_code == 422
    assert "最後まで届いていません" in text(refused)
    link = soup(refused).select_one('.kz-notice--error a[href*="#question-rules"]')
    page = client.get(link["href"])
    assert "rules.pdf" in soup(page).select_one("#question-rules .kz-field__error").get_text()
    assert not Case.objects.exists()
    assert upload(client, draft, "rules", pdf("rules.pdf", text="rules")).status_code == 302
    assert send(client, draft).status_code == 302
