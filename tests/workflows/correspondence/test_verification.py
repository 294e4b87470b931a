"""The public page that says whether the ward issued a letter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.jobs.worker import run_due
from media.models import PrivateFile
from tests.factories_letters import corrected, make_decided_case
from tests.workflows.correspondence.conftest import pdf_bytes
from workflows.cases.models import Case
from workflows.correspondence import codes, verification
from workflows.correspondence.models import Letter

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]
GENUINE = "この通知書は、区が発行したものです"
REPLACED = "区が発行した通知書ですが、新しい版に差し替えられています"
UNKNOWN = "確認できませんでした"


def _ask(client: Client, number: str, code: str) -> str:
    response = client.get(reverse("letters:verify"), {"n": number, "c": code})
    assert response.status_code == 200
    return response.content.decode()


def _compare(client: Client, letter: Letter, data: bytes) -> str:
    upload = SimpleUploadedFile("letter.pdf", data, "application/pdf")
    sent = {"n": letter.number, "c": letter.code, "file": upload}
    return client.post(reverse("letters:verify"), sent).content.decode()


def test_the_printed_address_leads_to_the_letter(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    printed = urlsplit(letter.content["verification"]["url"])
    asked = {name: values[0] for name, values in parse_qs(printed.query).items()}
    page = client.get(printed.path, asked).content.decode()
    assert GENUINE in page
    assert letter.number in page
    assert letter.content["date"] in page
    assert hashlib.sha256(pdf_bytes(letter)).hexdigest() in page


def test_the_page_shows_no_personal_data(client: Client, made: Made) -> None:
    case = make_decided_case(representative="髙﨑 𠮷德", group_fields={"phone": "03-1234-9999"})
    letter = made(case)
    page = _ask(client, letter.number, letter.code)
    secrets = (
        "髙﨑",
        "𠮷德",
        case.group.name,
        case.group.address,
        case.title,
        case.person.name,
        "70,000",
        "03-1234-9999",
    )
    assert GENUINE in page
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")])
def test_a_code_may_be_typed_in_other_ways(client: Client, made: Made, typed: Callable[[str], str]) -> None:
    letter = made(make_decided_case())
    assert GENUINE in _ask(client, letter.number, typed(letter.code))


def test_number_and_code_may_be_typed_in_full_width(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
    assert GENUINE in _ask(client, f" {letter.number.translate(wide)}　", letter.code.translate(wide))


def test_wrong_number_and_wrong_code_get_the_same_answer(client: Client, made: Made) -> None:
    letter, other = made(make_decided_case()), made(make_decided_case())
    answers = {
        _ask(client, number, code).replace(number, "N").replace(code, "C")
        for number, code in (
            (other.number, letter.code),
            (letter.number, "AAAA-AAAA-AAAA-AAAA"),
            ("無い番号", "AAAA-AAAA-AAAA-AAAA"),
            ("\ud7ff", "𠮷"),
        )
    }
    assert len(answers) == 1
    assert UNKNOWN in answers.pop()


def test_a_letter_that_is_not_issued_is_not_confirmed(client: Client, made: Made) -> None:
    parked = made(make_decided_case(representative="\U0002a6a5"))
    assert parked.state == Letter.State.PARKED
    assert UNKNOWN in _ask(client, parked.number, parked.code)


def test_a_replaced_letter_is_told_as_replaced(client: Client, made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    new = corrected(old)
    assert GENUINE in _ask(client, old.number, old.code)
    run_due()
    page = _ask(client, old.number, old.code)
    assert REPLACED in page
    assert GENUINE not in page
    assert new.number not in page
    assert "第2版" in _ask(client, new.number, new.code)


def test_the_file_as_issued_is_the_same_and_any_other_is_not(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    data = pdf_bytes(letter)
    before = PrivateFile.objects.count()
    assert "完全に一致します" in _compare(client, letter, data)
    assert "一致しません" in _compare(client, letter, data + b"\n")
    assert "一致しません" in _compare(client, letter, b"")
    assert PrivateFile.objects.count() == before


def test_a_file_above_the_limit_is_refused_beside_the_field(
    client: Client, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = made(make_decided_case())
    monkeypatch.setattr(verification, "LARGEST_FILE", 1000)
    page = _compare(client, letter, b"x" * 1001)
    assert "ファイルが20MBを超えています" in page
    assert 'id="compare_file_error"' in page
    assert "一致しません" not in page


def test_comparing_needs_the_code_too(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    letter.code = "AAAA-AAAA-AAAA-AAAA"
    page = _compare(client, letter, pdf_bytes(Letter.objects.get(pk=letter.pk)))
    assert UNKNOWN in page
    assert "一致します" not in page


def test_one_address_may_not_ask_without_end(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    with time_machine.travel(datetime(2026, 11, 22, 1, 0, 10, tzinfo=UTC), tick=False):  # one window of the limit
        for _question in range(30):
            _ask(client, "無い番号", "AAAA-AAAA-AAAA-AAAA")
        response = client.get(reverse("letters:verify"), {"n": letter.number, "c": letter.code})
    assert response.status_code == 429
    assert GENUINE not in response.content.decode()
    assert "1分ほど待って" in response.content.decode()
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert GENUINE in _ask(other, letter.number, letter.code)
    assert client.get(reverse("letters:verify")).status_code == 200


def test_visitors_behind_one_proxy_of_ours_are_counted_apart(client: Client, made: Made, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    letter = made(make_decided_case())
    asked = {"n": letter.number, "c": letter.code}
    statuses = [
        client.get(reverse("letters:verify"), asked, HTTP_X_FORWARDED_FOR=f"198.51.100.{count}").status_code
        for count in range(31)
    ]
    assert set(statuses) == {200}


def test_everybody_together_may_not_ask_without_end(rf: RequestFactory) -> None:
    limit, seconds = verification.EVERYBODY
    with time_machine.travel(datetime(2026, 11, 22, 1, 0, 10, tzinfo=UTC), tick=False) as clock:
        for count in range(limit):
            assert not verification._over_the_limit(rf.get("/", REMOTE_ADDR=f"198.51.100.{count}"))
        assert verification._over_the_limit(rf.get("/", REMOTE_ADDR="203.0.113.1"))
        clock.shift(seconds + 1)
        assert not verification._over_the_limit(rf.get("/", REMOTE_ADDR="203.0.113.1"))


@pytest.mark.parametrize("asked", [{"n": "1"}, {"c": "1"}, {"n": "\x00", "c": "1"}, {"n": "1" * 61, "c": "1"}])
def test_incomplete_questions_are_told_so_beside_the_field(client: Client, asked: dict[str, str]) -> None:
    response = client.get(reverse("letters:verify"), asked)
    assert response.status_code == 200
    assert "kz-field__error" in response.content.decode()


def test_the_page_is_never_cached_and_has_each_id_once(client: Client, made: Made) -> None:
    letter = made(make_decided_case())
    response = client.get(reverse("letters:verify"), {"n": letter.number, "c": letter.code})
    assert "no-store" in response["Cache-Control"]
    ids = [part.split('"')[0] for part in response.content.decode().split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_codes_are_long_and_hold_no_letter_that_is_misread() -> None:
    made_codes = {codes.new_code() for _round in range(1000)}
    assert len(made_codes) == 1000
    for code in made_codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert not set(code) & set("0O1IL2Z5S8BUV")
        assert codes.as_stored(code) == code
