"""A mail is written once, in Japanese, and cannot smuggle a header."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction

from cms.hubs.models import Hub, Ward
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.mailings.services import Unsendable, write_mail

pytestmark = pytest.mark.django_db


def _write(**given: Any) -> OutgoingMail:
    context = {"call": "デジタル活用", "link": "http://testserver/mypage/", **given.pop("context", {})}
    written = write_mail(
        **{"to": "hanako@example.jp", "template": "sample", "about": "case:1", "key": "receipt:1", **given},
        context=context,
    )
    return OutgoingMail.objects.get(pk=written)


def test_a_mail_is_stored_and_owed_with_its_cause() -> None:
    with transaction.atomic():
        _write()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    mail = _write()
    item = OutboxItem.objects.get()
    assert (item.kind, item.key, item.payload, item.urgent) == ("mail", "mail:receipt:1", {"mail": mail.pk}, True)
    assert (mail.subject, mail.subject_ref, mail.state) == ("【デジタル活用】受付のお知らせ", "case:1", "waiting")


def test_the_same_key_is_the_same_mail() -> None:
    first = _write()
    again = _write(context={"call": "別のもの"})
    assert (again.pk, again.subject) == (first.pk, first.subject)
    assert OutgoingMail.objects.count() == OutboxItem.objects.count() == 1
    assert _write(key="receipt:2").message_id != first.message_id


def test_the_sender_is_named_and_the_mail_says_that_it_is_automatic() -> None:
    Ward.objects.all().delete()
    Ward.objects.create(
        name="ねりま区",
        desk_name="地域振興課",
        desk_phone="03-0000-0000",
        desk_address="",
        desk_hours="平日8時30分から",
    )
    mail = _write()
    for part in (mail.text, mail.html):
        assert "ねりま区 地域振興課" in part
        assert "03-0000-0000" in part
        assert "自動で" in part
    hub = _write(key="2", context={"hub": Hub(name="光が丘拠点", phone="03-1111-1111")})
    assert "光が丘拠点" in hub.text
    assert "03-0000-0000" not in hub.text


def test_text_is_plain_and_html_is_escaped() -> None:
    mail = _write(context={"call": "A & B <script>"})
    assert "A & B <script>を" in mail.text
    assert "A &amp; B &lt;script&gt;を" in mail.html


def test_nothing_in_a_mail_is_fetched_from_anywhere() -> None:
    assert not re.search(r"<img|<link|<script|src=|@import|url\(", _write().html)


@pytest.mark.parametrize("evil", ["x\nBcc: a@example.jp", "x\r\nBcc: a@example.jp", "x\u2028y", "x\x0by", "x\x00y"])
def test_a_subject_with_a_line_break_is_refused(evil: str) -> None:
    with pytest.raises(Unsendable):
        _write(context={"call": evil})
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "a@example.jp, b@example.jp", "a@example.jp\nBcc: b@example.jp", "花子 <a@example.jp>", "no-at"]
)
def test_an_address_that_is_not_one_bare_address_is_refused(address: str) -> None:
    with pytest.raises(Unsendable):
        _write(to=address)


def test_a_long_subject_is_cut_visibly() -> None:
    mail = _write(context={"call": "長" * 300})
    assert len(mail.subject) == 200
    assert mail.subject.endswith("…")
