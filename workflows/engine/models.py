"""What ties a case to the engine. The engine's rows are disposable, the case is not."""

from __future__ import annotations

from django.db import models
from viewflow.workflow.models import Process

from workflows.cases.models import Case


class CaseRun(models.Model):
    """One run of a flow for one case."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="run")
    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="run")

    def __str__(self) -> str:
        return f"{self.case_id} runs as {self.process_id}"


class CaseProcess(Process):
    """The process class of every flow: reads the case through its run."""

    class Meta:
        proxy = True

    @property
    def case(self) -> Case:
        return self.run.case
