"""A run begins: the case gets its process and stands at its first step."""

from __future__ import annotations

from workflows.cases.models import Case
from workflows.engine.kind import kind_of
from workflows.engine.models import CaseProcess, CaseRun


def start_run(case: Case, *, outcome: str = "") -> CaseRun:
    """Inside the transaction that opened ``case``: process, start task, first step."""
    flow = kind_of(case).flow()
    process = CaseProcess(flow_class=flow)
    process.save()
    run = CaseRun.objects.create(case=case, process=process)
    activation = flow.start.activation_class.create(flow.start, None, None)
    activation.process = activation.task.process = process
    activation.begin(run, outcome)
    return run
