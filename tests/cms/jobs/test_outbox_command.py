"""The outbox from the command line."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due

State = OutboxItem.State
Put = Callable[..., OutboxItem]
pytestmark = pytest.mark.django_db


def _call(*words: str) -> str:
    out = StringIO()
    call_command("outbox", *words, stdout=out)
    return out.getvalue()


def test_the_state_is_told_in_japanese_with_the_parked_items(put: Put) -> None:
    put("a", kind="unknown")
    run_due()
    _call("hold", "点検のため")
    told = _call("status")
    item = OutboxItem.objects.get()
    assert "保留" in told
    assert "点検のため" in told
    assert f"{item.pk}  unknown" in told
    assert "この版には" in told


def test_parked_items_run_again_by_number_or_all(put: Put, work: list) -> None:
    for key in "abc":
        put(key)
    OutboxItem.objects.update(state=State.PARKED)
    first = OutboxItem.objects.order_by("pk").first()
    assert first
    assert "1件" in _call("retry", str(first.pk))
    assert "1件" in _call("run")
    assert "2件" in _call("retry", "all-parked")
    assert "2件" in _call("run")
    assert len(work) == 3
    with pytest.raises(CommandError):
        _call("retry", "everything")


def test_a_hold_lasts_until_released(put: Put, work: list) -> None:
    put("a")
    _call("hold", "復元")
    assert "0件" in _call("run")
    assert "1件" in _call("release")
    assert "1件" in _call("run")


@pytest.mark.parametrize("words", [[], ["hold"], ["retry"], ["unknown"]])
def test_an_order_that_is_not_whole_is_refused(words: list[str]) -> None:
    with pytest.raises(CommandError):
        _call(*words)
