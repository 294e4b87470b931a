"""Many cases at once, each equal column by column to one that the product's services made.

One case is made by the services as the pattern; every other row is the pattern's with its own number,
times, group and texts. The chains are built by the product's own ``chain.build_rows``, so that
``verify_audit`` accepts them. Files get rows of their own; only their bytes are not stored again.
"""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from viewflow.workflow.models import Process, Task

from cms.audit import chain
from cms.core.models import NumberSeries
from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.people.models import User
from media.models import PrivateFile
from media.storage import new_path
from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_people import make_group, make_hub, make_person, make_user
from workflows.cases.models import Case, CaseEvent, CaseEventDetails, CaseFile, Submission
from workflows.cases.services.submission import number_text
from workflows.engine.models import CaseRun
from workflows.engine.withdrawing import withdraw
from workflows.programmes.models import Call

BATCH = 2_000
FAMILY = ("佐藤", "鈴木", "髙橋", "田中", "伊藤", "渡邉", "山﨑", "中村", "小林", "加藤")
KANA = ("さとう", "すずき", "たかはし", "たなか", "いとう", "わたなべ", "やまざき", "なかむら", "こばやし", "かとう")


@dataclass(frozen=True)
class Pattern:
    """A service-made case with all rows that belong to it, in the order in which they came into being."""

    case: Case
    submissions: list[Submission]
    files: list[CaseFile]
    events: list[CaseEvent]
    process: Process
    tasks: list[Task]
    previous: list[tuple[int, int]]
    reminders: list[OutboxItem]


def pattern_of(case: Case) -> Pattern:
    case = Case.objects.get(pk=case.pk)
    process = Process.objects.get(run__case=case)
    tasks = list(Task.objects.filter(process=process).order_by("pk"))
    links = Task.previous.through.objects.filter(from_task__process=process)
    keys = [f"remind:{task.pk}:" for task in tasks]
    reminders = [item for key in keys for item in OutboxItem.objects.filter(key__startswith=key)]
    return Pattern(
        case=case,
        submissions=list(case.submissions.order_by("number")),
        files=list(CaseFile.objects.select_related("file").filter(submission__case=case).order_by("pk")),
        events=list(case.events.select_related("actor", "details").order_by("seq")),
        process=process,
        tasks=tasks,
        previous=[(link.from_task_id, link.to_task_id) for link in links],
        reminders=reminders,
    )


def make_cases(
    count: int, *, hubs: int = 17, call: Call | None = None, steps: tuple[str, ...] = ("receive",)
) -> list[Hub]:
    """``count`` cases spread over ``hubs`` hubs and, in turn, the given steps; returns the hubs.

    For 100,000 cases nothing but the database limits the speed: a batch is a handful of statements.
    """
    call = call or make_call(budget_yen=10**12)
    homes = [make_hub() for _n in range(hubs)]
    groups = [
        make_group(hub, name=f"試験{n}丁目町会", name_kana=f"しけん{n}ちょうめちょうかい")
        for n, hub in enumerate(homes)
    ]
    people = [
        make_person(make_user(), name=f"{family} 太郎", name_kana=f"{kana} たろう")
        for family, kana in zip(FAMILY, KANA, strict=True)
    ]
    pattern_group = make_group(make_hub(), manager=people[0].user)
    patterns = {}
    for step in dict.fromkeys(steps):
        patterns[step] = pattern_of(standing_at(step, make_case(call=call, group=pattern_group)))
    for first in range(0, count, BATCH):
        places = range(first, min(first + BATCH, count))
        with transaction.atomic():
            for step, pattern in patterns.items():
                mine = [n for n in places if steps[n % len(steps)] == step]
                add_like(pattern, [(groups[n % hubs], people[n % len(people)], n) for n in mine])
    return homes


def standing_at(step: str, case: Case, **people: User) -> Case:
    """The service-made case at ``step``; ``withdrawn`` is the quickest way to a closed one."""
    if step == "withdrawn":
        return withdraw(case, actor=case.applicant, reason="都合により")
    return case if step == case.step else bring_to(step, case, **people)


def add_like(pattern: Pattern, wanted: list[tuple[Any, Any, int]]) -> list[Case]:
    """One more case like ``pattern`` for each (group, person, minutes earlier)."""
    cases = _cases(pattern, wanted)
    tasks = _tasks(pattern, cases)
    for case, of_case in zip(cases, tasks, strict=True):
        opened = [new for old, new in zip(pattern.tasks, of_case, strict=True) if old.pk == pattern.case.open_task]
        case.open_task = opened[0].pk if opened else None
    events, details = _events(pattern, cases)
    _created(Case, cases)
    _submissions(pattern, cases)
    _processes(pattern, cases, tasks)
    _created(CaseEvent, events)
    for one in details:
        one.event_id = one.event.pk
    _created(CaseEventDetails, details)
    _reminders(pattern, cases, tasks)
    return cases


