"""Every change that receivers can choose is told in its own transaction, and nothing personal goes with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from wagtail.models import PageViewRestriction

from cms.jobs.models import OutboxItem
from cms.mailings.magazine import starting
from cms.mailings.magazine.services import stop
from cms.webhooks import events
from cms.webhooks.emitting import emit
from cms.webhooks.events import TYPES, NotPublic
from cms.webhooks.models import Event
from pages.models import HubPage
from tests.canaries import KANA, PHONE, TEXT
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_editing import make_draft, make_live, make_sites
from tests.factories_mailings import make_mailing, make_subscribers, states
from tests.factories_mailings import send as send_mailing
from tests.factories_mailings import work as work_mails
from tests.factories_people import make_staff
from tests.factories_webhooks import A_CASE, Machine, happen, make_endpoint, work
from workflows.cases.models import Case
from workflows.cases.services.closing import withdraw

pytestmark = pytest.mark.django_db


def told() -> list[dict[str, Any]]:
    """The bodies of all events so far, in order."""
    work(2)
    rows = OutboxItem.objects.filter(kind="webhook_event").order_by("pk")
    return [json.loads(Event.objects.get(pk=one.payload["id"]).body) for one in rows]


def types() -> list[str]:
    return [one["type"] for one in told()]


@pytest.fixture(autouse=True)
def _listening(receiver: Machine) -> None:
    make_endpoint(receiver.url)


def test_a_page_that_everybody_may_read_is_told_when_it_comes_and_goes() -> None:
    west = make_sites()["west"]
    before = len(told())
    page = make_live(west, f"{TEXT} {PHONE}")
    draft = make_draft(west, "下書き")
    page.unpublish()
    page.save_revision().publish()
    page.delete()
    draft.delete()
    found = told()[before:]
    assert [one["type"] for one in found] == [
        "page.published", "page.unpublished", "page.published", "page.unpublished",
    ]  # fmt: skip
    first = found[0]
    assert first["hub"] == HubPage.objects.get(pk=west.page.pk).hub.code
    assert first["data"]["page"]["id"] == page.pk
    assert first["data"]["page"]["url"] == page.full_url
    assert first["data"]["page"]["api_url"] == f"{settings.BASE_URL}/api/v1/pages/{page.pk}"
    assert set(first["data"]["page"]) == {"id", "type", "locale", "url", "api_url"}


def test_nothing_is_told_of_a_page_behind_a_password() -> None:
    west = make_sites()["west"]
    before = len(told())
    page = make_draft(west, "内部")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    page.save_revision().publish()
    assert len(told()) == before


def test_a_case_is_told_from_its_arrival_to_its_end_by_number_and_turn() -> None:
    case = complete(bring_to("decision", make_case()), make_staff("division_approver"))
    work(3)
    case.refresh_from_db()
    found = [one for one in told() if one["data"].get("case")]
    assert [one["type"] for one in found][:2] == ["case.received", "case.step_changed"]
    assert {one["type"] for one in found[1:]} == {"case.step_changed"}
    last = found[-1]["data"]["case"]
    assert last["number"] == case.number
    assert last["turn"] == "nobody"
    assert last["closed_at"].endswith("Z")
    assert {one["hub"] for one in found} == {case.hub.code}
    letters = [one for one in told() if one["type"] == "letter.issued"]
    assert [one["data"]["letter"]["case"] for one in letters] == [case.number]
    allowed = {"id", "number", "kind", "turn", "due_at", "closed_at", "received_at", "api_url", "desk_api_url"}
    assert set().union(*(one["data"]["case"] for one in found)) <= allowed


def test_no_canary_leaves_with_any_event() -> None:
    """Title, names, reasons and the steps inside stay here, whatever happens to the case (T59)."""
    case = make_case()
    Case.objects.filter(pk=case.pk).update(title=f"{TEXT} {PHONE} {KANA}")
    case.person.name, case.person.phone = f"{TEXT} {KANA}", PHONE
    case.person.save()
    case = bring_to("hub_check", Case.objects.get(pk=case.pk))
    with transaction.atomic():
        withdraw(Case.objects.get(pk=case.pk), actor=make_staff("reviewer", case.hub), reason=f"{TEXT} {PHONE}")
    assert "case.step_changed" in types()
    sent = " ".join(Event.objects.values_list("body", flat=True))
    owed = str(list(OutboxItem.objects.filter(kind__startswith="webhook").values_list("key", "payload")))
    for canary in (TEXT, PHONE, KANA, "hub_check", "withdrawn"):
        assert canary not in sent + owed


def test_a_magazine_mail_is_told_when_all_are_done_and_not_when_it_was_stopped() -> None:
    make_subscribers(2)
    stopped = send_mailing(make_mailing())
    assert starting.start(stopped)
    stop(stopped, actor=stopped.created_by)
    mailing = send_mailing(make_mailing())
    assert starting.start(mailing)
    assert not OutboxItem.objects.filter(kind="webhook_event").exists()
    work_mails(2)
    assert set(states(mailing)) == {"sent"}
    found = [one for one in told() if one["type"] == "mailing.sent"]
    assert [(one["hub"], one["data"]["mailing"]["id"]) for one in found] == [(None, mailing.pk)]


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "夏まつり"},
        {"id": "7"},
        {"id": True},
        {"number": "山田 花子"},
        {"kind": "夏まつり"},
        {"turn": ""},
        {"due_at": "tomorrow"},
        {"due_at": datetime(2026, 11, 26)},
    ],
)
def test_a_fact_that_could_be_somebodys_text_is_refused_where_it_is_told(facts: dict[str, Any]) -> None:
    with pytest.raises(NotPublic), transaction.atomic():
        emit("case.received", hub=None, **{**A_CASE, **facts})
    assert not OutboxItem.objects.filter(kind="webhook_event").exists()


def test_an_event_that_nobody_declared_is_a_bug() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        emit("case.unknown", hub=None)


def test_the_samples_are_what_their_events_would_send() -> None:
    for kind in TYPES.values():
        forms = {name: kind.facts[name] for name in kind.sample}
        typed = {
            name: datetime.fromisoformat(value) if forms[name] == "moment" else value
            for name, value in kind.sample.items()
        }
        assert kind.checked(typed) == kind.sample, kind.name
    assert {name for name, _label in events.CHOICES} == set(TYPES) - {"webhook.test"}
    assert happen()
