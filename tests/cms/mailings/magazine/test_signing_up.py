"""From the form to the first mail and out again, by the real addresses: double opt-in, one answer for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.mailings.magazine import links, subscribing
from cms.mailings.magazine.choices import Choice, of_subscriber
from cms.mailings.models import OutgoingMail, SignUp, Subscriber
from tests.factories_hubs import make_ward
from tests.factories_mailings import make_mailing, make_subscriber, make_topic, send
from tests.factories_people import make_hub

pytestmark = pytest.mark.django_db
PAGE = "/magazine/"
LINK = re.compile(r"http://testserver(/magazine/\S+)")
QUOTED, SMUGGLED = '"a b"@example.jp', "a@example.jp\nBcc: b@c.jp"


def asks(client: Client, address: str = "hanako@example.jp", **more: Any) -> HttpResponse:
    return client.post(PAGE, {"address": address, "senders": ["ward"], **more})


def link() -> str:
    """The path of the link in the newest mail."""
    found = LINK.search(OutgoingMail.objects.latest("pk").text)
    assert found
    return found[1]


def plain(response: HttpResponse) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_from_the_form_to_a_reader(client: Client) -> None:
    make_ward()
    hub, topic = make_hub(), make_topic()
    page = client.get(f"{PAGE}?hub={hub.code}").content.decode()
    assert re.search(rf'value="{hub.pk}"[^>]*checked', page)
    answer = asks(client, "Hanako＠例え.jp", senders=["ward", hub.pk], layers=["2"], topics=[topic.pk])
    assert (answer.status_code, answer["Location"]) == (302, "/magazine/asked/")
    assert "48時間以内" in client.get(answer["Location"]).content.decode()
    assert OutgoingMail.objects.get().to == "Hanako@xn--r8jz45g.jp"
    path = link()
    for _look in range(2):
        shown = client.get(path)
        assert shown.status_code == 200
        assert hub.name in shown.content.decode()
        assert (Subscriber.objects.count(), shown["Referrer-Policy"]) == (0, "same-origin")
        assert "no-store" in shown["Cache-Control"]
    assert "登録されました" in client.post(path).content.decode()
    reader = Subscriber.objects.get()
    wanted = Choice(True, frozenset([hub.pk]), frozenset([2]), frozenset([topic.pk]))
    assert (of_subscriber(reader), reader.state) == (wanted, "confirmed")
    assert SignUp.objects.get().address == ""
    assert client.post(path).status_code == 410, "the link works once"


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    reader = make_subscriber("known@example.jp")
    known, new = asks(client, "KNOWN@example.jp"), asks(client, "new@example.jp")
    assert (known.status_code, known["Location"], plain(known)) == (new.status_code, new["Location"], plain(new))
    first, second = OutgoingMail.objects.order_by("pk")
    assert (first.subject_ref[:7], second.subject_ref[:7]) == ("signup:", "signup:")
    assert "すでに登録されています" in first.text
    assert "/magazine/preferences/" in first.text
    assert "/magazine/confirm/" in second.text
    page = client.get(LINK.search(first.text)[1])
    assert page.status_code == 200
    assert reader.address in page.content.decode()


def test_one_address_is_not_bombed_with_mails_and_nobody_notices(client: Client) -> None:
    answers = [asks(client, spelt) for spelt in ("a@example.jp", "A@example.jp", "ａ@EXAMPLE.jp", "a@example.jp")]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/magazine/asked/")}
    assert OutgoingMail.objects.count() == 2


def test_marks_behind_a_plus_do_not_make_one_box_many(client: Client) -> None:
    for number in range(6):
        asks(client, f"hanako+{number}@example.jp")
    assert OutgoingMail.objects.count() == 2
    asks(client, "taro+1@example.jp")
    assert OutgoingMail.objects.filter(to="taro+1@example.jp").exists(), "written to as it was typed"


def test_one_visitor_signs_up_only_so_many(client: Client) -> None:
    answers = [asks(client, f"victim{number}@example.jp").status_code for number in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert OutgoingMail.objects.count() == 10
    elsewhere = client.post(PAGE, {"address": "x@example.jp", "senders": ["ward"]}, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_a_day_has_only_so_many_sign_ups(client: Client, settings: Settings) -> None:
    settings.MAGAZINE_SIGN_UPS_A_DAY = 2
    answers = [asks(client, f"victim{number}@example.jp") for number in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    assert "明日" in answers[2].content.decode()


@pytest.mark.parametrize("address", ["", "hanako", "花子@example.jp", "a@b", QUOTED, SMUGGLED])
def test_what_is_no_address_is_told_beside_the_field(client: Client, address: str) -> None:
    answer = asks(client, address)
    assert answer.status_code == 422
    assert OutgoingMail.objects.count() == 0
    assert 'id="id_address_error"' in answer.content.decode()


def test_without_a_sender_nothing_would_come(client: Client) -> None:
    answer = client.post(PAGE, {"address": "a@example.jp"})
    assert answer.status_code == 422
    assert "少なくとも一つ" in answer.content.decode()


def test_a_link_to_confirm_expires(client: Client) -> None:
    asks(client)
    path = link()
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert client.post(path).status_code == 410
    assert Subscriber.objects.count() == 0
    assert client.post(path.replace("confirm/", "confirm/9")).status_code == 404


def test_signing_up_twice_before_confirming_adds_both(client: Client) -> None:
    hub, topic = make_hub(), make_topic()
    asks(client, topics=[topic.pk])
    first = link()
    asks(client, senders=[hub.pk])
    for path in (first, link()):
        client.post(path)
    reader = Subscriber.objects.get()
    assert of_subscriber(reader) == Choice(True, frozenset([hub.pk])), "who took all topics once goes on taking all"


def test_who_has_left_may_come_back(client: Client) -> None:
    reader = make_subscriber("left@example.jp", state="left", left_at=timezone.now())
    asks(client, "Left@example.jp")
    client.post(link())
    reader.refresh_from_db()
    assert (Subscriber.objects.count(), reader.state, reader.left_at, reader.address) == (
        1, "confirmed", None, "Left@example.jp",
    )  # fmt: skip


def test_preferences_are_changed_by_the_link_alone(client: Client) -> None:
    hub = make_hub()
    reader = make_subscriber()
    path = urlsplit(links.preferences_url(reader.pk)).path
    page = client.get(path)
    assert re.search(r'value="ward"[^>]*checked', page.content.decode())
    assert of_subscriber(reader) == Choice(ward=True)
    saved = client.post(path, {"senders": [hub.pk]})
    assert "保存しました" in saved.content.decode()
    assert of_subscriber(reader) == Choice(hubs=frozenset([hub.pk]))
    assert client.post(path, {}).status_code == 422
    assert of_subscriber(reader) == Choice(hubs=frozenset([hub.pk]))
    other = make_subscriber()
    forged = path.replace(f"/{reader.pk}.", f"/{other.pk}.")
    assert client.get(forged).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        assert client.get(path).status_code == 410


def test_one_click_unsubscribes_without_a_session_and_a_look_does_not(client: Client) -> None:
    reader = make_subscriber()
    path = urlsplit(links.unsubscribe_url(reader.pk)).path
    for method in ("get", "head"):
        assert getattr(client, method)(path).status_code == 200
    reader.refresh_from_db()
    assert reader.state == "confirmed"
    robot = Client(enforce_csrf_checks=True)
    assert robot.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    reader.refresh_from_db()
    assert (reader.state, reader.subscriptions.count()) == ("left", 0)
    assert robot.post(path).status_code == 200, "again changes nothing"
    assert robot.put(path).status_code == 405
    assert client.get(urlsplit(links.preferences_url(reader.pk)).path).status_code == 410


def test_a_link_of_one_purpose_opens_no_other(client: Client) -> None:
    asks(client)
    reader = make_subscriber("taro@example.jp")
    SignUp.objects.update(id=reader.pk)
    paths = {
        "confirm": urlsplit(links.confirm_url(SignUp.objects.get())).path,
        "preferences": urlsplit(links.preferences_url(reader.pk)).path,
        "unsubscribe": urlsplit(links.unsubscribe_url(reader.pk)).path,
    }
    for own, path in paths.items():
        for other in paths.keys() - {own}:
            assert client.post(path.replace(f"/{own}/", f"/{other}/")).status_code == 404, (own, other)
    reader.refresh_from_db()
    assert reader.state == Subscriber.State.CONFIRMED
    assert Subscriber.objects.count() == 1


def test_a_link_confirms_once_and_brings_nobody_back_who_has_left(client: Client) -> None:
    asks(client)
    row = SignUp.objects.get()
    reader = subscribing.confirm(row)
    subscribing.leave(reader)
    with pytest.raises(links.Expired):
        subscribing.confirm(row)
    reader.refresh_from_db()
    assert reader.state == Subscriber.State.LEFT


def test_the_form_to_sign_up_is_guarded_against_foreign_sites() -> None:
    assert asks(Client(enforce_csrf_checks=True)).status_code == 403


def test_an_address_is_erased_some_days_after_leaving(client: Client, settings: Settings) -> None:
    stays, leaves = make_subscriber(), make_subscriber("gone@example.jp")
    asks(client, "never@example.jp")
    subscribing.leave(leaves)
    send(make_mailing())
    assert subscribing.prune() == 0
    Subscriber.objects.filter(pk=leaves.pk).update(left_at=timezone.now() - timedelta(days=29))
    assert subscribing.prune() == 0
    Subscriber.objects.filter(pk=leaves.pk).update(left_at=timezone.now() - timedelta(days=31))
    assert subscribing.prune() == 1
    leaves.refresh_from_db()
    stays.refresh_from_db()
    assert (leaves.address, leaves.address_key, bool(stays.address)) == ("", None, True)
    assert client.get(urlsplit(links.unsubscribe_url(leaves.pk)).path).status_code == 200
    SignUp.objects.update(created_at=timezone.now() - timedelta(hours=49))
    assert subscribing.prune() == 1
    assert (SignUp.objects.count(), OutgoingMail.objects.get().to) == (0, "")
