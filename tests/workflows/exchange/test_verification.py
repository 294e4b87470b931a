"""What a group writes is read by others once its hub has verified it, and not after it is taken off or refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.services.groups import verify_group
from cms.search.models import Entry
from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_area, make_listing, make_side
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from workflows.exchange.models import Follower, Introduction, Listing
from workflows.exchange.suggesting import suggestions

pytestmark = pytest.mark.django_db
OWN, DESK = "/mypage/exchange/", "/cms/desk/exchange/"
WRITTEN = {
    "side": "need",
    "kind": "tools",
    "title": "テント2張り",
    "text": "夏まつりで使います。",
    "audience": "public",
}


def is_public(listing: Listing) -> set[bool]:
    """Its own page, the list and the search say the same."""
    page, lists = Client().get(f"/exchange/{listing.pk}/"), Client().get("/exchange/").content.decode()
    found = Entry.objects.filter(source="exchange", object_key=str(listing.pk)).exists()
    return {page.status_code == 200, listing.title in lists, found}


def test_a_group_is_read_by_others_once_its_hub_has_verified_it_and_no_longer_than_that() -> None:
    user = make_user(name="試験 花子")
    group = make_group(make_hub(), manager=user, verification="unverified")
    address = {"address": "reader@example.jp", "address_key": "reader@example.jp"}
    Follower.objects.create(group=group, confirmed_at=timezone.now(), **address)
    answer = client_of(user).post(f"{OWN}new/", {**WRITTEN, "group": group.pk, "area": make_area().pk}, follow=True)
    assert "拠点が団体を確認すると" in answer.content.decode()
    run_due()
    made, news = Listing.objects.get(), OutgoingMail.objects.filter(to="reader@example.jp")
    chief = make_staff("chief", group.hub)
    for accepted in (True, False, True):
        assert is_public(made) == {False}
        verify_group(group, actor=chief, accepted=accepted, note="台帳で確認")
        run_due()
        if not accepted:
            continue
        assert is_public(made) == {True}
        assert news.count() == 1, "followers are told once, when it can be read"
        verify_group(group, actor=chief, accepted=False, note="台帳にない")


def test_an_unverified_group_is_neither_suggested_nor_introduced() -> None:
    hub = make_hub()
    need, _asker = make_side("need", hub)
    offer = make_listing("offer", group=make_group(hub, verification="unverified"))
    reviewer = make_staff("reviewer", hub)
    assert suggestions(need, reader=reviewer, today=timezone.localdate()) == []
    page = client_of(reviewer).get(f"{DESK}{offer.pk}/").content.decode()
    assert "拠点がこの団体を確認していない" in page
    client_of(reviewer).post(f"{DESK}{offer.pk}/", {"other": need.pk, "message": "ご紹介します。"})
    assert not Introduction.objects.exists()


def test_the_hub_takes_one_off_for_good_and_the_group_reads_why() -> None:
    offer, giver = make_side("offer")
    client_of(giver).post(f"{OWN}{offer.pk}/renew/")
    assert is_public(offer) == {True}
    desk = client_of(make_staff("reviewer", offer.group.hub))
    assert desk.post(f"{DESK}{offer.pk}/take-off/", {"reason": ""}).status_code == 200
    assert is_public(offer) == {True}
    assert desk.post(f"{DESK}{offer.pk}/take-off/", {"reason": "営利の宣伝のため"}).status_code == 302
    assert is_public(offer) == {False}
    assert "営利の宣伝のため" in OutgoingMail.objects.get(to=giver.email).text
    assert "営利の宣伝のため" in client_of(giver).get(OWN).content.decode()
    client_of(giver).post(f"{OWN}{offer.pk}/renew/")
    assert is_public(offer) == {False}


def test_who_belongs_to_the_group_or_to_another_hub_takes_nothing_off() -> None:
    offer, _giver = make_side("offer")
    member: Any = make_staff("reviewer", offer.group.hub)
    make_membership(offer.group, member)
    asked = [(member, 403), (make_staff("auditor"), 403), (make_staff("chief", make_hub()), 404)]
    for person, status in asked:
        answer = client_of(person).post(f"{DESK}{offer.pk}/take-off/", {"reason": "理由"})
        assert answer.status_code == status
    offer.refresh_from_db()
    assert offer.closed_at is None