def _reserve(model: Any, count: int) -> list[int]:
    """Keys that nobody else will get, so that rows can name each other before they are written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return list(range(first, first + count))


def _fresh(row: Any, **changed: Any) -> Any:
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new._state.fields_cache = {}
    new._state.adding = True
    for name, value in {"pk": None, **changed}.items():
        setattr(new, name, value)
    return new


def _earlier(moment: Any, minutes: int) -> Any:
    return None if moment is None else moment - timedelta(minutes=minutes)


def _cases(pattern: Pattern, wanted: list[tuple[Any, Any, int]]) -> list[Case]:
    old = pattern.case
    year = old.fiscal_year
    series = NumberSeries.objects.select_for_update().get(key=f"case:{old.number_mark}", fiscal_year=year)
    cases: list[Case] = []
    keys = _reserve(Case, len(wanted))
    for place, (group, person, minutes) in enumerate(wanted, start=series.last + 1):
        needs = f"cases.review@{group.hub.code}" if old.needs.startswith("cases.review@") else old.needs
        times = {
            name: _earlier(getattr(old, name), minutes)
            for name in ("arrived_at", "step_since", "due_at", "decided_at", "closed_at")
        }
        cases.append(
            _fresh(
                old, pk=keys[len(cases)], number=number_text(old.number_mark, year, place),
                number_in_year=place, hub=group.hub,
                group=group, person=person, applicant_id=person.user_id, needs=needs, open_task=None,
                event_count=0, event_head="", **times,
            )
        )  # fmt: skip
    series.last += len(wanted)
    series.save(update_fields=["last"])
    return cases


def _created(model: Any, rows: list[Any]) -> list[Any]:
    return list(
        model._default_manager.bulk_create(rows, batch_size=1_000 if connection.vendor == "postgresql" else 400)
    )


def _submissions(pattern: Pattern, cases: list[Case]) -> None:
    rows: list[Submission] = []
    files: list[tuple[Submission, CaseFile, PrivateFile]] = []
    for case in cases:
        made = {}
        for old in pattern.submissions:
            sent_by = case.applicant_id if old.sent_by_id == pattern.case.applicant_id else old.sent_by_id
            new = _fresh(old, case_id=case.pk, key=uuid.uuid4(), sent_by_id=sent_by, arrived_at=case.arrived_at)
            made[old.pk] = new
        rows += made.values()
        files += [(made[old.submission_id], old, _own_file(old.file, pattern.case, case)) for old in pattern.files]
    _created(Submission, rows)
    _created(PrivateFile, [file for _submission, _old, file in files])
    attached = [_fresh(old, submission_id=submission.pk, file_id=file.pk) for submission, old, file in files]
    _created(CaseFile, attached)


def _own_file(old: PrivateFile, pattern: Case, case: Case) -> PrivateFile:
    owner = case.applicant_id if old.owner_id == pattern.applicant_id else old.owner_id
    created_at = old.created_at - (pattern.arrived_at - case.arrived_at)
    new: PrivateFile = _fresh(old, pk=uuid.uuid4(), owner_id=owner, path=new_path(), created_at=created_at)
    return new


def _tasks(pattern: Pattern, cases: list[Case]) -> list[list[Task]]:
    """The tasks of each case, with keys; their processes come later."""
    keys = iter(_reserve(Task, len(cases) * len(pattern.tasks)))
    return [[_fresh(old, pk=next(keys), owner_permission=_moved(old, case)) for old in pattern.tasks] for case in cases]


def _moved(old: Task, case: Case) -> str | None:
    permission: str | None = old.owner_permission
    local = permission is not None and permission.startswith("cases.review@")
    return f"cases.review@{case.hub.code}" if local else permission


def _processes(pattern: Pattern, cases: list[Case], tasks: list[list[Task]]) -> None:
    processes = _created(Process, [_fresh(pattern.process) for _case in cases])
    _created(CaseRun, [CaseRun(case=case, process=run) for case, run in zip(cases, processes, strict=True)])
    for process, of_case in zip(processes, tasks, strict=True):
        for task in of_case:
            task.process_id = process.pk
    _created(Task, [task for of_case in tasks for task in of_case])
    place = {task.pk: number for number, task in enumerate(pattern.tasks)}
    link = Task.previous.through
    pairs = [(of_case[place[a]], of_case[place[b]]) for of_case in tasks for a, b in pattern.previous]
    _created(link, [link(from_task_id=a.pk, to_task_id=b.pk) for a, b in pairs])


def _events(pattern: Pattern, cases: list[Case]) -> tuple[list[Any], list[Any]]:
    """The chain of each case, unsaved; the cases know its end."""
    events: list[Any] = []
    details: list[Any] = []
    for case in cases:
        entries = [_entry(old, pattern.case, case) for old in pattern.events]
        rows = chain.build_rows(
            event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case", entries=entries
        )
        events += rows.events
        details += rows.details
    return events, details


def _entry(old: CaseEvent, pattern: Case, case: Case) -> chain.Entry:
    payload = copy.deepcopy(old.payload)
    if "number" in payload:
        payload["number"] = case.number
    if "arrived_at" in payload:
        payload["arrived_at"] = case.arrived_at.isoformat()
    actor = User(pk=case.applicant_id) if old.actor_id == pattern.applicant_id else old.actor
    values = old.details.values if hasattr(old, "details") else None
    shift = pattern.arrived_at - case.arrived_at
    return chain.Entry(old.verb, actor, payload, copy.deepcopy(values), old.at - shift)


def _reminders(pattern: Pattern, cases: list[Case], tasks: list[list[Task]]) -> None:
    places = {task.pk: number for number, task in enumerate(pattern.tasks)}
    keys = iter(_reserve(OutboxItem, len(cases) * len(pattern.reminders)))
    rows = []
    for case, of_case in zip(cases, tasks, strict=True):
        for old in pattern.reminders:
            pk = next(keys)
            _remind, task, phase = old.key.split(":", 2)
            new = of_case[places[int(task)]].pk
            # A cancelled one carries its own number behind its key.
            phase = phase.replace(f"~{old.pk}", f"~{pk}")
            payload = {**old.payload, "case": case.pk, "task": new}
            rows.append(_fresh(old, pk=pk, key=f"remind:{new}:{phase}", payload=payload))
    _created(OutboxItem, rows)


def analyse() -> None:
    """The planner knows how many rows there are, as after the first night in service."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
