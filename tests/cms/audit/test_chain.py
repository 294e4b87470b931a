"""Writing the chain."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from cms.audit import chain, sealing
from cms.audit.refusals import Refusal, refuse
from tests.cms.audit.sealed_cases import make_sealed_case
from workflows.cases.models import Case, CaseEvent, CaseEventDetails
from workflows.cases.services.events import record

AT = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)


def _append(case: Case, **given: Any) -> CaseEvent:
    return chain.append(
        event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case",
        **{"verb": "noted", "actor": None, "payload": {}, **given},
    )  # fmt: skip


def test_each_event_seals_the_one_before_and_the_owner_knows_the_end(case: Case) -> None:
    events = list(CaseEvent.objects.filter(case=case).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert events[0].previous == ""
    for before, after in zip(events, events[1:], strict=False):
        assert after.previous == before.digest
    assert (case.event_count, case.event_head) == (events[-1].seq, events[-1].digest)


def test_the_digest_is_the_same_after_a_round_through_the_database(case: Case) -> None:
    event = _append(case, payload={"ねりま": "𠮷", "b": [1, True, None], "a": -(2**40)}, at=AT)
    event.refresh_from_db()
    assert event.at == AT
    assert sealing.seal(event) == event.digest


def test_what_is_sealed_is_written_down_in_one_known_way(case: Case) -> None:
    event = CaseEvent(case_id=7, seq=3, verb="sent", at=AT, payload={"b": 1, "a": "é"}, previous="p")
    assert sealing.canonical(sealing.sealed(event)) == (
        '{"":"cases.caseevent","actor_id":null,"at":"2026-11-22T03:04:05.678901+00:00","case_id":7,'
        '"details_digest":"","payload":{"a":"é","b":1},"previous":"p","seq":3,"verb":"sent"}'
    )


def test_equal_personal_values_do_not_give_equal_digests(case: Case) -> None:
    first, second = _append(case, details={"name": "花子"}), _append(case, details={"name": "花子"})
    assert first.details_digest != second.details_digest
    assert len(first.details.salt) == 32


@pytest.mark.parametrize("value", [1.5, date(2026, 1, 1), b"x", {1: 2}, {"deep": [0.1]}])
def test_what_storage_would_change_is_not_sealed(case: Case, value: Any) -> None:
    with pytest.raises(TypeError):
        _append(case, payload={"value": value})


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_text_that_no_database_keeps_is_not_sealed(case: Case, value: str) -> None:
    with pytest.raises(ValueError, match="cannot be sealed"):
        _append(case, details={"value": value})


@pytest.mark.usefixtures("own_database")
def test_no_event_is_written_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        _append(Case(pk=1))


def test_rows_made_in_bulk_equal_those_made_one_by_one(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    salts = iter([f"{n:032x}" for n in range(1, 9)] * 2)
    monkeypatch.setattr(sealing, "new_salt", lambda: next(salts))
    entries = [
        chain.Entry("noted", case.applicant, {"step": n}, {"note": str(n)} if n % 2 else None, AT) for n in range(8)
    ]

    def rows(of: Case) -> list[dict[str, Any]]:
        found = CaseEvent.objects.filter(case=of, seq__gt=start).order_by("seq")
        return [
            {**sealing.sealed(e), "digest": e.digest, "details": getattr(e, "details", None) and e.details.values}
            for e in found
        ]

    start = case.event_count
    head = case.event_head
    with transaction.atomic():
        for entry in entries:
            _append(case, verb=entry.verb, actor=entry.actor, payload=entry.payload, details=entry.details, at=entry.at)
        one_by_one = rows(case)
        mirror = (case.event_count, case.event_head)
        CaseEventDetails.objects.filter(event__case=case, event__seq__gt=start).delete()
        CaseEvent.objects.filter(case=case, seq__gt=start).delete()
        case.event_count, case.event_head = start, head
        for _used in range(4):
            next(salts)
        made = chain.build_rows(
            event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case", entries=entries
        )
        CaseEvent.objects.bulk_create(made.events)
        CaseEventDetails.objects.bulk_create(made.details)
        assert rows(case) == one_by_one
        assert (case.event_count, case.event_head) == mirror


def test_an_erasure_leaves_the_events_and_takes_the_values(case: Case) -> None:
    before = CaseEvent.objects.filter(case=case).count()
    with transaction.atomic():
        event = chain.erase_details(
            event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case",
            actor=case.applicant, reason="保存期間の満了",
        )  # fmt: skip
    assert CaseEvent.objects.filter(case=case).count() == before + 1
    assert not CaseEventDetails.objects.filter(event__case=case).exists()
    assert event.payload["events"]
    assert "花子" not in str(list(CaseEvent.objects.filter(case=case).values()))


def test_erasing_nothing_writes_nothing(db: None) -> None:
    case = make_sealed_case()
    CaseEventDetails.objects.all().delete()
    count = case.event_count
    with transaction.atomic():
        assert not chain.erase_details(
            event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case",
            actor=None, reason="x",
        )  # fmt: skip
    case.refresh_from_db()
    assert case.event_count == count


def test_a_refusal_is_kept_with_who_where_and_why(case: Case) -> None:
    refuse(actor=case.applicant, door="case", subject=f"case:{case.pk}", reason="x" * 300)
    refuse(actor=None, door="case", subject="", reason="anonymous")
    kept = Refusal.objects.get(actor=case.applicant)
    assert (kept.door, kept.subject, len(kept.reason)) == ("case", f"case:{case.pk}", 200)


@pytest.mark.usefixtures("own_database")
def test_a_refusal_inside_a_transaction_that_could_roll_back_is_a_bug() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        refuse(actor=None, door="case", subject="", reason="lost")


def test_a_recorded_event_keeps_personal_values_out_of_the_chain(case: Case) -> None:
    with transaction.atomic():
        event = record(case, actor=None, verb="noted", details={"note": "住所が違います"})
    assert "住所" not in str(sealing.sealed(event))
