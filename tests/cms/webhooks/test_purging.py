"""Front ends that keep what they show are told of every change that the public sees, once."""

from __future__ import annotations

import json

import pytest
from wagtail.models import Page

from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.webhooks.models import Event
from cms.webhooks.purging import CHANGED, tell_of_changes
from tests.factories_editing import make_draft, make_live, make_sites
from tests.factories_webhooks import Machine, make_endpoint, work

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    """The versions that were told, in order."""
    tell_of_changes()
    work(2)
    rows = OutboxItem.objects.filter(kind="webhook_event", payload__event=CHANGED).order_by("pk")
    bodies = [json.loads(Event.objects.get(pk=one.payload["id"]).body) for one in rows]
    return [one["data"]["content"]["version"] for one in bodies]


def test_a_change_by_any_way_is_told_once(receiver: Machine) -> None:
    make_endpoint(receiver.url, events=[CHANGED])
    page = make_live(make_sites()["west"], "水害に備える")
    assert len(told()) == 1
    assert len(told()) == 1, "nothing has changed since"
    Page.objects.filter(pk=page.pk).update(title="地震に備える")
    Hub.objects.filter(pk=page.get_parent().specific.hub_id).update(phone="03-0000-1111")
    assert len(told()) == 2, "two changes of one minute are one notice"
    page.refresh_from_db()
    page.move(page.get_parent(), pos="first-child")
    assert len(set(told())) == len(told()) == 3
    assert [json.loads(call.body)["type"] for call in receiver.calls] == [CHANGED] * 3


def test_what_only_the_desk_sees_is_not_told(receiver: Machine) -> None:
    make_endpoint(receiver.url, events=[CHANGED])
    draft = make_draft(make_sites()["west"], "下書き")
    before = told()
    draft.title = "下書きの続き"
    draft.save_revision()
    assert told() == before


def test_a_receiver_of_one_hub_hears_it_too(receiver: Machine) -> None:
    sites = make_sites()
    make_endpoint(receiver.url, events=[CHANGED], hub=sites["east"].page.hub)
    make_live(sites["west"], "水害に備える")
    assert len(told()) == 1
    assert len(receiver.calls) == 1


def test_while_nobody_listens_nothing_is_owed_and_nothing_told_later(receiver: Machine) -> None:
    make_live(make_sites()["west"], "水害に備える")
    assert not tell_of_changes()
    assert not OutboxItem.objects.filter(kind="webhook_event").exists()
