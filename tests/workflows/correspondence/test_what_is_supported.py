"""The costs and the time that a grant is for, and the notice on appeal, as the letter says them."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from cms.core.errors import CaseError
from tests.factories_cases import bring_to, complete
from tests.factories_intake import make_whole_call, submitted_case
from tests.factories_letters import make_decided_case, make_programme
from tests.factories_people import make_staff
from workflows.correspondence.services import issue_letter
from workflows.programmes.models import CostKind, Programme
from workflows.programmes.wagtail_hooks import ProgrammeViewSet

pytestmark = pytest.mark.django_db
NOTICE = "この決定に不服があるときは、審査請求をすることができます。"


def items(letter: object) -> dict[str, list[str]]:
    return {item["key"]: item["lines"] for item in letter.content["items"]}  # type: ignore[attr-defined]


def test_a_grant_names_the_costs_that_count_and_the_time_of_the_activity() -> None:
    call = make_whole_call()
    CostKind.objects.create(programme=call.programme, key="training", label="講習会費", order=3)
    budget = {
        "expenses-rows": "4",
        "expenses-1-kind": "training", "expenses-1-description": "講師", "expenses-1-amount": "8,000",
        "expenses-2-kind": "food", "expenses-2-description": "茶菓", "expenses-2-amount": "2,000",
        "expenses-3-kind": "web", "expenses-3-description": "更新", "expenses-3-amount": "1,000",
        "income-1-amount": "21,000",
    }  # fmt: skip
    case = submitted_case(call=call, budget=budget)
    case = complete(bring_to("decision", case), make_staff("division_approver"))
    told = items(case.letters.get())
    assert told["costs"] == ["ホームページ作成費　61,000円", "講習会費　8,000円", "合計　69,000円"]
    assert told["period"] == ["令和8年12月1日から令和9年2月28日まで"]


def test_the_time_is_the_calls_where_the_form_asks_for_none() -> None:
    case = make_decided_case()
    case.call.activity_from_on, case.call.activity_until_on = datetime.date(2026, 10, 1), datetime.date(2027, 3, 31)
    case.call.save()
    with transaction.atomic():
        told = items(issue_letter(case, actor=None, outcome="granted"))
    assert told["period"] == ["令和8年10月1日から令和9年3月31日まで"]
    assert "costs" not in told


def test_a_refusal_names_neither() -> None:
    case = make_decided_case("refused")
    case.call.activity_from_on = case.call.activity_until_on = datetime.date(2026, 10, 1)
    case.call.save()
    with transaction.atomic():
        assert "period" not in items(issue_letter(case, actor=None, outcome="refused"))


def test_a_letter_under_an_ordinance_is_not_ordered_without_the_notice_on_appeal() -> None:
    programme = make_programme(legal_basis=Programme.LegalBasis.ORDINANCE)
    case = make_decided_case(programme=programme)
    with pytest.raises(CaseError, match="教示"), transaction.atomic():
        issue_letter(case, actor=None, outcome="granted")
    Programme.objects.filter(pk=programme.pk).update(appeal_notice=NOTICE)
    case = type(case).objects.get(pk=case.pk)
    with transaction.atomic():
        assert issue_letter(case, actor=None, outcome="granted").content["appeal"] == [NOTICE]


@pytest.mark.parametrize(
    "basis,notice,fits", [("ordinance", "", False), ("ordinance", NOTICE, True), ("outline", "", True)]
)
def test_the_admin_asks_for_the_notice_beside_its_field(basis: str, notice: str, fits: bool) -> None:
    programme = make_programme(legal_basis=basis, appeal_notice=notice)
    if fits:
        programme.full_clean()
    else:
        with pytest.raises(ValidationError) as refused:
            programme.full_clean()
        assert list(refused.value.message_dict) == ["appeal_notice"]
    form_class = ProgrammeViewSet().get_edit_handler().get_form_class()
    form = form_class({"legal_basis": basis, "appeal_notice": notice}, instance=programme)
    form.is_valid()
    assert ("appeal_notice" in form.errors) is not fits
