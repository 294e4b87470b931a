"""Staff see suggestions as far as they may read: their hubs' own and public ones; readers of all, all."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.factories_exchange import make_side
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
