"""What an operator types: a list that erases nothing, all that are due, one on a ground, and freezing."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cms.jobs import schedules
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_people import make_staff
from workflows.cases.models import Case
from workflows.engine import erasing
from workflows.engine.withdrawing import withdraw

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2010, 8, 1, tzinfo=UTC)


def closed_case(closed_at: datetime = LONG_AGO) -> Case:
    case = make_case()
    withdraw(case, actor=case.applicant)
    Case.objects.filter(pk=case.pk).update(closed_at=closed_at)
    return Case.objects.get(pk=case.pk)


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def order(*arguments: str) -> tuple[str, ...]:
    return (*arguments, "--reason", "保存期間満了", "--by", make_staff("administrator").email)


def erased() -> set[int]:
    return set(Case.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))


def test_by_itself_it_lists_what_is_due_and_erases_nothing() -> None:
    due, young = closed_case(), closed_case(timezone.now())
    said = run("erase_cases")
    assert f"{due.number}\t{due.programme.name}\t終了 平成22年8月1日\t保存期限 平成28年3月31日" in said
    assert young.number not in said
    assert "1件です。何も消去していません" in said
    assert erased() == set()


def test_apply_erases_every_due_case_and_no_other() -> None:
    due, young, frozen, still_open = (
        [closed_case(), closed_case()],
        closed_case(timezone.now()),
        closed_case(),
        make_case(),
    )
    run("hold_case", frozen.number, "--reason", "審査請求中", "--by", make_staff("administrator").email)
    said = run("erase_cases", *order("--apply"))
    assert erased() == {case.pk for case in due}
    assert all(case.number in said for case in due)
    for case in (young, frozen, still_open):
        assert case.number not in said


def test_stopped_half_way_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    cases, arguments = [closed_case(datetime(2010, month, 1, tzinfo=UTC)) for month in (6, 7, 8)], order("--apply")
    from workflows.engine.management.commands import erase_cases

    def dies_at_the_second(case: Case, **kwargs: Any) -> Case:
        if case.pk == cases[1].pk:
            raise KeyboardInterrupt
        return erasing.erase_case(case, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(erase_cases, "erase_case", dies_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run("erase_cases", *arguments)
    assert erased() == {cases[0].pk}
    run("erase_cases", *arguments)
    assert erased() == {case.pk for case in cases}
    assert [case.events.filter(verb="erased").count() for case in cases] == [1, 1, 1]


def test_one_case_is_erased_before_its_time_on_a_ground_alone() -> None:
    case = closed_case(timezone.now())
    with pytest.raises(CommandError):
        run("erase_cases", *order("--number", case.number))
    assert erased() == set()
    run("erase_cases", *order("--number", case.number, "--ground", "request"))
    assert erased() == {case.pk}


@pytest.mark.parametrize(
    "missing",
    [
        ["--apply"],
        ["--apply", "--reason", "保存期間満了"],
        ["--apply", "--by", "nobody@example.jp", "--reason", "保存期間満了"],
        ["--apply", "--number", "8練地地第1号", "--reason", "x", "--by", "nobody@example.jp"],
        ["--number", "8練地地第999号", "--reason", "x", "--by", "nobody@example.jp"],
    ],
)
def test_without_who_and_why_nothing_is_erased(missing: list[str]) -> None:
    closed_case()
    with pytest.raises(CommandError):
        run("erase_cases", *missing)
    assert erased() == set()


def test_an_account_without_the_role_erases_nothing() -> None:
    closed_case()
    with pytest.raises(CommandError):
        run("erase_cases", "--apply", "--reason", "保存期間満了", "--by", make_staff("division_approver").email)
    assert erased() == set()


def test_no_schedule_erases_a_case() -> None:
    assert not [one for one in schedules.declared() if "erasing" in one.func or "erase" in one.func]


def test_the_desk_tells_until_when_a_case_is_kept_and_why_longer() -> None:
    case, administrator = closed_case(datetime(2026, 11, 25, tzinfo=UTC)), make_staff("administrator")
    desk = client_of(make_staff("division_approver"))
    address = f"/cms/desk/cases/{case.pk}/"
    assert "令和14年3月31日" in shown(desk, address)
    run("hold_case", case.number, "--reason", "審査請求中", "--by", administrator.email)
    assert "消去を停止しています：審査請求中" in shown(desk, address)
    event = case.events.order_by("-seq")[0]
    assert (event.verb, event.actor, event.details.values) == ("frozen", administrator, {"reason": "審査請求中"})
    run("hold_case", case.number, "--release", "--reason", "裁決", "--by", administrator.email)
    assert "消去を停止しています" not in shown(desk, address)
    with pytest.raises(CommandError):
        run("hold_case", case.number, "--release", "--reason", "裁決", "--by", administrator.email)


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()
