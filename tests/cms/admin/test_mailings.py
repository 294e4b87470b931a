"""The e-mail magazine at the desk: who writes, who sends, what is shown before, while and after."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.audit.models import Refusal
from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import starting
from cms.mailings.magazine.choices import Choice
from cms.mailings.models import Mailing, OutgoingMail
from cms.people.access import live_roles
from cms.people.models import User
from tests.cms.admin.walking import client_of
from tests.cms.mailings.magazine.conftest import sink as _sink
from tests.factories_mailings import make_mailing, make_subscriber, make_subscribers, make_topic, send, to_of, work
from tests.factories_people import make_hub, make_staff

pytestmark = pytest.mark.django_db
sink = _sink
DESK = "/cms/desk/magazine/"


def filled(**more: Any) -> dict[str, Any]:
    return {"sender": "ward", "subject": "秋号", "body": "まつりを開きます。", "senders": ["ward"], **more}


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def actions(mailing: Mailing) -> list[str]:
    found = ModelLogEntry.objects.filter(object_id=mailing.pk, content_type__model="mailing").order_by("pk")
    return [entry.action.partition(".")[2] for entry in found]


@pytest.fixture
def chief() -> User:
    return make_staff("chief", make_hub())


def hub_of(user: User) -> Any:
    (hub,) = live_roles(user).hubs
    return Hub.objects.get(pk=hub)


def test_an_editor_writes_the_chief_sends(sink: Any, chief: User) -> None:
    hub = hub_of(chief)
    editor = make_staff("editor", hub)
    reader = make_subscriber(choice=Choice(hubs=frozenset([hub.pk])))
    make_subscribers(2)
    writes, sends = client_of(editor), client_of(chief)
    answer = writes.post(f"{DESK}new/", filled(sender=hub.pk, senders=[hub.pk]))
    mailing = Mailing.objects.get()
    page = f"{DESK}{mailing.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "1人" in text(writes, page)
    assert "拠点長または編集長" in text(writes, page)
    assert writes.get(f"{page}send/").status_code == 403
    assert writes.post(f"{page}send/", {"seen": 1}).status_code == 403
    assert "このメールは1人に届きます" in text(sends, f"{page}send/")
    assert sends.post(f"{page}send/", {"seen": 1}).status_code == 302
    assert "data-running" in text(sends, page)
    run_due()
    assert to_of(sink.mails) == [reader.address]
    assert "合計1人" in text(sends, page)
    assert reader.address in text(sends, f"{page}recipients/")
    assert actions(mailing) == ["written", "scheduled", "started", "ended", "read"]
    logged = ModelLogEntry.objects.get(action="mailings.started").data
    assert (logged["recipients"], logged["hubs"]) == (1, [hub.pk])


def test_addresses_are_for_those_who_may_send(sink: Any, chief: User) -> None:
    hub = hub_of(chief)
    reader = make_subscriber(choice=Choice(hubs=frozenset([hub.pk])))
    mailing = send(make_mailing(hub=hub), actor=chief)
    run_due()
    page = f"{DESK}{mailing.pk}/"
    editor = client_of(make_staff("editor", hub))
    assert reader.address not in text(editor, page)
    assert editor.get(f"{page}recipients/").status_code == 404
    assert reader.address in text(client_of(make_staff("editor_in_chief")), f"{page}recipients/")


@pytest.mark.parametrize("role", ["editor", "chief"])
def test_a_mail_of_another_hub_does_not_exist(chief: User, role: str) -> None:
    make_subscribers(2)
    foreign = [make_mailing(), make_mailing(hub=hub_of(chief))]
    stranger = make_staff(role, make_hub())
    client = client_of(stranger)
    for mailing in foreign:
        for page in ("", "edit/", "send/", "recipients/"):
            assert client.get(f"{DESK}{mailing.pk}/{page}").status_code == 404
        assert client.post(f"{DESK}{mailing.pk}/", {"action": "discard"}).status_code == 404
    assert mailing.subject not in text(client, DESK)
    assert Refusal.objects.filter(actor=stranger).count() == 10
    assert Mailing.objects.count() == 2


def test_a_hub_writes_to_its_own_readers_only(chief: User) -> None:
    other = make_hub()
    client = client_of(chief)
    own = hub_of(chief)
    for forged in ({"senders": ["ward"]}, {"senders": [other.pk]}, {"sender": "ward"}, {"sender": other.pk}):
        answer = client.post(f"{DESK}new/", filled(**{"sender": own.pk, "senders": [own.pk], **forged}))
        assert answer.status_code == 422, forged
    assert Mailing.objects.count() == 0


def test_the_number_that_was_shown_is_the_number_that_counts() -> None:
    actor = make_staff("editor_in_chief")
    make_subscribers(2)
    mailing = make_mailing(actor=actor)
    client = client_of(actor)
    assert "2人に届きます" in text(client, f"{DESK}{mailing.pk}/send/")
    make_subscribers(1)
    answer = client.post(f"{DESK}{mailing.pk}/send/", {"seen": 2})
    assert answer.status_code == 409
    assert "2人から3人に変わりました" in answer.content.decode()
    assert OutboxItem.objects.count() == 0
    assert client.post(f"{DESK}{mailing.pk}/send/", {"seen": 3}).status_code == 302


def test_a_trial_goes_to_named_colleagues_and_to_nobody_else() -> None:
    actor, colleague = make_staff("editor_in_chief"), make_staff("editor_in_chief")
    make_subscribers(2)
    mailing = make_mailing(actor=actor)
    stranger = make_staff("editor", make_hub())
    client = client_of(actor)
    page = f"{DESK}{mailing.pk}/"
    assert client.post(page, {"action": "trial", "people": [stranger.pk]}).status_code == 422
    assert client.post(page, {"action": "trial", "people": [colleague.pk]}).status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (colleague.email, "【試し送信】地域だより 第1号")
    assert "[[" not in mail.text + mail.html
    assert Mailing.objects.get().state == "draft"


def test_a_schedule_can_be_withdrawn_and_changed(sink: Any) -> None:
    actor = make_staff("editor_in_chief")
    reader, topic = make_subscriber(), make_topic()
    mailing = make_mailing(actor=actor)
    client = client_of(actor)
    page = f"{DESK}{mailing.pk}/"
    tomorrow = timezone.localtime() + timedelta(days=1)
    at = {"at_0": tomorrow.strftime("%Y-%m-%d"), "at_1": "09:00", "seen": 1}
    assert client.post(f"{page}send/", {**at, "at_0": "2020-01-01"}).status_code == 422
    assert client.post(f"{page}send/", at).status_code == 302
    assert run_due() == 0
    assert client.post(f"{page}edit/", filled()).status_code == 409
    assert client.post(page, {"action": "unschedule"}).status_code == 302
    assert client.post(f"{page}edit/", filled(topics=[topic.pk], subject="冬号")).status_code == 302
    assert client.post(page, {"action": "unschedule"}).status_code == 409
    work()
    assert sink.mails == []
    assert client.post(f"{page}send/", at).status_code == 302
    work()
    assert [(mail["To"], mail["Subject"]) for mail in sink.mails] == [(reader.address, "冬号")]


def test_a_draft_can_be_discarded_a_sent_mail_cannot(sink: Any) -> None:
    actor = make_staff("editor_in_chief")
    make_subscribers(1)
    client = client_of(actor)
    draft, sent = make_mailing(actor=actor), send(make_mailing(actor=actor), actor=actor)
    run_due()
    assert client.post(f"{DESK}{draft.pk}/", {"action": "discard"}).status_code == 302
    assert client.post(f"{DESK}{sent.pk}/", {"action": "discard"}).status_code == 409
    assert client.post(f"{DESK}{sent.pk}/", {"action": "stop"}).status_code == 409
    assert list(Mailing.objects.all()) == [sent]


def test_what_is_in_doubt_and_put_aside_is_said(sink: Any) -> None:
    actor = make_staff("editor_in_chief")
    make_subscribers(3)
    mailing = send(make_mailing(actor=actor), actor=actor)
    sink.mode = "drop"
    run_due()
    OutboxItem.objects.filter(kind="mailing").update(state="parked", last_error="理由")
    html = text(client_of(actor), f"{DESK}{mailing.pk}/")
    assert "1人については、メールが届いたか確認できません" in html
    assert "配信の処理が保留になっています：理由" in html


def test_the_button_that_stops_comes_first_and_a_stopped_mail_is_not_told_as_done(sink: Any) -> None:
    """On a phone, too, nobody who has seen a mistake looks for it below the text."""
    actor = make_staff("editor_in_chief")
    make_subscribers(4)
    mailing = send(make_mailing(actor=actor, body="本文の文"), actor=actor)
    assert starting.start(mailing)
    client = client_of(actor)
    html = text(client, f"{DESK}{mailing.pk}/")
    assert html.index("配信を停止する") < html.index("配信の状況") < html.index("本文の文")
    assert html.count('value="stop"') == 1
    client.post(f"{DESK}{mailing.pk}/", {"action": "stop"})
    work()
    html = text(client, f"{DESK}{mailing.pk}/")
    assert "4人のうち0人の処理が済んだところで、配信を停止しました" in html
    assert 'value="0"' in html


def test_a_mail_without_readers_is_not_sent() -> None:
    actor = make_staff("editor_in_chief")
    mailing = make_mailing(actor=actor)
    client = client_of(actor)
    assert "登録者がまだいません" in text(client, f"{DESK}{mailing.pk}/send/")
    assert client.post(f"{DESK}{mailing.pk}/send/", {"seen": 0}).status_code == 422


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"subject": "a\x00b"}, {"body": ""}, {"senders": []}])
def test_mistakes_are_told_beside_the_field(wrong: dict[str, Any]) -> None:
    client = client_of(make_staff("editor_in_chief"))
    answer = client.post(f"{DESK}new/", filled(**wrong))
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    assert Mailing.objects.count() == 0


@pytest.mark.parametrize("role", ["reviewer", "division_reviewer", "administrator", "auditor", "accountant"])
def test_other_roles_have_no_magazine(role: str) -> None:
    client = client_of(make_staff(role, make_hub() if role == "reviewer" else None))
    assert client.get(DESK).status_code == 404
