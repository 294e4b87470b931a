"""After a deploy an open case that cannot go on is named, before somebody meets it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories_cases import make_case
from workflows.cases.models import Case
from workflows.engine.withdrawing import withdraw

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    call_command("check_flows", stdout=out)
    return out.getvalue()


def test_cases_at_steps_of_their_flow_are_well_and_closed_ones_are_left_alone() -> None:
    make_case()
    case = make_case()
    withdraw(case, actor=case.applicant)
    Case.objects.filter(pk=case.pk).update(step="a_step_of_long_ago")
    assert "手続の段階" in said()


@pytest.mark.parametrize("column,value", [("step", "a_step_of_long_ago"), ("kind", "a_kind_of_long_ago")])
def test_an_open_case_whose_step_or_kind_is_gone_is_named(column: str, value: str) -> None:
    well, lost = make_case(), make_case()
    Case.objects.filter(pk=lost.pk).update(**{column: value})
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_flows", stdout=out)
    assert error.value.returncode == 1
    assert lost.number in out.getvalue()
    assert value in out.getvalue()
    assert well.number not in out.getvalue()
