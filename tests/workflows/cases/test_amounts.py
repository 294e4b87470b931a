"""What may be granted follows from what was sent, computed anew; more needs a reason on record."""

from __future__ import annotations

import pytest

from cms.core.errors import CaseError
from forms.checks import problems
from tests.cms.admin.walking import client_of, walk
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call, submitted_case
from tests.factories_people import make_staff
from workflows.cases.models import Case, Submission
from workflows.cases.services.grantable import grantable_of

pytestmark = pytest.mark.django_db
# 60,000 eligible and 2,000 from a sponsor: two thirds of 58,000 are 38,666, cut to 38,000.
SHARE = {"rate_numerator": 2, "rate_denominator": 3, "rounding_yen": 1_000}
SPONSORED = {
    "income-0-amount": "38,000",
    "income-1-kind": "sponsor",
    "income-1-amount": "2,000",
    "income-2-kind": "own",
    "income-2-description": "",
    "income-2-amount": "20,000",
    "income-rows": "3",
    "requested_yen": "38,000",
}


LESS = "対象経費の一部を認めないため。"


def sent_case() -> Case:
    return bring_to("draft", submitted_case(call=make_whole_call(programme=SHARE), budget=SPONSORED))


def test_rate_cap_deduction_and_rounding_are_computed_from_the_last_submission() -> None:
    case = sent_case()
    assert grantable_of(case) == 38_000
    last = case.submissions.get()
    last.answers["budget"]["expenses"][0]["kind"] = "food"
    last.save()
    assert grantable_of(case) == 0


def test_a_form_without_such_a_rule_sets_no_limit() -> None:
    assert grantable_of(make_case()) is None


def overdrawn() -> Case:
    """A case whose papers came to more than its own figures allow, as paper can."""
    case = sent_case()
    answers = Submission.objects.get(case=case).answers
    answers["budget"]["expenses"][0]["amount_yen"] = 40_000
    Submission.objects.filter(case=case).update(answers=answers)
    assert grantable_of(case) == 25_000
    return Case.objects.get(pk=case.pk)


def test_more_than_computed_is_refused_beside_the_field_without_a_reason() -> None:
    case = overdrawn()
    answer = walk(client_of(make_staff("division_reviewer")), case, amount_yen=26_000, letter_reason=LESS)
    assert answer.context["form"].errors.keys() == {"above_reason"}
    assert "25,000円" in answer.content.decode()
    assert "26,000円" in answer.content.decode()
    assert case.step == "draft"


def test_the_service_itself_refuses() -> None:
    from workflows.cases.services.decision import draft_decision

    case = overdrawn()
    given = {"outcome": "granted", "amount_yen": 26_000, "reason": "要綱に適合するため。", "letter_reason": LESS}
    with pytest.raises(CaseError, match="25,000円"):
        draft_in_transaction(draft_decision, case, **given)


def draft_in_transaction(service: object, case: Case, **given: object) -> None:
    from django.db import transaction

    with transaction.atomic():
        service(case, actor=make_staff("division_reviewer"), **given)  # type: ignore[operator]


def test_more_with_a_reason_keeps_both_figures_in_the_event() -> None:
    case = overdrawn()
    case = complete(
        case,
        make_staff("division_reviewer"),
        amount_yen=26_000,
        letter_reason=LESS,
        above_reason="領収書で確認したため。",
    )
    event = case.events.get(verb="drafted")
    assert (event.payload["after"]["amount_yen"], event.payload["grantable_yen"]) == (26_000, 25_000)
    assert event.details.values["above_reason"] == "領収書で確認したため。"


def messages(**budget: str) -> dict[str, list[str]]:
    """Question → what is wrong with it, in a form whose budget was typed so."""
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(programme=SHARE), group, budget={**SPONSORED, **budget})
    found: dict[str, list[str]] = {}
    answers = {row.key: row.answers for row in draft.sections.all()}
    for one in problems(draft.version, answers, {"rules": 1, "officers": 1}):
        found.setdefault(one.question, []).append(one.message)
    return found


def test_a_request_that_fits_has_no_problem() -> None:
    assert messages() == {}


def test_a_request_comes_in_whole_units() -> None:
    found = messages(requested_yen="37,500", **{"income-0-amount": "37,500", "income-2-amount": "20,500"})
    assert found == {
        "requested_yen": ["1,000円未満は切り捨てです。37,500円ではなく、37,000円以下の額を書いてください。"]
    }


@pytest.mark.parametrize("requested", ["37,000", "36,000"])
def test_income_and_request_say_the_same(requested: str) -> None:
    found = messages(requested_yen=requested)
    assert list(found) == ["requested_yen"]
    assert "38,000円" in found["requested_yen"][0]
    assert f"{requested}円" in found["requested_yen"][0]


def test_income_without_the_grant_is_told_beside_the_income() -> None:
    found = messages(**{"income-0-kind": "own"})
    assert list(found) == ["income"]
    assert "「この補助金」の行がありません" in found["income"][0]


def test_the_form_says_cap_and_rounding_in_words() -> None:
    user, group = make_applicant()
    draft = make_draft_complete(user, make_whole_call(programme=SHARE), group)
    budget = next(part for part in draft.version.definition["sections"] if part["key"] == "budget")
    assert "上限額は70,000円です（千円未満切捨て）" in budget["questions"][2]["help"]
