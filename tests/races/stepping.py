"""Steps of any kind of request as jobs for racers, and everything that they leave behind."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from cms.jobs import worker
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from tests.every_kind.driving import example_of, make_move, sent, step_of, task_of, told
from tests.races.harness import PATIENCE, behind_lock, together, without_row_locks, without_upserts
from tests.races.rewinding import Beginning
from workflows.cases.models import Case
from workflows.engine.acting import do_step, find_step
from workflows.engine.examples import Elsewhere, StepMove
from workflows.engine.kind import kinds
from workflows.engine.models import CaseProcess
from workflows.engine.permissions import APPROVE
from workflows.intake.services.withdrawing import take_back

Job = Callable[[], Any]
# Their unique columns are what their upserts name: the counter of numbers, and the index of the search.
NO_GUARDS = ["core_numberseries", "kizuna_search_entry"]
WRITES = ("INSERT", "UPDATE", "DELETE")


def outcome_of(slug: str) -> str:
    """The decision at the end of the first way of the kind that has one."""
    return next(name for name in example_of(slug).ways if name in kinds()[slug].outcomes)


def at_first_step(slug: str) -> tuple[Case, StepMove]:
    """A case that was sent, and what staff do at its first step."""
    move = example_of(slug).ways[outcome_of(slug)][0]
    assert not isinstance(move, Elsewhere)
    case = sent(slug)
    assert case.step == step_of(move)
    return case, move


def at_decision(slug: str) -> tuple[Case, StepMove]:
    """A case that waits for its decision, and the move of whoever decides."""
    case = sent(slug)
    for move in example_of(slug).ways[outcome_of(slug)]:
        if case.needs == APPROVE and not isinstance(move, Elsewhere):
            return case, move
        case = make_move(case, move)
    raise LookupError(f"the first way of {slug} is not decided by an approver")


def doing(case: Case, move: StepMove, actor: User) -> Job:
    """A job: ``actor`` does the open step as the move types it, from the page as it is now."""
    _step, outcome, data = move
    case = Case.objects.get(pk=case.pk)
    task = task_of(case)
    form = task.flow_task.form(told(case, data), case=case)
    assert form.is_valid(), form.errors
    assert form.outcome() == outcome
    return partial(
        do_step, find_step(case_id=case.pk, task_id=task.pk, audience="staff"), actor=User.objects.get(pk=actor.pk),
        outcome=outcome, service=form.service(), seen_revision=case.revision, data=form.data_for_service(),
    )  # fmt: skip


def racing(case: Case, first: str, staff: Job, applicant: Job) -> list[Any]:
    """What both come to, staff before applicant; ``first`` is first at the lock of the case, or nobody is helped."""
    if first == "nobody":
        return together(staff, applicant)
    order = 1 if first == "staff" else -1
    return behind_lock(CaseProcess.objects.filter(run__case=case), *[staff, applicant][::order])[::order]


def taking_back(case: Case) -> Job:
    """A job: the applicant takes the application back in My page."""
    seen = Case.objects.select_related("applicant").get(pk=case.pk)
    assert seen.applicant is not None
    return partial(take_back, seen, actor=seen.applicant, reason="都合により")


def run_outbox() -> None:
    """Everything due is done, and what that owes, too."""
    while worker.run_due():
        continue


def left_behind(case: Case, beginning: Beginning) -> dict[str, Any]:
    """What a case, its chain, its steps, its letters, what is owed and what is mailed tell, side by side."""
    case = Case.objects.get(pk=case.pk)
    process = case.run.process  # type: ignore[attr-defined]
    return {
        "case": (case.outcome, case.step, case.needs, case.turn, case.decided_yen, case.revision),
        "decided": case.decided_at is not None,
        "closed": case.closed_at is not None,
        "verbs": list(case.events.order_by("seq").values_list("verb", flat=True)),
        "letters": list(case.letters.order_by("pk").values_list("outcome", "version", "state")),
        "process": process.status,
        "tasks": [(task.flow_task.name, task.status) for task in process.task_set.order_by("pk")],
        "owed": Counter(OutboxItem.objects.values_list("kind", "state")),
        "mails": Counter(OutgoingMail.objects.values_list("subject", "state")),
        "rows": beginning.rows(),
    }


def alone(beginning: Beginning, case: Case, *jobs: Callable[[], Job], effects: bool = True) -> dict[str, Any]:
    """What is left when these are done one after the other, each as it sees the case then; and all is as before."""
    for _round in beginning.rounds(1):
        for prepare in jobs:
            prepare()()
        if effects:
            run_outbox()
        found = left_behind(case, beginning)
    return found


class FirstWrite:
    """Holds a thread just before the first row that it writes: past every check. For control runs only."""

    def __init__(self, hold: Callable[[], Any]) -> None:
        self._hold = hold
        self._seen = threading.local()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if str(sql).lstrip().upper().startswith(WRITES) and not getattr(self._seen, "held", False):
            self._seen.held = True
            self._hold()
        return execute(sql, params, many, context)

    def before(self, job: Job) -> Job:
        """The same job, held before it writes."""

        def run() -> Any:
            with connection.execute_wrapper(self):
                return job()

        return run


def meeting(*jobs: Job) -> list[Job]:
    """The same jobs, which wait for each other before the first row that each writes."""
    barrier = threading.Barrier(len(jobs))
    held = FirstWrite(partial(barrier.wait, PATIENCE))
    return [held.before(job) for job in jobs]


def overtaking(slow: Job, quick: Job) -> list[Job]:
    """``slow`` has passed every check when ``quick`` begins, and writes when ``quick`` and its effects are done."""
    checked, done = threading.Event(), threading.Event()

    def wait() -> None:
        checked.set()
        assert done.wait(PATIENCE)

    def run() -> Any:
        try:
            assert checked.wait(PATIENCE)
            found = quick()
            run_outbox()
            return found
        finally:
            done.set()

    return [FirstWrite(wait).before(slow), run]


def without_constraints() -> None:
    """No constraint and no unique index is left in the test's own database, but keys and what only counts or finds."""
    kept = "NOT (c.relname = ANY(%s)) AND c.relnamespace = 'public'::regnamespace"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, o.conname FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid"
            f" WHERE o.contype IN ('u', 'c', 'x') AND {kept}",
            [NO_GUARDS],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            f" WHERE i.indisunique AND NOT i.indisprimary AND {kept}",
            [NO_GUARDS],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard of these rules is off: the locks, the tolerant inserts, and the constraints behind them."""
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    without_constraints()
