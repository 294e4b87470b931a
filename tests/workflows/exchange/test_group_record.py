"""The record of a group in the register: what it offers, its introductions, consents and cases, to whom may read it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_exchange import make_introduction, make_side
from tests.factories_people import make_staff
from workflows.exchange.models import Together

pytestmark = pytest.mark.django_db
REACH = "03-0000-7777"


def test_the_hub_reads_what_its_group_offers_with_whom_it_works_and_what_it_agreed_to() -> None:
    offer, _giver = make_side("offer", weekdays=0b1100000)
    need, _asker = make_side("need", offer.group.hub)
    group, hub = offer.group, offer.group.hub
    chief = make_staff("chief", hub)
    make_introduction(chief, need, offer, offer_at=timezone.now(), offer_reach=REACH, offer_name="会の担当")
    pair = (group.pk, need.group_id)
    Together.note(groups=pair, how="worked", on=timezone.localdate(), source="trial", ref="1")
    case = make_case(group=group)
    page = client_of(chief).get(reverse("groups:edit", args=[group.pk])).content.decode()
    for words in (
        offer.title,
        "土曜日・日曜日",
        need.group.name,
        f"同意：{group.name}",
        case.number,
        "協働したことがある",
    ):
        assert words in page, words
    for words in (REACH, "会の担当"):
        assert words not in page, "how a side is reached is read by the other side alone"


def test_who_keeps_the_register_alone_reads_none_of_it() -> None:
    offer, _giver = make_side("offer")
    case = make_case(group=offer.group)
    page = client_of(make_staff("administrator")).get(reverse("groups:edit", args=[offer.group_id]))
    assert page.status_code == 200
    assert not any(words in page.content.decode() for words in (offer.title, case.number))
