"""What monitors are told."""

from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from botocore.config import Config
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from cms.api import health
from cms.core.clock import database_now
from cms.jobs import outbox
from cms.jobs.models import Heartbeat, OutboxItem
from tests.programs import free_port

State = OutboxItem.State
pytestmark = pytest.mark.django_db


def _get(address: str) -> tuple[int, dict[str, Any]]:
    answer = Client().get(address)
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    return answer.status_code, answer.json()


def _owe(key: str, late_by: int, *, urgent: bool = True, **fields: Any) -> None:
    with transaction.atomic():
        owed = outbox.put(kind="note", key=key, payload={"name": "練馬 花子"}, urgent=urgent)
    OutboxItem.objects.filter(pk=owed).update(due_at=database_now() - timedelta(seconds=late_by), **fields)


@pytest.fixture
def alive(db: None) -> None:
    Heartbeat.objects.create(name="circle test", at=database_now())


def test_a_ready_worker_says_so() -> None:
    assert _get("/healthz") == (
        200,
        {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "private_storage": "ok"}},
    )


def test_a_storage_that_cannot_be_written_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("x")
    settings.PRIVATE_ROOT = blocked
    status, body = _get("/healthz")
    assert status == 503
    assert body["checks"]["private_storage"] == "unwritable"


class _Refusing(BaseHTTPRequestHandler):
    """A store that answers everything with 403."""

    def answer(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer  # noqa: N815

    def log_message(self, *_args: object) -> None:
        return


@pytest.mark.parametrize("away", [True, False], ids=["not there", "refuses"])
def test_an_object_store_that_is_away_or_refuses_is_not_ready(settings: Settings, away: bool) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as store:
        server = Thread(target=store.serve_forever)
        server.start()
        port = free_port() if away else store.server_port
        options = {
            "bucket_name": "private", "endpoint_url": f"http://127.0.0.1:{port}", "access_key": "a",
            "secret_key": "b", "region_name": "x",
            "client_config": Config(connect_timeout=1, read_timeout=5, retries={"max_attempts": 0}),
        }  # fmt: skip
        settings.STORAGES = {
            **settings.STORAGES,
            "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
        }
        try:
            status, body = _get("/healthz")
        finally:
            store.shutdown()
            server.join()
    assert status == 503
    assert body["checks"] == {"database": "ok", "migrations": "ok", "private_storage": "unwritable"}


def test_the_probe_leaves_nothing_behind(settings: Settings) -> None:
    _get("/healthz")
    assert [path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()] == []


def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", set())
    last = MigrationRecorder(connection).migration_qs.filter(app="jobs").order_by("-id").first()
    MigrationRecorder(connection).record_unapplied(last.app, last.name)
    assert _get("/healthz") == (
        503,
        {"status": "unavailable", "checks": {"database": "ok", "migrations": "pending", "private_storage": "ok"}},
    )


def test_only_reading_is_allowed() -> None:
    assert Client().post("/healthz").status_code == 405
    assert Client().head("/healthz").status_code == 200


def test_no_worker_is_red_and_a_live_one_green(alive: None) -> None:
    assert _get("/healthz/jobs")[0] == 200
    Heartbeat.objects.update(at=database_now() - timedelta(seconds=121))
    status, body = _get("/healthz/jobs")
    assert (status, body["reasons"]) == (503, ["no_worker"])
    Heartbeat.objects.all().delete()
    assert _get("/healthz/jobs")[0] == 503


@pytest.mark.parametrize(
    ("urgent", "late_by", "status"), [(True, 110, 200), (True, 125, 503), (False, 880, 200), (False, 905, 503)]
)
def test_work_that_waits_beyond_its_limit_is_red(alive: None, urgent: bool, late_by: int, status: int) -> None:
    _owe("a", late_by, urgent=urgent)
    assert _get("/healthz/jobs")[0] == status


def test_work_whose_worker_vanished_counts_as_waiting(alive: None) -> None:
    past = database_now() - timedelta(seconds=130)
    _owe("a", 200, state=State.CLAIMED, claimed_until=past)
    assert _get("/healthz/jobs")[0] == 503
    OutboxItem.objects.update(claimed_until=database_now() + timedelta(seconds=30))
    assert _get("/healthz/jobs")[0] == 200


def test_future_and_finished_work_is_no_reason(alive: None) -> None:
    _owe("future", -3600)
    _owe("done", 9999, state=State.DONE)
    _owe("cancelled", 9999, state=State.CANCELLED)
    assert _get("/healthz/jobs")[1]["status"] == "ok"


def test_items_that_wait_for_a_person_are_a_warning(alive: None) -> None:
    _owe("a", 9999, state=State.PARKED)
    status, body = _get("/healthz/jobs")
    assert (status, body["status"], body["warnings"]) == (200, "warning", ["parked"])


def test_a_hold_is_told(alive: None) -> None:
    outbox.hold("復元")
    assert _get("/healthz/jobs")[1]["warnings"] == ["held"]


def test_no_personal_data_is_told(alive: None) -> None:
    _owe("花子", 9999, last_error="花子")
    answer = Client().get("/healthz/jobs")
    assert "花子" not in answer.content.decode()
    assert "\\u82b1" not in answer.content.decode()


def test_the_answers_cost_few_queries(alive: None, django_assert_max_num_queries: Any) -> None:
    _get("/healthz")
    with django_assert_max_num_queries(1):
        Client().get("/healthz")
    with django_assert_max_num_queries(10):
        Client().get("/healthz/jobs")
