"""Staff introduce two groups; each side's contact is shown to the other while both consents are there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_introduction, make_side
from tests.factories_people import make_hub, make_membership, make_staff
from workflows.exchange.models import Introduction, Together

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/exchange/"
REACH = {"need": "090-1111-2222", "offer": "offer-canary@example.jp"}


class Walk:
    """A need and an offer of two hubs, the staff of the first, and the people of both groups."""

    def __init__(self) -> None:
        self.hub = make_hub()
        self.need, self.asker = make_side("need", self.hub)
        self.offer, self.giver = make_side("offer")
        self.reviewer = make_staff("reviewer", self.hub)
        self.staff = client_of(self.reviewer)
        self.clients = {"need": client_of(self.asker), "offer": client_of(self.giver)}
        self.groups = {"need": self.need.group, "offer": self.offer.group}

    def introduce(self) -> Introduction:
        data = {"other": self.offer.pk, "message": "夏まつりの件でご紹介します。"}
        assert self.staff.post(f"{DESK}{self.need.pk}/", data).status_code == 302
        return Introduction.objects.get()

    def page(self, side: str, row: Introduction, action: str = "") -> str:
        return f"/mypage/exchange/introductions/{row.pk}/{self.groups[side].pk}/{action}"

    def agree(self, side: str, row: Introduction) -> Any:
        data = {"name": f"{side}の担当", "reach": REACH[side]}
        return self.clients[side].post(self.page(side, row, "consent/"), data)

    def reads(self, side: str, row: Introduction) -> str:
        return self.clients[side].get(self.page(side, row)).content.decode()


@pytest.fixture
def walk() -> Walk:
    return Walk()


def test_both_are_asked_and_read_each_other_after_both_agreed(walk: Walk) -> None:
    row = walk.introduce()
    asked = OutgoingMail.objects.filter(subject_ref=f"introduction:{row.pk}")
    assert set(asked.values_list("to", flat=True)) == {walk.asker.email, walk.giver.email}
    walk.agree("need", row)
    assert REACH["need"] not in walk.reads("offer", row)
    assert REACH["offer"] not in walk.reads("need", row)
    walk.agree("offer", row)
    assert REACH["need"] in walk.reads("offer", row)
    assert REACH["offer"] in walk.reads("need", row)
    assert asked.filter(subject__contains="両方の団体が同意").count() == 2


def test_a_consent_taken_back_hides_both_and_is_forgotten(walk: Walk) -> None:
    row = walk.introduce()
    walk.agree("need", row)
    walk.agree("offer", row)
    walk.clients["offer"].post(walk.page("offer", row, "take-back/"))
    assert REACH["offer"] not in walk.reads("need", row)
    assert REACH["need"] not in walk.reads("offer", row)
    row.refresh_from_db()
    assert (row.offer_reach, row.offer_name, row.offer_at, row.connected_at) == ("", "", None, None)
    walk.agree("offer", row)
    assert REACH["offer"] in walk.reads("need", row)


def test_who_refuses_ends_it_and_the_other_side_does_not_read_why(walk: Walk) -> None:
    row = walk.introduce()
    walk.agree("need", row)
    walk.clients["offer"].post(walk.page("offer", row, "decline/"), {"reason": "今年は貸せない"})
    row.refresh_from_db()
    assert (row.outcome, row.closed_at is None, row.need_reach) == ("not", False, "")
    assert "今年は貸せない" not in walk.reads("need", row)
    assert "今年は貸せない" in walk.staff.get(f"{DESK}introductions/{row.pk}/").content.decode()
    walk.agree("offer", row)
    row.refresh_from_db()
    assert row.offer_at is None


def test_the_outcome_is_recorded_and_known_of_the_pair(walk: Walk) -> None:
    row = walk.introduce()
    page = f"{DESK}introductions/{row.pk}/"
    early = walk.staff.post(page, {"outcome": "agreed", "reason": ""})
    assert early.status_code == 200
    assert not Together.objects.exists()
    walk.agree("need", row)
    walk.agree("offer", row)
    assert walk.staff.post(page, {"outcome": "met", "reason": ""}).status_code == 302
    assert Together.objects.get().how == "met"
    assert walk.staff.post(page, {"outcome": "agreed", "reason": "共催することになった"}).status_code == 302
    known = Together.objects.get()
    assert (known.how, known.source, known.ref) == ("agreed", "introduction", str(row.pk))
    assert {known.one_id, known.other_id} == {walk.need.group_id, walk.offer.group_id}
    suggested = walk.staff.get(f"{DESK}{walk.need.pk}/").content.decode()
    assert "協働することで合意しています" in suggested, "what is on record is an agreement"
    assert "以前に協働したことがあります" not in suggested, "nobody knows of work that was done"
    assert walk.staff.post(page, {"outcome": "not", "reason": "取り消す"}).status_code == 200
    assert Introduction.objects.get().outcome == "agreed"


def test_nothing_came_of_it_needs_a_reason(walk: Walk) -> None:
    row = walk.introduce()
    assert walk.staff.post(f"{DESK}introductions/{row.pk}/", {"outcome": "not", "reason": ""}).status_code == 200
    assert Introduction.objects.get().closed_at is None


def test_the_same_pair_is_not_introduced_twice_at_a_time(walk: Walk) -> None:
    row = walk.introduce()
    data = {"other": walk.offer.pk, "message": "もう一度"}
    assert walk.staff.post(f"{DESK}{walk.need.pk}/", data).status_code == 200
    assert list(Introduction.objects.all()) == [row]


def test_who_belongs_to_a_group_or_to_neither_hub_introduces_nobody(walk: Walk) -> None:
    make_membership(walk.groups["offer"], walk.reviewer)
    data = {"other": walk.offer.pk, "message": "紹介"}
    assert walk.staff.post(f"{DESK}{walk.need.pk}/", data).status_code == 403
    for person in (make_staff("division_reviewer"), make_staff("auditor")):
        assert client_of(person).post(f"{DESK}{walk.need.pk}/", data).status_code == 403
        assert Refusal.objects.filter(actor=person).exists()
    assert client_of(make_staff("reviewer", make_hub())).post(f"{DESK}{walk.need.pk}/", data).status_code == 404
    assert not Introduction.objects.exists()


def test_nobody_else_opens_or_answers_it(walk: Walk) -> None:
    row = walk.introduce()
    third, stranger = make_side("offer")
    foreign = client_of(stranger)
    for group in (walk.groups["need"], third.group):
        assert foreign.get(f"/mypage/exchange/introductions/{row.pk}/{group.pk}/").status_code == 404
        data = {"name": "他人", "reach": "090-0000-0000"}
        assert foreign.post(f"/mypage/exchange/introductions/{row.pk}/{group.pk}/consent/", data).status_code == 404
    # the other side's own people cannot answer in its place
    assert (
        walk.clients["need"].post(walk.page("offer", row, "consent/"), {"name": "a", "reach": "b"}).status_code == 404
    )
    row.refresh_from_db()
    assert (row.need_at, row.offer_at) == (None, None)


def test_the_consent_needs_a_name_and_a_way(walk: Walk) -> None:
    row = walk.introduce()
    answer = walk.clients["need"].post(walk.page("need", row, "consent/"), {"name": "", "reach": ""})
    assert answer.status_code == 422
    assert 'id="id_reach_error"' in answer.content.decode()


def test_staff_only_ones_of_another_hub_are_neither_suggested_nor_introduced() -> None:
    walk = Walk()
    hidden, _user = make_side("offer", audience="staff")
    assert hidden.title not in walk.staff.get(f"{DESK}{walk.need.pk}/").content.decode()
    data = {"other": hidden.pk, "message": "紹介"}
    assert walk.staff.post(f"{DESK}{walk.need.pk}/", data).status_code == 404


def test_no_page_mail_or_export_tells_a_contact_before_both_agreed(walk: Walk) -> None:
    """Canaries of one side's consent are looked for wherever anybody but that side reads."""
    row = walk.introduce()
    walk.agree("offer", row)
    run_due()
    need, offer = walk.need.pk, walk.offer.pk
    public = ["/exchange/", f"/exchange/{need}/", f"/exchange/{offer}/", "/search/?q=テント", "/groups/", "/feed.rss"]
    own = ["/mypage/", "/mypage/exchange/", walk.page("need", row)]
    desk = [DESK, f"{DESK}{need}/", f"{DESK}introductions/", f"{DESK}introductions/{row.pk}/", "/cms/desk/mails/"]
    hub = client_of(make_staff("chief", walk.groups["offer"].hub))
    readers = [
        (Client(), public), (walk.clients["need"], public + own), (walk.staff, desk[:4]), (hub, desk[:1] + desk[2:4]),
        (client_of(make_staff("administrator")), desk[4:]), (client_of(make_staff("auditor")), desk),
    ]  # fmt: skip
    for client, addresses in readers:
        for address in addresses:
            answer = client.get(address)
            assert REACH["offer"] not in answer.content.decode(), address
            assert "offerの担当" not in answer.content.decode(), address
    mails = "".join(f"{one.subject}{one.text}{one.html}" for one in OutgoingMail.objects.all())
    assert REACH["offer"] not in mails
    walk.agree("need", row)
    assert REACH["offer"] in walk.reads("need", row), "the canary can be seen at all"
    mails = "".join(f"{one.subject}{one.text}{one.html}" for one in OutgoingMail.objects.all())
    assert REACH["offer"] not in mails
    for client, addresses in readers[2:]:
        for address in addresses:
            assert REACH["offer"] not in client.get(address).content.decode(), address


@pytest.mark.parametrize("turned", [{"side": "offer"}, {"kind": "place"}])
def test_while_it_is_introduced_a_need_stays_what_it_is(walk: Walk, turned: dict[str, str]) -> None:
    walk.introduce()
    said = {"side": "need", "kind": "tools", "title": "新しい件名", "text": "夏まつり", "area": walk.need.area_id}
    address, more = f"/mypage/exchange/{walk.need.pk}/", {"audience": "public"}
    answer = walk.clients["need"].post(address, {**said, **more, **turned})
    assert answer.status_code == 422
    assert "紹介が進んでいます" in answer.content.decode()
    assert walk.clients["need"].post(address, {**said, **more}).status_code == 302, "its words may change"
    walk.need.refresh_from_db()
    assert (walk.need.side, walk.need.kind, walk.need.title) == ("need", "tools", "新しい件名")


def test_an_introduction_may_be_made_again_after_it_ended(walk: Walk) -> None:
    make_introduction(walk.reviewer, walk.need, walk.offer, outcome="not", closed_at="2026-01-01T00:00Z")
    data = {"other": walk.offer.pk, "message": "もう一度"}
    assert walk.staff.post(f"{DESK}{walk.need.pk}/", data).status_code == 302
