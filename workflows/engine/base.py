"""The base of every flow: a real lock, our process class, nothing mounted."""

from __future__ import annotations

from django.utils.functional import Promise
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from workflows.engine.models import CaseProcess


class CaseFlow(Flow):
    """``nowait=False``: the loser of a race waits for the winner and is then told what happened."""

    process_class = CaseProcess
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)
    process_title: str | Promise = " "
    process_description: str | Promise = " "
