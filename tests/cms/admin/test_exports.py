"""Lists that leave the system: harmless in a spreadsheet, for their owner alone, and on record."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings
from wagtail.log_actions import log

from cms.admin import exporting, spreadsheets
from cms.admin.models import Export
from cms.core import cells
from cms.jobs import worker
from cms.jobs.models import OutboxItem
from cms.people.models import HubRole, User
from media.storage import private_storage
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_people import make_group, make_hub, make_staff
from workflows.cases.models import Case, CaseReading

pytestmark = pytest.mark.django_db
EXPORTS = "/cms/desk/exports/"
ATTACKS = ["=1+1", "+1", "-1", "@SUM(1)", "＝1+1", "＋1", "－1", "＠a", "\t=1", "\r=1", " =1", "　＝1", "\n=1"]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def order(client: Client, format: str = "csv", **params: str) -> object:
    return client.post(EXPORTS, {"format": format, "view": "all", **params})


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_begins_like_a_formula(attack: str) -> None:
    row = read_csv(spreadsheets.csv_bytes([[attack, 70_000, -5]]))[0]
    assert row[0].lstrip(" 　\n")[0] == "'"
    assert row[0][1:].replace("\r", "") == attack.replace("\r", "")
    assert row[1:] == ["70000", "-5"]


@pytest.mark.parametrize("text", ["第12号", "1-2-3", "a=b", "", "ー長音", "町会", "〒176-0001"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert cells.harmless(text) == text


def test_every_text_of_an_xlsx_is_a_text_cell() -> None:
    data = spreadsheets.xlsx_bytes([[*ATTACKS, 70_000, "a\x0bb"]], title="案件")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    cells = next(iter(load_workbook(io.BytesIO(data)).active.iter_rows()))
    assert {cell.data_type for cell in cells[: len(ATTACKS)]} == {"s"}
    assert cells[len(ATTACKS)].value == 70_000
    assert cells[len(ATTACKS) + 1].value == "ab"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_short_list_comes_at_once_with_own_cases_only_and_on_record(format: str) -> None:
    own, foreign = make_case(), make_case()
    Case.objects.filter(pk=own.pk).update(title="=HYPERLINK(1)")
    reviewer = make_staff("reviewer", own.hub)
    data = body(order(client_of(reviewer), format))
    if format == "csv":
        rows = read_csv(data)
    else:
        rows = [
            [str(c or "") for c in row] for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        ]
    assert len(rows) == 2
    assert own.number in rows[1]
    assert own.person.name in rows[1]
    assert foreign.number not in str(rows)
    export = Export.objects.get()
    assert (export.owner, export.rows, export.state) == (reviewer, 1, "ready")
    readings = CaseReading.objects.filter(reader=reviewer)
    assert [(one.case_id, one.door) for one in readings] == [(own.pk, f"export:{export.pk}")]


def test_the_filters_of_the_list_hold_for_the_export() -> None:
    hub = make_hub()
    wanted, other = make_case(group=make_group(hub)), make_case(group=make_group(hub))
    Case.objects.filter(pk=wanted.pk).update(channel="paper")
    rows = read_csv(body(order(client_of(make_staff("chief", hub)), channel="paper")))
    assert [row[0] for row in rows[1:]] == [wanted.number]
    assert other.number not in str(rows)


def test_a_long_list_is_made_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    hub = make_hub()
    cases = [make_case(group=make_group(hub)) for _n in range(3)]
    reviewer = make_staff("reviewer", hub)
    client = client_of(reviewer)
    assert order(client).status_code == 302  # type: ignore[attr-defined]
    export = Export.objects.get()
    assert export.state == "waiting"
    assert client.get(f"{EXPORTS}{export.pk}/").status_code == 404
    OutboxItem.objects.exclude(kind="export").delete()
    worker.run_due()
    export.refresh_from_db()
    assert (export.state, export.rows) == ("ready", 3)
    assert f"{EXPORTS}{export.pk}/" in client.get(EXPORTS).content.decode()
    rows = read_csv(body(client.get(f"{EXPORTS}{export.pk}/")))
    assert {row[0] for row in rows[1:]} == {case.number for case in cases}


def ended(reviewer: User) -> None:
    reviewer.hubroles.update(until_on="2021-03-31")


def test_a_role_that_ended_before_the_worker_came_yields_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    order(client_of(reviewer))
    ended(reviewer)
    OutboxItem.objects.exclude(kind="export").delete()
    worker.run_due()
    export = Export.objects.get()
    assert (export.state, export.file, export.rows) == ("refused", None, 0)
    assert not CaseReading.objects.exists()


def test_a_finished_file_is_for_its_owner_who_still_reads_cases() -> None:
    case = make_case()
    reviewer, colleague = make_staff("reviewer", case.hub), make_staff("chief", case.hub)
    client = client_of(reviewer)
    order(client)
    export = Export.objects.get()
    for stranger in (colleague, make_staff("auditor"), make_staff("administrator")):
        assert client_of(stranger).get(f"{EXPORTS}{export.pk}/").status_code == 404
    ended(reviewer)
    assert client.get(f"{EXPORTS}{export.pk}/").status_code in (302, 404)


def test_a_finished_file_is_closed_when_the_right_to_one_of_its_hubs_has_ended() -> None:
    here, there = make_case(), make_case()
    reviewer = make_staff("reviewer", here.hub)
    second = HubRole.objects.create(user=reviewer, role="chief", hub=there.hub, from_on="2020-04-01")
    client = client_of(reviewer)
    order(client)
    export = Export.objects.get()
    assert export.hubs == sorted([here.hub_id, there.hub_id])
    assert client.get(f"{EXPORTS}{export.pk}/").status_code == 200
    HubRole.objects.filter(pk=second.pk).update(until_on="2021-03-31")
    assert client.get(f"{EXPORTS}{export.pk}/").status_code == 404
    assert client.get(EXPORTS).status_code == 200


def test_a_file_made_before_its_hubs_were_written_down_is_closed() -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    order(client)
    Export.objects.update(hubs=None)
    assert client.get(f"{EXPORTS}{Export.objects.get().pk}/").status_code == 404


def test_a_file_is_kept_for_its_days_and_the_record_of_it_for_ever(
    settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    order(client)
    path = Export.objects.get().file.path
    Export.objects.update(ready_at=timezone.now() - timedelta(days=settings.EXPORT_KEEP_DAYS - 1))
    assert exporting.prune() == 0
    Export.objects.update(ready_at=timezone.now() - timedelta(days=settings.EXPORT_KEEP_DAYS + 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert exporting.prune() == 1
    export = Export.objects.get()
    assert (export.state, export.file, export.rows) == ("expired", None, 1)
    assert not private_storage().exists(path)
    assert client.get(f"{EXPORTS}{export.pk}/").status_code == 404
    assert "保存期間終了" in client.get(EXPORTS).content.decode()


def test_a_request_that_dies_while_the_list_is_made_leaves_it_to_the_worker(settings: Settings, tmp_path: Path) -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    client.raise_request_exception = False
    (tmp_path / "full").write_text("no folder")
    good, settings.PRIVATE_ROOT = settings.PRIVATE_ROOT, tmp_path / "full"
    assert order(client).status_code >= 500  # type: ignore[attr-defined]
    settings.PRIVATE_ROOT = good
    assert Export.objects.get().state == "running"
    OutboxItem.objects.exclude(kind="export").delete()
    OutboxItem.objects.update(due_at=F("due_at") - timedelta(minutes=11))
    worker.run_due()
    assert Export.objects.get().state == "ready"


REPORTS = ["site-history", "workflow", "workflow_tasks", "locked", "aging-pages", "page-types-usage"]


@pytest.mark.parametrize("name", REPORTS)
def test_wagtails_reports_are_for_auditor_and_administrator(name: str) -> None:
    hub = make_hub()
    for role in ("reviewer", "chief", "editor", "division_reviewer", "division_approver", "accountant"):
        local = hub if role in ("reviewer", "chief", "editor") else None
        client = client_of(make_staff(role, local))
        for tail in ("", "results/", "?export=csv", "?export=xlsx"):
            assert client.get(f"/cms/reports/{name}/{tail}").status_code == 404, (role, tail)
        assert "/cms/reports/" not in client.get("/cms/").content.decode()
    assert client_of(make_staff("auditor")).get("/cms/reports/site-history/").status_code == 200


def test_wagtails_own_csv_holds_no_formula() -> None:
    administrator = make_staff("administrator")
    log(make_hub(), "wagtail.edit", user=administrator, title="=HYPERLINK(1)")
    text = body(client_of(administrator).get("/cms/reports/site-history/?export=csv")).decode()
    assert "'=HYPERLINK(1)" in text
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(text)) for cell in row)


def test_the_auditor_sees_who_took_out_which_list() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub, name="持出 太郎")
    order(client_of(reviewer))
    assert "持出 太郎" in client_of(make_staff("auditor")).get(EXPORTS).content.decode()
    assert "持出 太郎" not in client_of(make_staff("chief", case.hub)).get(EXPORTS).content.decode()


def test_an_unknown_format_and_wrong_filters_make_nothing() -> None:
    case = make_case()
    client = client_of(make_staff("reviewer", case.hub))
    assert order(client, "pdf").status_code == 404  # type: ignore[attr-defined]
    assert order(client, arrived_from="yesterday").status_code == 302  # type: ignore[attr-defined]
    assert not Export.objects.exists()
