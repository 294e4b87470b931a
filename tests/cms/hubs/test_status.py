"""A hub's status and its history never disagree."""

from __future__ import annotations

import pytest

from cms.core.errors import CaseError
from cms.hubs.models import Hub, HubStatusChange
from cms.hubs.services import set_status
from tests.factories_hubs import make_hub
from tests.factories_people import make_user

pytestmark = pytest.mark.django_db


def test_a_change_leaves_who_when_why() -> None:
    hub, clerk = make_hub("x", status="preparing"), make_user()
    change = set_status(hub, actor=clerk, status="active", reason="窓口を開設した")
    hub.refresh_from_db()
    assert hub.status == "active"
    assert change is not None
    assert (change.actor, change.reason, change.status) == (clerk, "窓口を開設した", "active")


def test_the_same_status_again_adds_no_row() -> None:
    hub = make_hub("x", status="preparing")
    set_status(hub, actor=None, status="active", reason="a")
    assert set_status(hub, actor=None, status="active", reason="b") is None
    assert HubStatusChange.objects.filter(hub=hub).count() == 1


def test_the_newest_row_agrees_with_the_hub_after_many_changes() -> None:
    hub = make_hub("x", status="preparing")
    for status in ("model", "active", "closed", "active"):
        set_status(hub, actor=None, status=status, reason="試験")
        hub.refresh_from_db()
        newest = hub.status_changes.first()
        assert newest is not None
        assert newest.status == hub.status == status


@pytest.mark.parametrize("status,reason", [("active", "  "), ("open", "理由")])
def test_no_reason_or_an_unknown_status_changes_nothing(status: str, reason: str) -> None:
    hub = make_hub("x", status="preparing")
    with pytest.raises(CaseError):
        set_status(hub, actor=make_user(), status=status, reason=reason)
    assert Hub.objects.get(pk=hub.pk).status == "preparing"
    assert not HubStatusChange.objects.exists()
