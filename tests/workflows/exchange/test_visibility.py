"""Who reads what: staff their hubs' own and public ones; a group what the other side shows, or has consented to."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.cms.admin.walking import client_of
from tests.factories_exchange import make_introduction, make_side
from tests.factories_people import make_staff, make_user
from workflows.exchange.suggesting import suggestions

pytestmark = pytest.mark.django_db


def test_each_reader_is_suggested_what_they_may_read() -> None:
    need, _asker = make_side("need")
    public, _one = make_side("offer")
    hidden, _two = make_side("offer", audience="staff")
    ours, _three = make_side("offer", need.group.hub, audience="staff")

    def shown(reader: object) -> set[int]:
        return {one.listing.pk for one in suggestions(need, reader=reader, today=timezone.localdate())}

    assert shown(make_staff("division_reviewer")) == {public.pk, hidden.pk, ours.pk}
    assert shown(make_staff("reviewer", need.group.hub)) == {public.pk, ours.pk}
    assert shown(make_staff("editor", need.group.hub)) == set()
    assert shown(make_user()) == set()


def test_what_only_staff_see_is_told_to_the_other_side_while_its_group_consents() -> None:
    need, asker = make_side("need", audience="staff", title="秘密の件名", text="秘密の事情", conditions="秘密の条件")
    offer, giver = make_side("offer")
    row = make_introduction(make_staff("reviewer", need.group.hub), need, offer)
    secrets = ("秘密の件名", "秘密の事情", "秘密の条件", need.group.name)
    ours, theirs = (f"/mypage/exchange/introductions/{row.pk}/{one.group_id}/" for one in (need, offer))

    def read(user: object, page: str) -> list[str]:
        text = "".join(client_of(user).get(address).content.decode() for address in ("/mypage/exchange/", page))
        assert need.area.name in text, "the outline is told in any case"
        return [word for word in secrets if word in text]

    assert read(giver, theirs) == []
    client_of(asker).post(f"{ours}consent/", {"name": "担当", "reach": "03-0000-1111"})
    assert read(giver, theirs) == list(secrets)
    client_of(asker).post(f"{ours}take-back/")
    assert read(giver, theirs) == []
    assert offer.title in client_of(asker).get(ours).content.decode(), "what is public is read before"
