"""The procedure as a picture, with what is done and where the case stands.

Viewflow's own marking forgets a step that is open for the second time (after a correction), so the
open step is marked from the case.
"""

from __future__ import annotations

from viewflow.workflow import STATUS, chart
from viewflow.workflow.models import Task

from workflows.cases.models import Case
from workflows.engine.kind import kind_of
from workflows.engine.models import CaseRun


def chart_svg(case: Case) -> str:
    """A complete SVG document; to be shown as an image, because it brings styles and ids of its own."""
    flow = kind_of(case).flow()
    grid = chart.calc_layout_data(flow)
    process = CaseRun.objects.filter(case=case).values_list("process_id", flat=True).first()
    if process is not None:
        chart.calc_cell_status(flow, grid, process)
    for cell in grid.cells:
        if case.closed_at is None and cell.node.name == case.step:
            cell.status = STATUS.NEW
    return str(chart.grid_to_svg(grid))


def done_steps(case: Case) -> set[str]:
    """Names of the steps that somebody has finished; steps that this version no longer knows are left out."""
    tasks = Task.objects.filter(process__run__case=case, status=STATUS.DONE)
    return {task.flow_task.name for task in tasks if task.flow_task is not None}
