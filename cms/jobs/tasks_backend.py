"""django-tasks on our workers: a task of Wagtail is one outbox row, retried and parked like any other."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued, task_finished, task_started
from django_tasks.utils import get_random_id

from cms.jobs import outbox
from cms.jobs.registry import Park

logger = logging.getLogger(__name__)

KIND = "task"


class OutboxBackend(BaseTaskBackend):
    """Tasks are bulk work unless their priority is above 0; results are not kept."""

    supports_defer = True
    supports_async_task = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """The task is owed, in the caller's transaction if there is one; TypeError if not JSON."""
        self.validate_task(task)
        result = _result(task, get_random_id(), list(args), dict(kwargs), self.alias)
        payload = {"path": task.module_path, "args": result.args, "kwargs": result.kwargs, "id": result.id}
        with transaction.atomic():
            outbox.put(
                kind=KIND, key=f"task:{result.id}", payload=payload,
                due_at=_moment(task.run_after), urgent=task.priority > 0,
            )  # fmt: skip
        object.__setattr__(result, "enqueued_at", timezone.now())
        task_enqueued.send(type(self), task_result=result)
        return result


def _moment(run_after: Any) -> Any:
    return timezone.now() + run_after if isinstance(run_after, timedelta) else run_after


def _result(task: Task, pk: str, args: list[Any], kwargs: dict[str, Any], backend: str) -> TaskResult:
    return TaskResult(
        task=task, id=pk, status=TaskResultStatus.READY, enqueued_at=None, started_at=None, last_attempted_at=None,
        finished_at=None, args=args, kwargs=kwargs, backend=backend, errors=[], worker_ids=[],
    )  # fmt: skip


def run_task(payload: dict[str, Any]) -> None:
    """The task of ``payload`` has run; Park when its path is no task (any more)."""
    try:
        task = import_string(payload["path"])
    except ImportError as error:
        raise Park(_("no such task: %(path)s") % {"path": payload["path"]}) from error
    if not isinstance(task, Task):
        raise Park(_("no such task: %(path)s") % {"path": payload["path"]})
    result = _result(task, payload["id"], payload["args"], payload["kwargs"], task.backend)
    object.__setattr__(result, "status", TaskResultStatus.RUNNING)
    object.__setattr__(result, "started_at", timezone.now())
    object.__setattr__(result, "last_attempted_at", result.started_at)
    task_started.send(OutboxBackend, task_result=result)
    context = [TaskContext(task_result=result)] if task.takes_context else []
    failure: Exception | None = None
    try:
        task.call(*context, *result.args, **result.kwargs)
    except ObjectDoesNotExist as error:
        if _subject_exists(result.args):
            failure = error
        else:
            logger.info("task %s: its object is gone, nothing is left to do", payload["path"])
    except Exception as error:  # noqa: BLE001  raised below: while it is handled, its text would be logged
        failure = error
    _finish(result, failure)
    if failure is not None:
        raise failure


def _subject_exists(args: list[Any]) -> bool:
    """False only when the task names an object (app, model, id), as Wagtail's do, and that one is gone."""
    if len(args) != 3 or not all(isinstance(one, str | int) for one in args):
        return True
    try:
        model = apps.get_model(str(args[0]), str(args[1]))
    except LookupError:
        return True
    return bool(model._base_manager.filter(pk=args[2]).exists())


def _finish(result: TaskResult, failure: Exception | None) -> None:
    """The listeners know how it ended: what failed and where, never the error's text, for texts carry names.

    Not to be called while an exception is handled: the library's listener would log it whole.
    """
    if failure is not None:
        kind = type(failure)
        places = "".join(traceback.format_tb(failure.__traceback__))
        result.errors.append(TaskError(exception_class_path=f"{kind.__module__}.{kind.__qualname__}", traceback=places))
    status = TaskResultStatus.FAILED if failure is not None else TaskResultStatus.SUCCESSFUL
    object.__setattr__(result, "finished_at", timezone.now())
    object.__setattr__(result, "status", status)
    task_finished.send(OutboxBackend, task_result=result)
