"""A visitor asks a group: confirmed by e-mail, no address passed on before the group accepts, ended in time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.mailings.models import OutgoingMail
from pages.models import HubPage
from pages.setting_up import set_up_sites
from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_colleague
from tests.factories_hubs import make_ward
from tests.factories_people import make_group, make_hub, make_staff, make_user
from tests.factories_sites import make_profile
from workflows.exchange import tending
from workflows.exchange.models import GroupRequest

pytestmark = pytest.mark.django_db
ADDRESS, REACH = "visitor-canary@example.jp", "03-9999-1111"
MESSAGE = "土曜日の花だんの手入れに参加したいです。"


class Walk:
    """A group with a public profile, and somebody who acts for it."""

    def __init__(self) -> None:
        make_ward()
        hub = make_hub()
        set_up_sites()
        self.profile = make_profile(HubPage.objects.get(hub=hub))
        self.group = self.profile.group
        self.user = make_colleague(self.group)
        self.member = client_of(self.user)

    def ask(self, client: Client | None = None, **changes: Any) -> Any:
        given = {
            "kind": "join",
            "name": "見本 はなこ",
            "address": ADDRESS,
            "message": MESSAGE,
            "consent": "on",
            "website": "",
        }
        return (client or Client()).post(f"/exchange/groups/{self.group.pk}/ask/", {**given, **changes})

    def confirmed(self) -> GroupRequest:
        assert self.ask().status_code == 302
        assert Client().post(link("request_confirm")).status_code == 302
        return GroupRequest.objects.get()

    def page(self, row: GroupRequest, action: str = "") -> str:
        return f"/mypage/exchange/requests/{row.pk}/{action}"


def link(key: str) -> str:
    """The link of the newest mail of that kind."""
    words = {
        "request_confirm": "申込みの確認",
        "request_received": "申込みを送りました",
        "request_accepted": "受け入れました",
    }
    mail = OutgoingMail.objects.filter(to=ADDRESS, subject__contains=words[key]).latest("pk")
    found = re.search(r"https?://[^/\s]+(/exchange/requests/\S+)", mail.text)
    assert found
    return found[1]


def mails() -> str:
    return "".join(f"{one.subject}{one.text}{one.html}" for one in OutgoingMail.objects.all())


@pytest.fixture
def walk() -> Walk:
    return Walk()


def test_the_group_reads_the_request_without_the_address_and_both_contacts_after_it_accepts(walk: Walk) -> None:
    row = walk.confirmed()
    page = walk.member.get(walk.page(row)).content.decode()
    assert MESSAGE in page
    assert ADDRESS not in page + walk.member.get("/mypage/exchange/").content.decode()
    visitor = link("request_received")
    walk.member.post(walk.page(row, "accept/"), {"name": "会の担当", "reach": REACH, "answer": "お待ちしています。"})
    assert ADDRESS in walk.member.get(walk.page(row)).content.decode()
    assert REACH in Client().get(visitor).content.decode()
    assert ADDRESS not in mails()
    assert REACH not in mails()


def test_nothing_reaches_the_group_before_the_address_is_confirmed(walk: Walk) -> None:
    walk.ask()
    row = GroupRequest.objects.get()
    assert walk.member.get(walk.page(row)).status_code == 404
    assert "見本 はなこ" not in walk.member.get("/mypage/exchange/").content.decode()
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {ADDRESS}
    assert MESSAGE not in mails(), "nobody can send words to a stranger by this form"
    assert Client().get(link("request_confirm")).status_code == 200
    assert GroupRequest.objects.get().state == "unconfirmed", "opening the link alone does nothing"


def test_a_link_works_once_and_a_changed_one_never(walk: Walk) -> None:
    walk.confirmed()
    used = link("request_confirm")
    assert Client().post(used).status_code == 410
    assert Client().post(used[:-3] + "xx/").status_code == 404
    assert Client().get("/exchange/requests/1.nothing/").status_code == 404


def test_a_refusal_shows_nobody_anything(walk: Walk) -> None:
    row = walk.confirmed()
    visitor = link("request_received")
    walk.member.post(walk.page(row, "decline/"), {"answer": "定員に達しました。"})
    assert "定員に達しました。" in Client().get(visitor).content.decode()
    assert ADDRESS not in walk.member.get(walk.page(row)).content.decode()
    answer = walk.member.post(walk.page(row, "accept/"), {"name": "a", "reach": REACH})
    assert answer.status_code == 302
    assert GroupRequest.objects.get().state == "declined"


def test_taken_back_the_address_is_gone_also_after_it_was_accepted(walk: Walk) -> None:
    row = walk.confirmed()
    visitor = link("request_received")
    walk.member.post(walk.page(row, "accept/"), {"name": "会の担当", "reach": REACH})
    assert Client().post(visitor).status_code == 200
    assert ADDRESS not in walk.member.get(walk.page(row)).content.decode()
    assert REACH not in Client().get(visitor).content.decode()
    row.refresh_from_db()
    assert (row.address, row.message, row.group_reach) == ("", "", "")
    assert not OutgoingMail.objects.filter(to=ADDRESS).exists()


def test_foreign_eyes_find_nothing(walk: Walk) -> None:
    row = walk.confirmed()
    other = make_group(make_hub(), manager=make_user())
    for client in (client_of(other.memberships.get().user), client_of(make_user())):
        assert client.get(walk.page(row)).status_code == 404
        assert client.post(walk.page(row, "accept/"), {"name": "a", "reach": "b"}).status_code == 404
    assert GroupRequest.objects.get().state == "waiting"


def test_the_log_holds_who_opened_and_closed_an_address_and_no_name(walk: Walk) -> None:
    row = walk.confirmed()
    visitor = link("request_received")
    walk.member.post(walk.page(row, "accept/"), {"name": "会の担当", "reach": REACH})
    Client().post(visitor)
    kept = ModelLogEntry.objects.filter(action__startswith="exchange.request_", object_id=str(row.pk))
    steps = [(one.action.rpartition("_")[2], one.user) for one in kept.order_by("pk")]
    assert steps == [("confirmed", None), ("accepted", walk.user), ("withdrawn", None)]
    words = "".join(f"{one.label}{one.data}" for one in kept)
    assert not any(word in words for word in ("見本", ADDRESS, REACH, MESSAGE))


def test_the_hub_is_told_of_a_request_that_nobody_of_the_group_can_read(walk: Walk) -> None:
    chief = make_staff("chief", walk.group.hub)
    told = OutgoingMail.objects.filter(to=chief.email)
    walk.group.memberships.update(ended_at=timezone.now())
    walk.confirmed()
    mail = told.get()
    assert walk.group.name in mail.subject
    assert not any(word in mail.text for word in ("見本 はなこ", ADDRESS, MESSAGE)), (
        "the request is for the group alone"
    )


def test_the_hub_is_not_told_of_what_the_group_reads_itself(walk: Walk) -> None:
    chief = make_staff("chief", walk.group.hub)
    walk.confirmed()
    assert not OutgoingMail.objects.filter(to=chief.email).exists()


def test_a_refusal_is_in_the_log(walk: Walk) -> None:
    row = walk.confirmed()
    walk.member.post(walk.page(row, "decline/"), {"answer": ""})
    assert ModelLogEntry.objects.get(action="exchange.request_declined").user == walk.user


def test_only_groups_of_the_directory_are_asked(walk: Walk) -> None:
    hidden = make_group(make_hub())
    assert Client().get(f"/exchange/groups/{hidden.pk}/ask/").status_code == 404
    walk.profile.unpublish()
    assert walk.ask().status_code == 404


@pytest.mark.parametrize(
    "field,typed",
    [("message", "090-1234-5678に電話を"), ("name", "a@example.jp"), ("address", "nothing"), ("consent", ""),
     ("kind", "x"), ("message", "")],
)  # fmt: skip
def test_mistakes_are_told_beside_the_field(walk: Walk, field: str, typed: str) -> None:
    answer = walk.ask(**{field: typed})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not GroupRequest.objects.exists()


def test_a_program_that_fills_in_everything_is_answered_and_nothing_is_kept(walk: Walk) -> None:
    assert walk.ask(website="https://example.jp/").status_code == 302
    assert not GroupRequest.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_address_gets_few_mails_whoever_asks(walk: Walk, settings: Any) -> None:
    settings.EXCHANGE_REQUEST_LIMITS = {"address": [(2, 3600)], "visitor": [(10, 3600)], "group": [(9, 3600)]}
    answers = [walk.ask(address=spelling) for spelling in (ADDRESS, ADDRESS.upper(), "ｖisitor-canary@example.jp")]
    assert [one.status_code for one in answers] == [302, 302, 302]
    assert OutgoingMail.objects.count() == 2


def test_a_visitor_who_asks_often_is_told_to_wait(walk: Walk, settings: Any) -> None:
    settings.EXCHANGE_REQUEST_LIMITS = {"address": [(9, 3600)], "visitor": [(1, 3600)], "group": [(9, 3600)]}
    assert walk.ask(address="one@example.jp").status_code == 302
    answer = walk.ask(address="two@example.jp")
    assert answer.status_code == 429
    assert MESSAGE in answer.content.decode()


def test_the_same_request_waits_once(walk: Walk) -> None:
    walk.confirmed()
    walk.ask()
    assert Client().post(link("request_confirm")).status_code == 409
    assert GroupRequest.objects.filter(state="waiting").count() == 1


def later(row: GroupRequest, **days: int) -> None:
    past = {name: timezone.now() - timedelta(days=number, minutes=1) for name, number in days.items()}
    GroupRequest.objects.filter(pk=row.pk).update(**past)


def test_unanswered_it_is_reminded_once_and_ends_with_a_mail_once(walk: Walk) -> None:
    row = walk.confirmed()
    later(row, confirmed_at=6)
    assert tending.tend() == 0
    later(row, confirmed_at=7)
    assert [tending.tend(), tending.tend()] == [1, 0]
    assert OutgoingMail.objects.filter(subject__contains="お返事をお願い").count() == 1
    later(row, confirmed_at=30)
    assert [tending.tend(), tending.tend()] == [1, 0]
    assert OutgoingMail.objects.filter(to=ADDRESS, subject__contains="終了しました").count() == 1
    row.refresh_from_db()
    assert row.state == "expired"
    answer = walk.member.post(walk.page(row, "accept/"), {"name": "a", "reach": REACH}, follow=True)
    assert ADDRESS not in answer.content.decode()


def test_an_answered_one_is_neither_reminded_nor_ended(walk: Walk) -> None:
    row = walk.confirmed()
    walk.member.post(walk.page(row, "decline/"), {"answer": ""})
    later(row, confirmed_at=40)
    assert tending.tend() == 0


def test_ninety_days_after_its_end_it_is_gone_with_its_mails(walk: Walk, settings: Any) -> None:
    row = walk.confirmed()
    walk.member.post(walk.page(row, "decline/"), {"answer": ""})
    later(row, ended_at=89)
    assert tending.forget_requests() == 0
    later(row, ended_at=90)
    assert tending.forget_requests() == 1
    assert not GroupRequest.objects.exists()
    assert not OutgoingMail.objects.filter(to=ADDRESS).exists()


def test_what_nobody_confirmed_is_gone_after_two_days(walk: Walk) -> None:
    walk.ask()
    later(GroupRequest.objects.get(), created_at=2)
    assert tending.forget_requests() == 1


def test_the_directory_is_narrowed_by_field_area_and_hub(walk: Walk) -> None:
    from cms.hubs.models import Topic

    topic = Topic.objects.create(code="flowers", name="花と緑")
    Topic.objects.create(code="other", name="ほか")
    walk.profile.topics.set([topic])
    walk.profile.save_revision().publish()
    title, other = walk.profile.title, make_hub()
    for query, shown in (
        ({}, True), ({"topic": "flowers"}, True), ({"topic": "other"}, False), ({"hub": walk.group.hub.code}, True),
        ({"hub": other.code}, False), ({"topic": "nothing"}, True),
    ):  # fmt: skip
        assert (title in Client().get("/groups/", query).content.decode()) is shown, query
    assert f"/exchange/groups/{walk.group.pk}/ask/" in Client().get(walk.profile.url).content.decode()
