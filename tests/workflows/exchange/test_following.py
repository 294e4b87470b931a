"""Following a group: confirmed first, told of new public listings once, left with one click."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.jobs.worker import run_due
from cms.mailings import sending
from cms.mailings.models import OutgoingMail
from tests.factories_exchange import make_area
from tests.workflows.exchange.test_requests import Walk
from workflows.exchange.models import Follower
from workflows.exchange.services import following, listing

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.jp"


@pytest.fixture
def walk() -> Walk:
    return Walk()


def link(words: str, path: str) -> str:
    found = re.search(
        rf"https?://[^/\s]+({path}\S+)", OutgoingMail.objects.filter(subject__contains=words).latest("pk").text
    )
    assert found
    return found[1]


def follow(walk: Walk, address: str = ADDRESS, **more: str) -> Any:
    return Client().post(f"/exchange/groups/{walk.group.pk}/follow/", {"address": address, **more})


def confirmed(walk: Walk) -> Follower:
    assert follow(walk).status_code == 302
    assert Client().post(link("登録の確認", "/exchange/follow/")).status_code == 200
    return Follower.objects.get(left_at=None)


def publish(walk: Walk, **changes: Any) -> Any:
    fields = {
        "side": "need", "kind": "people", "title": "清掃の手伝い", "text": "秋の清掃", "conditions": "",
        "area": make_area(), "audience": "public",
        "expires_on": timezone.localdate() + timedelta(days=20), **changes,
    }  # fmt: skip
    made = listing.write(walk.group, actor=walk.user, **fields)
    run_due()
    return made


def news() -> list[str]:
    return list(OutgoingMail.objects.filter(subject__contains="のお知らせ：").values_list("to", flat=True))


def test_news_come_after_the_address_is_confirmed_and_once(walk: Walk) -> None:
    follow(walk)
    publish(walk)
    assert news() == []
    assert Client().post(link("登録の確認", "/exchange/follow/")).status_code == 200
    made = publish(walk)
    assert news() == [ADDRESS]
    following.send_news({"listing": made.pk})
    assert news() == [ADDRESS]


def test_what_is_for_staff_only_is_no_news(walk: Walk) -> None:
    confirmed(walk)
    publish(walk, audience="staff")
    assert news() == []


def test_one_click_in_a_mail_program_stops_them(walk: Walk) -> None:
    confirmed(walk)
    publish(walk)
    mail = OutgoingMail.objects.get(subject__contains="のお知らせ：")
    heads = sending.message_of(mail).extra_headers
    assert heads["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = heads["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    address = address[address.index("/exchange/") :]
    assert Client().get(address).status_code == 200
    assert Follower.objects.get().left_at is None, "opening the link alone does nothing"
    program = Client(enforce_csrf_checks=True)
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    publish(walk, title="次の清掃")
    assert len(news()) == 0, "what had been written is gone, and nothing new came"


def test_the_same_address_follows_once_in_any_spelling(walk: Walk) -> None:
    confirmed(walk)
    follow(walk, ADDRESS.upper())
    assert Client().post(link("登録の確認", "/exchange/follow/")).status_code == 200
    assert Follower.objects.filter(following.FOLLOWS).count() == 1


def test_a_link_is_used_once_and_programs_are_thrown_away(walk: Walk) -> None:
    confirmed(walk)
    assert Client().post(link("登録の確認", "/exchange/follow/")).status_code == 410
    before = Follower.objects.count()
    assert follow(walk, "robot@example.jp", website="x").status_code == 302
    assert follow(walk, "nothing").status_code == 422
    assert Follower.objects.count() == before


def test_a_while_after_leaving_the_address_is_gone(walk: Walk, settings: Any) -> None:
    row = confirmed(walk)
    following.leave(row)
    assert following.prune() == 0
    Follower.objects.update(left_at=timezone.now() - timedelta(days=settings.MAGAZINE_ERASE_DAYS, minutes=1))
    assert following.prune() == 1
    assert not Follower.objects.exists()
    assert not OutgoingMail.objects.filter(to=ADDRESS).exists()
