"""Wagtail's tasks run on our workers."""

from __future__ import annotations

import logging

import pytest
from django.db import transaction
from django_tasks import TaskContext, TaskResult, TaskResultStatus, task, task_backends
from django_tasks.signals import task_finished
from wagtail.models import Page, Site

from cms.jobs.models import OutboxItem
from cms.jobs.tasks_backend import OutboxBackend
from cms.jobs.worker import run_due

State = OutboxItem.State
pytestmark = pytest.mark.django_db
ran: list[object] = []


@task()
def note(word: str, *, times: int = 1) -> None:
    ran.append(word * times)


@task(takes_context=True)
def note_context(context: TaskContext) -> None:
    ran.append(context.task_result.task.name)


@task()
def look_up(pk: int) -> None:
    Page.objects.get(pk=pk)


@task()
def fail() -> None:
    raise ZeroDivisionError


def not_a_task() -> None:
    ran.append("never")


@pytest.fixture(autouse=True)
def _forget() -> None:
    ran.clear()


def test_the_backend_of_the_product_is_the_outbox() -> None:
    assert isinstance(task_backends["default"], OutboxBackend)


def test_a_task_is_owed_in_the_transaction_that_asks_for_it() -> None:
    with transaction.atomic():
        note.enqueue("練馬", times=2)
        transaction.set_rollback(True)
    assert not OutboxItem.objects.exists()
    note.enqueue("練馬", times=2)
    note_context.enqueue()
    assert ran == []
    assert run_due() == 2
    assert ran == ["練馬練馬", "note_context"]


def test_only_tasks_run_never_any_function_that_a_row_names() -> None:
    note.enqueue("x")
    OutboxItem.objects.update(payload={"path": f"{__name__}.not_a_task", "args": [], "kwargs": {}, "id": "x"})
    run_due()
    assert OutboxItem.objects.get().state == State.PARKED
    assert ran == []


def test_a_failing_task_waits_for_its_next_try() -> None:
    fail.enqueue()
    run_due()
    assert OutboxItem.objects.get().state == State.DUE


@task()
def look_up_elsewhere(app: str, model: str, pk: str) -> None:
    """Its object is there; what is missing is another."""
    Page.objects.get(pk=999_999)


def test_a_task_whose_object_is_there_but_misses_another_has_failed() -> None:
    home = Site.objects.get(is_default_site=True).root_page
    look_up_elsewhere.enqueue("wagtailcore", "page", str(home.pk))
    look_up_elsewhere.enqueue("wagtailcore", "page", "999999")
    look_up.enqueue(999_999)
    run_due()
    assert list(OutboxItem.objects.order_by("pk").values_list("state", flat=True)) == [
        State.DUE,
        State.DONE,
        State.DUE,
    ]


def test_listeners_hear_how_each_task_ended_and_no_text_of_an_error_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[TaskResult] = []

    def listen(task_result: TaskResult, **_rest: object) -> None:
        heard.append(task_result)

    task_finished.connect(listen)
    try:
        note.enqueue("x")
        fail_with_a_name.enqueue()
        with caplog.at_level(logging.DEBUG):
            run_due()
    finally:
        task_finished.disconnect(listen)
    assert [one.status for one in heard] == [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    [error] = heard[1].errors
    assert error.exception_class is ZeroDivisionError
    assert "fail_with_a_name" in error.traceback
    assert "花子" not in error.traceback + caplog.text


NAME = "練馬 花子"


@task()
def fail_with_a_name() -> None:
    raise ZeroDivisionError(NAME)


def test_tasks_are_bulk_work_unless_they_ask_otherwise() -> None:
    note.enqueue("bulk")
    note.using(priority=10).enqueue("urgent")
    run_due()
    assert ran == ["urgent", "bulk"]


def test_what_is_not_json_is_refused_before_it_is_owed() -> None:
    with pytest.raises(TypeError):
        note.enqueue(object())
    assert not OutboxItem.objects.exists()


def test_wagtails_own_tasks_run_here() -> None:
    home = Site.objects.get(is_default_site=True).root_page
    with transaction.atomic():
        page = home.add_child(instance=Page(title="練馬のまつり", slug="matsuri"))
    OutboxItem.objects.exclude(kind="task").delete()
    assert OutboxItem.objects.filter(kind="task", payload__args__2=str(page.pk)).exists()
    assert run_due() >= 1
    assert not OutboxItem.objects.exclude(state=State.DONE).exists()
    with transaction.atomic():
        page.delete()
    run_due()
    assert not OutboxItem.objects.exclude(state=State.DONE).exists()
