"""When a case may be erased, by whom, and that the bytes go only after the rows have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.people.models import Role
from media.models import PrivateFile
from tests.canaries import files_with_canaries, stored_files, tables_with_canaries
from tests.factories_cases import make_case
from tests.factories_letters import corrected
from tests.factories_people import make_membership, make_staff
from tests.workflows.engine.canary_case import make_canary_case
from workflows.cases.models import Case
from workflows.cases.services.retention import freeze, release
from workflows.correspondence import services as letters
from workflows.correspondence.models import Letter
from workflows.engine.erasing import Ground, case_erased, erase_case
from workflows.engine.withdrawing import withdraw

LONG_AGO = datetime(2010, 8, 1, tzinfo=UTC)


def closed_case(closed_at: datetime = LONG_AGO) -> Case:
    """A withdrawn case that was closed on the given day."""
    case = make_case()
    withdraw(case, actor=case.applicant)
    Case.objects.filter(pk=case.pk).update(closed_at=closed_at)
    return Case.objects.select_related("programme").get(pk=case.pk)


def events(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("verb", flat=True))


@pytest.mark.django_db
def test_a_case_whose_time_is_over_is_erased_without_further_ground() -> None:
    case = closed_case()
    erase_case(case, actor=make_staff("administrator"), reason="保存期間満了")
    assert events(case)[-1] == "erased"


@pytest.mark.django_db
def test_before_its_time_a_case_is_erased_on_request_only() -> None:
    case, administrator = closed_case(timezone.now()), make_staff("administrator")
    with pytest.raises(CaseError, match="まで保存しなければなりません"):
        erase_case(case, actor=administrator, reason="保存期間満了")
    erase_case(case, actor=administrator, ground=Ground.CORRECTION, reason="誤って登録したため")
    assert case.events.get(verb="erased").payload["ground"] == "correction"


@pytest.mark.django_db
def test_an_open_case_is_not_erased_on_any_ground() -> None:
    case, administrator = make_case(), make_staff("administrator")
    for ground in Ground:
        with pytest.raises(CaseError, match="終了していない"):
            erase_case(case, actor=administrator, ground=ground, reason="試験")


@pytest.mark.django_db
def test_a_frozen_case_is_not_erased_until_it_is_released() -> None:
    case, administrator = closed_case(), make_staff("administrator")
    freeze(case, actor=administrator, reason="審査請求中")
    with pytest.raises(CaseError, match="争いがある"):
        erase_case(Case.objects.get(pk=case.pk), actor=administrator, ground=Ground.REQUEST, reason="請求")
    release(Case.objects.get(pk=case.pk), actor=administrator, reason="裁決があったため")
    erase_case(Case.objects.get(pk=case.pk), actor=administrator, reason="保存期間満了")
    assert events(case)[-3:] == ["frozen", "unfrozen", "erased"]


@pytest.mark.django_db
def test_a_case_is_erased_once() -> None:
    case, administrator = closed_case(), make_staff("administrator")
    erase_case(case, actor=administrator, reason="保存期間満了")
    with pytest.raises(CaseError, match="すでに消去"):
        erase_case(Case.objects.get(pk=case.pk), actor=administrator, reason="保存期間満了")
    with pytest.raises(CaseError, match="すでに消去"):
        freeze(Case.objects.get(pk=case.pk), actor=administrator, reason="審査請求中")
    assert events(case).count("erased") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "　 ", "あ" * 201, "a\x00b"])
def test_an_erasure_needs_a_reason_that_can_be_kept(reason: str) -> None:
    case = closed_case()
    with pytest.raises(CaseError, match="理由"):
        erase_case(case, actor=make_staff("administrator"), reason=reason)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_erases_freezes_or_releases(role: str) -> None:
    case = closed_case()
    hub = case.hub if role in (Role.EDITOR, Role.REVIEWER, Role.CHIEF) else None
    actor = make_staff(role, hub)
    for service in (erase_case, freeze, release):
        with pytest.raises(Forbidden):
            service(case, actor=actor, reason="試験")
    assert events(case)[-1] == "withdrawn"


@pytest.mark.django_db
def test_an_administrator_does_not_erase_the_case_of_their_own_group() -> None:
    case, administrator = closed_case(), make_staff("administrator")
    make_membership(case.group, administrator)
    with pytest.raises(Forbidden):
        erase_case(case, actor=administrator, reason="保存期間満了")


@pytest.mark.django_db
def test_a_letter_that_is_not_made_yet_stops_the_erasure_and_later_ones_are_refused() -> None:
    made, administrator = make_canary_case(), make_staff("administrator")
    letters.decline_correction(made.letter.corrections.get(), actor=made.approver, reason="誤りではない")
    corrected(Letter.objects.get(pk=made.letter.pk), changes={"addressee.address": "見本町1"})
    with pytest.raises(CaseError, match="まだ作成されていません"):
        erase_case(made.case, actor=administrator, ground=Ground.REQUEST, reason="請求")
    run_due()
    erase_case(Case.objects.get(pk=made.case.pk), actor=administrator, ground=Ground.REQUEST, reason="請求")
    with pytest.raises(CaseError, match="操作できません"):
        corrected(Letter.objects.get(pk=made.letter.pk), changes={"addressee.address": "見本町2"})


@pytest.mark.usefixtures("own_database")
def test_a_rollback_keeps_every_row_and_every_byte() -> None:
    made, administrator = make_canary_case(), make_staff("administrator")
    rows, files = tables_with_canaries(), files_with_canaries()

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("the power fails in the middle")

    case_erased.connect(fail, dispatch_uid="failing")
    try:
        with pytest.raises(RuntimeError):
            erase_case(made.case, actor=administrator, ground=Ground.REQUEST, reason="請求")
    finally:
        case_erased.disconnect(dispatch_uid="failing")
    run_due()
    assert (tables_with_canaries(), files_with_canaries()) == (rows, files)
    assert "erased" not in events(made.case)


@pytest.mark.usefixtures("own_database")
def test_bytes_that_a_crash_left_behind_are_owed_and_deleted_by_the_next_worker() -> None:
    """Nothing is deleted by the process that erases: it may die right after its commit."""
    made, administrator = make_canary_case(), make_staff("administrator")
    files = len(stored_files())
    with transaction.atomic():
        erase_case(made.case, actor=administrator, ground=Ground.REQUEST, reason="請求")
        assert len(stored_files()) == files
    assert len(stored_files()) == files
    owed = OutboxItem.objects.filter(kind="erase_bytes", state="due")
    assert owed.count() == files - PrivateFile.objects.filter(erased_at=None).count()
    run_due()
    assert not owed.exists()
    assert files_with_canaries() == []
    assert len(stored_files()) == PrivateFile.objects.filter(erased_at=None).count()


@pytest.mark.django_db
def test_a_list_that_is_being_made_while_one_of_its_cases_is_erased_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cms.admin import exporting, spreadsheets
    from cms.admin.models import Export

    case, administrator = closed_case(), make_staff("administrator")
    export = Export.objects.create(owner=make_staff("division_reviewer"), format="csv", params={"view": "all"})
    original = spreadsheets.csv_bytes

    def slow(rows: Any) -> bytes:
        data = original(rows)
        erase_case(case, actor=administrator, reason="保存期間満了")
        return data

    monkeypatch.setattr(spreadsheets, "csv_bytes", slow)
    exporting.make(export)
    export.refresh_from_db()
    assert (export.state, export.file) == ("erased", None)
    assert timezone.now() - export.created_at < timedelta(minutes=5)
