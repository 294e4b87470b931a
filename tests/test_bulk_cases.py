"""Bulk-made cases are what the services would have made: column by column, events included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task

from cms.audit.verify import verify
from cms.jobs.models import OutboxItem
from cms.people.models import CommunityGroup, HubRole, Person
from media.models import PrivateFile
from media.services import store_bytes
from tests.bulk_cases import add_like, make_cases, pattern_of, standing_at
from tests.factories_cases import make_call, make_case
from tests.factories_people import LONG_AGO, make_group, make_hub, make_person, make_staff, make_user
from workflows.cases.models import Case, CaseEvent, CaseEventDetails, CaseFile, Submission
from workflows.engine.models import CaseRun
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db

# What differs between any two cases however they are made: keys, moments, random salts and hashes over them.
OWN = {
    Case: {
        "id",
        "number",
        "number_in_year",
        "open_task",
        "event_head",
        "arrived_at",
        "step_since",
        "due_at",
        "closed_at",
    },
    Submission: {"id", "case_id", "key", "arrived_at"},
    CaseEvent: {"id", "case_id", "at", "digest", "previous", "details_digest", "payload"},
    CaseEventDetails: {"id", "event_id", "salt"},
    CaseFile: {"id", "submission_id", "file_id"},
    PrivateFile: {"id", "path", "created_at"},
    OutboxItem: {"id", "key", "payload", "due_at", "created_at", "done_at"},
    Process: {"id", "created", "finished"},
    Task: {"id", "process_id", "created", "assigned", "started", "finished"},
}
MOVING = {"number", "arrived_at"}


def columns(row: Any) -> dict[str, Any]:
    own = OWN[type(row)]
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in own}


def picture(case: Case) -> dict[str, Any]:
    """Every row of ``case`` without what differs anyway; present or absent is compared everywhere."""
    case = Case.objects.get(pk=case.pk)
    process = Process.objects.get(run__case=case)
    events = list(case.events.select_related("details").order_by("seq"))
    tasks = list(Task.objects.filter(process=process).order_by("pk"))
    place = {task.pk: number for number, task in enumerate(tasks)}
    return {
        "case": columns(case),
        "filled": {name: getattr(case, name) is not None for name in OWN[Case]},
        "submissions": [columns(one) for one in case.submissions.order_by("number")],
        "files": [
            (one.submission.number, columns(one), columns(one.file))
            for one in CaseFile.objects.select_related("submission", "file")
            .filter(submission__case=case)
            .order_by("pk")
        ],
        "reminders": reminders(case, place),
        "events": [columns(event) for event in events],
        "payloads": [{k: k if k in MOVING else v for k, v in event.payload.items()} for event in events],
        "details": [columns(event.details) if hasattr(event, "details") else None for event in events],
        "sealed": [(len(e.digest), len(e.previous), len(e.details_digest)) for e in events],
        "process": (columns(process), process.finished is not None),
        "tasks": [columns(task) for task in tasks],
        "times": [[getattr(t, n) is not None for n in ("assigned", "started", "finished")] for t in tasks],
        "order": sorted((place[t.pk], place[p.pk]) for t in tasks for p in t.previous.all()),
        "open": place.get(case.open_task),
        "runs": CaseRun.objects.filter(case=case).count(),
        "readings": case.readings.count(),
    }


def reminders(case: Case, place: dict[int, int]) -> list[tuple[Any, ...]]:
    """The owed reminders of every task of ``case``: which task, which phase, and every column."""
    found = []
    for item in OutboxItem.objects.filter(kind="remind").order_by("pk"):
        _remind, task, phase = item.key.removesuffix(f"~{item.pk}").split(":", 2)
        if int(task) in place:
            assert (item.payload["case"], item.payload["task"]) == (case.pk, int(task))
            payload = {name: value for name, value in item.payload.items() if name not in ("case", "task")}
            cancelled = item.key.endswith(f"~{item.pk}")
            done = item.done_at is not None
            found.append((place[int(task)], phase, cancelled, done, payload, columns(item)))
    return sorted(found, key=repr)


@dataclass(frozen=True)
class Side:
    """A hub with a group, its applicant and the file that is sent for it."""

    group: CommunityGroup
    person: Person

    def sends(self, call: Call) -> Case:
        """By the product's services."""
        user = self.person.user
        file = store_bytes(owner=user, data=b"%PDF-1.7 rules", name="会則.pdf", content_type="application/pdf")
        return make_case(call=call, group=self.group, applicant=user, files=[("rules", file)])


def make_side() -> Side:
    user = make_user()
    return Side(make_group(make_hub(), manager=user), make_person(user))


@pytest.mark.parametrize("step", ["receive", "hub_check", "draft", "decision", "withdrawn"])
def test_a_bulk_made_case_equals_a_service_made_one_of_another_hub_in_every_column(step: str) -> None:
    """The pattern belongs to one hub; the copy of it for another hub is what the services make there."""
    here, there, call = make_side(), make_side(), make_call()
    reviewer, drafter = make_staff("reviewer", here.group.hub), make_staff("division_reviewer")
    HubRole.objects.create(user=reviewer, role="reviewer", hub=there.group.hub, from_on=LONG_AGO)
    pattern, made = [standing_at(step, side.sends(call), reviewer=reviewer, drafter=drafter) for side in (here, there)]
    bulk = add_like(pattern_of(pattern), [(there.group, there.person, 0)])[0]
    assert picture(made)["files"]
    assert picture(bulk) == picture(made)
    assert picture(pattern) != picture(made)
    assert list(verify(None)) == []


def test_bulk_made_chains_verify_and_numbers_continue_without_a_gap() -> None:
    hubs = make_cases(40, hubs=4, steps=("receive", "draft"))
    assert list(verify(None)) == []
    assert Case.objects.filter(hub__in=hubs).count() == 40
    numbers = sorted(Case.objects.values_list("number_in_year", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    after = make_case(call=Case.objects.order_by("pk")[0].call)
    assert after.number_in_year == len(numbers) + 1


def test_a_batch_costs_a_handful_of_statements() -> None:
    user = make_user()
    person = make_person(user)
    group = make_group(make_hub(), manager=user)
    pattern = pattern_of(make_case(group=group, applicant=user))
    with CaptureQueriesContext(connection) as captured:
        add_like(pattern, [(group, person, n) for n in range(50)])
    assert len(captured) <= 20
