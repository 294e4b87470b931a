"""Every attack of a database owner is named; lawful work is clean."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from cms.audit import chain, sealing
from cms.audit.verify import Finding, verify, write_anchor
from tests.cms.audit.sealed_cases import make_sealed_case
from workflows.cases.models import Case, CaseEvent, CaseEventDetails
from workflows.cases.services.events import record


def _event(case: Case, seq: int) -> CaseEvent:
    return CaseEvent.objects.get(case=case, seq=seq)


def _change(case: Case, seq: int, /, **columns: object) -> None:
    CaseEvent.objects.filter(case=case, seq=seq).update(**columns)


def _drop(case: Case, *seqs: int) -> None:
    rows = CaseEvent.objects.filter(case=case)
    if seqs:
        rows = rows.filter(seq__in=seqs)
    CaseEventDetails.objects.filter(event__in=rows).delete()
    rows.delete()


def _rechain(case: Case) -> None:
    """What a careful forger does: every digest and the owner's mirror made anew, all consistent."""
    previous = ""
    for event in CaseEvent.objects.filter(case=case).order_by("seq"):
        kept = CaseEventDetails.objects.filter(event=event).first()
        event.details_digest = sealing.details_digest(kept.salt, kept.values) if kept else ""
        event.previous = previous
        event.digest = previous = sealing.seal(event)
        event.save()
    last = CaseEvent.objects.filter(case=case).order_by("-seq").first()
    Case.objects.filter(pk=case.pk).update(event_count=last.seq if last else 0, event_head=previous)


def _named(findings: list[Finding], case: Case) -> set[tuple[str, int | None, str]]:
    """Kind, event, column; every finding names this case."""
    assert findings
    for finding in findings:
        assert finding.owner == case.pk
        assert str(finding).startswith(case.number)
    return {(finding.kind, finding.seq, finding.column) for finding in findings}


def test_what_services_write_is_clean(case: Case) -> None:
    make_sealed_case()
    assert verify() == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"verb": "marked"}, "verb"),
        ({"actor": None}, "actor_id"),
        ({"previous": "0" * 64}, "previous"),
        ({"details_digest": "0" * 64}, "details_digest"),
        ({"digest": "0" * 64}, "digest"),
        ({"payload": {"step": "draft"}}, ""),
        ({"payload": {"half": 0.5}}, ""),
        ({"payload": []}, ""),
        ({"at": F("at") + timedelta(days=-1)}, ""),
    ],
)
def test_an_edited_event_is_named_with_its_column_where_it_can_be_told(
    case: Case, change: dict[str, object], column: str
) -> None:
    _change(case, 4, **change)
    assert ("edited", 4, column) in _named(verify(), case)


def test_an_event_that_was_edited_and_sealed_anew_is_named(case: Case) -> None:
    event = _event(case, 3)
    event.payload = {"step": "decided", "amount_yen": 9_999_999}
    event.digest = sealing.seal(event)
    event.save()
    assert ("rewritten", 3, "") in _named(verify(), case)


def test_a_last_event_that_was_sealed_anew_does_not_fit_its_record(case: Case) -> None:
    event = _event(case, case.event_count)
    event.payload = {"x": 1}
    event.digest = sealing.seal(event)
    event.save()
    assert ("owner altered", case.event_count, "event_head") in _named(verify(), case)


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_event_is_named(case: Case, seq: int) -> None:
    _drop(case, seq)
    assert ("deleted", seq, "") in _named(verify(), case)


def test_a_cut_tail_is_named(case: Case) -> None:
    _drop(case, case.event_count - 1, case.event_count)
    assert _named(verify(), case) == {("truncated", case.event_count - 1, "")}


def test_a_cut_tail_with_a_lowered_count_is_named(case: Case) -> None:
    _drop(case, case.event_count)
    Case.objects.filter(pk=case.pk).update(event_count=F("event_count") - 1)
    assert ("owner altered", case.event_count - 1, "event_head") in _named(verify(), case)


def test_a_chain_removed_under_its_record_is_named(case: Case) -> None:
    _drop(case)
    assert _named(verify(), case) == {("chain removed", None, "")}


def test_swapped_events_are_named(case: Case) -> None:
    second, third = _event(case, 2), _event(case, 3)
    _change(case, 2, seq=1002)
    CaseEvent.objects.filter(pk=third.pk).update(seq=2)
    CaseEvent.objects.filter(pk=second.pk).update(seq=3)
    assert {("reordered", 2, "seq"), ("reordered", 3, "seq")} <= _named(verify(), case)


def test_an_event_moved_far_away_is_named_without_counting_there(case: Case) -> None:
    _change(case, 3, seq=2_000_000_000)
    named = _named(verify(), case)
    assert ("deleted", 3, "") in named
    assert ("reordered", 2_000_000_000, "seq") in named


def test_altered_details_are_named(case: Case) -> None:
    CaseEventDetails.objects.filter(event__case=case, event__seq=4).update(values={"note": "他の人"})
    assert _named(verify(), case) == {("details altered", 4, "details")}


def test_details_removed_without_an_erasure_are_named(case: Case) -> None:
    CaseEventDetails.objects.filter(event__case=case, event__seq=4).delete()
    assert _named(verify(), case) == {("details removed", 4, "details")}


