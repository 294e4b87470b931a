"""A phone that sends a note twice at once has sent it once; an issue is not closed past somebody who waits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cms.core.errors import CaseError
from media.checks import Accepted
from media.models import PrivateFile
from tests.factories_fieldwork import Field, make_field, make_issue, make_note
from tests.races.harness import PATIENCE, meet_before, together, without_constraint, without_row_locks
from workflows.fieldwork.models import FieldNote, Informant, Issue
from workflows.fieldwork.services import issues, notes, telling

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
RULE = "field_note_once_per_author_and_key"


def send(field: Field, key: uuid.UUID, photo: Accepted | None = None) -> tuple[int, bool]:
    given: dict[str, Any] = {"key": key, "chome": field.chome, "heard": "街灯が切れている。", "photo": photo}
    note, is_new = notes.write_note(field.hub, actor=field.reviewer, **given)
    return note.pk, is_new


def test_a_note_sent_twice_at_once_is_kept_once() -> None:
    field = make_field()
    for _round in range(ROUNDS):
        key = uuid.uuid4()
        results = together(*[partial(send, field, key)] * 2)
        assert sorted(new for _pk, new in results) == [False, True], results
        assert len({pk for pk, _new in results}) == 1
        assert FieldNote.objects.filter(key=key).count() == 1


def test_past_every_check_the_constraint_still_keeps_one_and_no_file_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    field = make_field()
    meet_before(monkeypatch, notes, "_keep", 2)
    for number in range(ROUNDS):
        key, photo = uuid.uuid4(), Accepted("街灯.jpg", "image/jpeg", b"picture %d" % number, "0" * 64)
        results = together(*[partial(send, field, key, photo)] * 2)
        assert sorted(new for _pk, new in results) == [False, True], results
    assert FieldNote.objects.count() == PrivateFile.objects.count() == ROUNDS
    root = Path(settings.PRIVATE_ROOT)
    assert sum(1 for found in root.rglob("*") if found.is_file()) == ROUNDS


def test_control_without_the_guard_there_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    field, key = make_field(), uuid.uuid4()
    without_constraint(FieldNote, RULE)
    meet_before(monkeypatch, notes, "_keep", 2)
    results = together(*[partial(send, field, key)] * 2)
    assert [new for _pk, new in results] == [True, True], results
    assert FieldNote.objects.filter(key=key).count() == 2


def noted_issue(field: Field) -> tuple[FieldNote, Issue]:
    note = make_note(field)
    issue = make_issue(field, note=note)
    note.refresh_from_db()
    return note, issue


def solve_and_tell(field: Field, note: FieldNote, issue: Issue) -> list[Any]:
    """One closes the issue while another records somebody who wishes to hear."""
    about = {"name": "試験 花子", "reach": "03-0000-0000", "wishes": True}
    return together(
        partial(issues.solve, issue, actor=field.reviewer, result="直した。"),
        partial(telling.add_informant, note, actor=field.chief, **about),
    )


def test_no_issue_is_solved_past_somebody_who_is_recorded_at_that_moment() -> None:
    field = make_field()
    for _round in range(ROUNDS):
        note, issue = noted_issue(field)
        results = solve_and_tell(field, note, issue)
        assert sum(isinstance(result, CaseError) for result in results) == 1, results
        issue.refresh_from_db()
        assert issue.is_open == Informant.objects.filter(note=note).exists()


def test_control_without_locks_it_is_solved_past_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked when the first of them writes."""
    field = make_field()
    note, issue = noted_issue(field)
    without_row_locks(monkeypatch)
    met = threading.Barrier(2)
    for owner, name in ((issues, "_end"), (telling, "locked_note")):
        monkeypatch.setattr(owner, name, after(met, getattr(owner, name)))
    results = solve_and_tell(field, note, issue)
    assert [type(result) for result in results] == [Issue, Informant], results
    assert issues.waiting(issue).count() == 1
    issue.refresh_from_db()
    assert (issue.state, issue.untold_reason) == (Issue.State.SOLVED, "")


def after(met: threading.Barrier, act: Callable[..., Any]) -> Callable[..., Any]:
    """``act`` once the other one is as far."""

    def waiting(*args: Any, **kwargs: Any) -> Any:
        met.wait(PATIENCE)
        return act(*args, **kwargs)

    return waiting