def test_details_slipped_in_are_named(case: Case) -> None:
    with transaction.atomic():
        bare = record(case, actor=None, verb="noted")
    CaseEventDetails.objects.create(event=bare, salt="0" * 32, values={"note": "?"})
    assert _named(verify(), case) == {("details added", bare.seq, "details")}


def _erase(case: Case, seqs: list[int]) -> None:
    with transaction.atomic():
        chain.erase_details(
            event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case",
            seqs=seqs, actor=None, reason="本人の請求",
        )  # fmt: skip


def test_a_lawful_erasure_is_clean_and_covers_only_what_it_names(case: Case) -> None:
    _erase(case, [4, 5])
    assert verify() == []
    CaseEventDetails.objects.filter(event__case=case, event__seq=6).delete()
    assert _named(verify(), case) == {("details removed", 6, "details")}


def test_erased_details_that_come_back_are_named(case: Case) -> None:
    kept = CaseEventDetails.objects.get(event__case=case, event__seq=4)
    _erase(case, [4])
    CaseEventDetails.objects.create(event=kept.event, salt=kept.salt, values=kept.values)
    assert _named(verify(), case) == {("details returned", 4, "details")}


@pytest.fixture
def anchor(case: Case, tmp_path: Path) -> Path:
    path = tmp_path / "anchor.jsonl"
    make_sealed_case()
    assert write_anchor(path) == 2
    return path


def test_an_old_anchor_stays_clean_under_lawful_work(case: Case, anchor: Path) -> None:
    with transaction.atomic():
        record(case, actor=None, verb="noted", details={"note": "あとから"})
    make_sealed_case()
    _erase(case, [4])
    assert verify(anchor) == []


def test_a_consistent_rechain_is_seen_only_from_outside_and_is_named(case: Case, anchor: Path) -> None:
    _change(case, 3, payload={"step": "decided", "amount_yen": 9_999_999})
    _rechain(case)
    assert verify() == []
    assert _named(verify(anchor), case) == {("rewritten since anchor", case.event_count, "digest")}


def test_a_cut_with_a_consistent_mirror_is_seen_from_outside(case: Case, anchor: Path) -> None:
    _drop(case, case.event_count)
    _rechain(case)
    assert verify() == []
    assert _named(verify(anchor), case) == {("removed since anchor", case.event_count, "")}


def test_a_chain_emptied_with_its_mirror_is_seen_from_outside(case: Case, anchor: Path) -> None:
    _drop(case)
    Case.objects.filter(pk=case.pk).update(event_count=0, event_head="")
    assert verify() == []
    assert _named(verify(anchor), case) == {("removed since anchor", case.event_count, "")}


@pytest.fixture
def without_constraints(db: None) -> Callable[[str], None]:
    """Runs one statement as a database owner who has switched the foreign keys off."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
                cursor.execute(statement)
                cursor.execute("SET session_replication_role = origin")
            else:
                cursor.execute(statement)

    return run


def test_a_chain_removed_with_its_record_is_seen_from_outside(
    case: Case, anchor: Path, without_constraints: Callable[[str], None]
) -> None:
    number, count = case.pk, case.event_count
    _drop(case)
    with transaction.atomic():
        without_constraints(f"DELETE FROM cases_case WHERE id = {number}")
        assert verify() == []
        found = [(f.kind, f.owner) for f in verify(anchor)]
        transaction.set_rollback(True)
    assert found == [("chain removed", number)]
    assert count


def test_events_whose_record_was_removed_are_named(case: Case, without_constraints: Callable[[str], None]) -> None:
    with transaction.atomic():
        without_constraints(f"DELETE FROM cases_case WHERE id = {case.pk}")
        found = [(f.kind, f.owner) for f in verify()]
        transaction.set_rollback(True)
    assert found == [("owner removed", case.pk)]


def test_the_anchor_begins_with_time_and_total(anchor: Path) -> None:
    first, *rest = [json.loads(line) for line in anchor.read_text().splitlines()]
    assert set(first) == {"time", "total"}
    assert first["total"] == len(rest) == 2
    assert set(rest[0]) == {"model", "owner", "seq", "digest"}


@pytest.mark.parametrize(
    "damage", [lambda text: text.rsplit("\n", 2)[0] + "\n", lambda text: text[:-20], lambda text: ""]
)
def test_a_damaged_anchor_is_named(anchor: Path, damage: Callable[[str], str]) -> None:
    anchor.write_text(damage(anchor.read_text()))
    assert [finding.kind for finding in verify(anchor)] == ["anchor incomplete"]


def test_the_command_names_findings_and_fails(case: Case, tmp_path: Path) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "記録されたとおり" in out.getvalue()
    _change(case, 4, payload={"step": "x"})
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert f"{case.number} #4" in out.getvalue()


def test_an_anchor_is_never_overwritten(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    call_command("write_audit_anchor", str(path), stdout=StringIO())
    call_command("verify_audit", "--anchor", str(path), stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("write_audit_anchor", str(path), stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("verify_audit", "--anchor", str(tmp_path / "none"), stdout=StringIO())
