"""The subsidy flow: its ways, its persons, its refusals."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from cms.core.errors import CaseError, Forbidden, Stale
from cms.jobs.models import OutboxItem
from tests.factories_cases import bring_to, complete, make_call, make_case, open_task
from tests.factories_people import make_deputy, make_group, make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Case
from workflows.engine.acting import do_step, find_step
from workflows.engine.chart import chart_svg
from workflows.engine.kind import kinds
from workflows.engine.moving import hand_over, move_to_hub
from workflows.engine.moving_forms import candidates
from workflows.engine.reminders import people_for
from workflows.engine.withdrawing import withdraw
from workflows.grants.models import Grant
from workflows.kinds.subsidy.flow import SubsidyFlow
from workflows.programmes.models import Budget

pytestmark = pytest.mark.django_db
REFUSAL = {"amount_yen": "", "reason": "要綱第4条による。", "letter_reason": "対象となる経費がないため。"}


def verbs(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("verb", flat=True))


def test_a_sent_case_stands_at_the_receipt_of_its_hub() -> None:
    case = make_case()
    assert (case.step, case.turn, case.needs) == ("receive", "hub", f"cases.review@{case.hub.code}")
    assert case.due_at is not None
    assert case.number.startswith("8練地地第")
    assert verbs(case) == ["submitted"]


def test_a_recommended_application_is_granted_and_its_letter_is_owed() -> None:
    case = bring_to("decision", make_case())
    case = complete(case, make_staff("division_approver"))
    assert (case.outcome, case.decided_yen, case.step) == ("granted", 50_000, "letter")
    assert Grant.objects.get(case=case).amount_yen == 50_000
    assert Budget.objects.get(programme=case.programme).committed_yen == 50_000
    assert OutboxItem.objects.filter(kind="letter").count() == 1
    assert verbs(case)[:5] == ["submitted", "received", "forwarded", "drafted", "granted"]


def test_a_refusal_commits_no_money() -> None:
    case = bring_to("draft", make_case())
    case = complete(case, make_staff("division_reviewer"), outcome_wanted="refused", **REFUSAL)
    case = complete(case, make_staff("division_approver"))
    assert (case.outcome, case.decided_yen) == ("refused", None)
    assert not Grant.objects.exists()


def test_a_returned_draft_goes_back_to_the_division_and_nothing_is_decided() -> None:
    case = bring_to("decision", make_case())
    case = complete(case, make_staff("division_approver"), result="send_back", reason="金額の根拠を補うこと")
    assert (case.step, case.outcome) == ("draft", "")


def test_the_hub_asks_for_a_correction_and_it_is_the_applicants_turn() -> None:
    case = bring_to("hub_check", make_case())
    reviewer = make_staff("reviewer", case.hub)
    case = complete(
        case, reviewer, result="send_back", opinion="", sections=["activity"], reason="金額を直す", due_on="2099-03-31"
    )
    assert (case.step, case.turn) == ("correction", "applicant")
    assert case.correction["sections"] == ["activity"]


def test_who_drafted_may_not_decide() -> None:
    drafter = make_staff("division_reviewer")
    approver_too = make_staff("division_approver")
    case = bring_to("draft", make_case())
    case = complete(case, drafter)
    Case.objects.filter(pk=case.pk).update(drafted_by=approver_too)
    with pytest.raises(Forbidden):
        complete(Case.objects.get(pk=case.pk), approver_too)
    assert Case.objects.get(pk=case.pk).outcome == ""


def test_staff_of_another_hub_may_not_act() -> None:
    case = make_case()
    with pytest.raises(Forbidden):
        complete(case, make_staff("reviewer", make_hub()))
    assert verbs(case) == ["submitted"]


def test_nobody_acts_on_a_case_of_their_own_group() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    make_membership(case.group, reviewer)
    with pytest.raises(Forbidden):
        complete(case, reviewer)


def test_a_deputy_decides_under_a_dated_record() -> None:
    case = bring_to("decision", make_case())
    chief = make_staff("division_approver")
    deputy = make_staff("division_reviewer")
    with pytest.raises(Forbidden):
        complete(case, deputy)
    make_deputy(chief, deputy)
    case = complete(case, type(deputy).objects.get(pk=deputy.pk))
    assert (case.decided_by, case.decided_for) == (deputy, chief)


def test_a_grant_over_the_remaining_budget_is_refused_and_changes_nothing() -> None:
    case = bring_to("decision", make_case(call=make_call(budget_yen=40_000)))
    with pytest.raises(CaseError):
        complete(case, make_staff("division_approver"))
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.outcome, fresh.step) == ("", "decision")


def test_a_step_that_was_done_meanwhile_is_stale_and_says_what_happened() -> None:
    case = make_case()
    first, second = (make_staff("reviewer", case.hub, name=name) for name in ("試験 一郎", "試験 二郎"))
    task = open_task(case)
    found = find_step(case_id=case.pk, task_id=task.pk, audience="staff")
    complete(case, first)
    with pytest.raises(Stale, match="試験 一郎"):
        do_step(found, actor=second, outcome="done", service=None, seen_revision=case.revision, data={})


def test_a_page_older_than_the_case_is_stale() -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    task = find_step(case_id=case.pk, task_id=open_task(case).pk, audience="staff")
    with pytest.raises(Stale):
        do_step(task, actor=reviewer, outcome="done", service=None, seen_revision=case.revision - 1, data={})


def test_task_case_and_node_must_belong_together() -> None:
    one, other = make_case(), make_case()
    task = open_task(one)
    for wrong in (
        {"case_id": other.pk, "task_id": task.pk},
        {"case_id": one.pk, "task_id": task.pk, "node": "decision"},
        {"case_id": one.pk, "task_id": task.pk + 10_000},
    ):
        with pytest.raises(Http404):
            find_step(audience="staff", **wrong)
    with pytest.raises(Http404):
        find_step(case_id=one.pk, task_id=task.pk, audience="applicant")


def test_a_withdrawn_case_stops_its_step_and_its_reminders() -> None:
    user = make_user()
    case = make_case(applicant=user, group=make_group(manager=user))
    task = open_task(case)
    withdraw(case, actor=user, reason="都合により")
    case.refresh_from_db()
    assert (case.outcome, case.step, case.closed_at is not None) == ("withdrawn", "withdrawn", True)
    assert Task.objects.get(pk=task.pk).status == "CANCELED"
    assert Process.objects.get(run__case=case).status == "CANCELED"
    assert not OutboxItem.objects.filter(key__startswith=f"remind:{task.pk}:", state="due").exists()
    with pytest.raises(CaseError):
        withdraw(case, actor=user)


def test_a_decided_case_cannot_be_withdrawn() -> None:
    case = complete(bring_to("decision", make_case()), make_staff("division_approver"))
    with pytest.raises(CaseError):
        withdraw(case, actor=case.applicant)


def test_a_taken_step_belongs_to_its_holder_until_it_is_handed_over() -> None:
    case = make_case()
    first, second = make_staff("reviewer", case.hub), make_staff("reviewer", case.hub)
    hand_over(case, actor=first, holder=first)
    with pytest.raises(Forbidden):
        complete(Case.objects.get(pk=case.pk), second)
    with pytest.raises(Forbidden):
        hand_over(case, actor=second, holder=second, reason="急ぎのため")
    chief = make_staff("chief", case.hub)
    hand_over(case, actor=chief, holder=second, reason="担当替え")
    assert complete(Case.objects.get(pk=case.pk), second).step == "hub_check"


def test_a_moved_case_is_seen_and_done_by_the_new_hub_only() -> None:
    case = make_case()
    chief, old = make_staff("chief", case.hub), make_staff("reviewer", case.hub)
    hub = make_hub()
    move_to_hub(case, actor=chief, hub=hub, reason="管轄違い")
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Forbidden):
        complete(case, old)
    assert complete(case, make_staff("reviewer", hub)).step == "hub_check"


def test_a_programme_that_wants_a_consultation_has_it_recorded_first() -> None:
    case = make_case(start="consultation")
    reviewer = make_staff("reviewer", case.hub)
    case = complete(case, reviewer, held_on=None, record_text="電話で相談を受けた。")
    assert case.step == "receive"
    assert case.consultation is not None


def test_titles_of_the_chart_are_short_and_every_step_has_its_words() -> None:
    for kind in kinds().values():
        for node in kind.flow().instance.nodes():
            assert len(str(node.task_title)) <= 12, node.name
            if getattr(node, "audience", None):
                assert node.name in kind.steps


def test_every_way_out_of_a_step_is_drawn() -> None:
    ways = {node.name: {edge.dst.name for edge in node._outgoing()} for node in SubsidyFlow.instance.nodes()}
    assert ways["correction"] == {"hub_check", "draft"}
    assert ways["draft"] == {"decision", "hub_check"}
    assert chart_svg(bring_to("draft", make_case())).count("<svg") == 1


def test_a_chief_moves_the_steps_of_the_own_hub_and_none_of_the_division() -> None:
    case = bring_to("draft", make_case())
    chief, first, second = (
        make_staff("chief", case.hub),
        make_staff("division_reviewer"),
        make_staff("division_reviewer"),
    )
    hand_over(case, actor=first, holder=first)
    for actor in (chief, second, make_staff("division_reviewer")):
        with pytest.raises(Forbidden):
            hand_over(case, actor=actor, holder=second, reason="急ぎのため")
    hand_over(case, actor=make_staff("division_approver"), holder=second, reason="担当替え")
    hand_over(case, actor=second, holder=first, reason="戻す")
    case.refresh_from_db()
    assert case.holder == first


def test_the_drafter_neither_holds_nor_moves_the_decision() -> None:
    case = bring_to("decision", make_case())
    drafter, approver = make_staff("division_approver"), make_staff("division_approver")
    Case.objects.filter(pk=case.pk).update(drafted_by=drafter)
    for holder in (drafter, approver):
        with pytest.raises(Forbidden):
            hand_over(case, actor=drafter, holder=holder)
    with pytest.raises(CaseError):
        hand_over(case, actor=approver, holder=drafter)
    hand_over(case, actor=approver, holder=approver)
    with pytest.raises(Forbidden):
        hand_over(case, actor=drafter, holder=None, reason="戻す")
    case.refresh_from_db()
    assert case.holder == approver


def test_deputies_in_force_are_reminded_of_the_decision_and_may_be_handed_it() -> None:
    case = bring_to("decision", make_case())
    approver, deputy, former, auditor = (
        make_staff("division_approver"), make_staff("division_reviewer"), make_staff("division_reviewer"),
        make_staff("auditor"),
    )  # fmt: skip
    make_deputy(approver, deputy)
    make_deputy(approver, former, revoked_at=timezone.now())
    make_deputy(approver, auditor)
    assert set(people_for(case)) == set(candidates(case)) == {approver, deputy}
    hand_over(case, actor=approver, holder=deputy)
    assert complete(Case.objects.get(pk=case.pk), deputy).decided_for == approver


def test_a_step_is_not_handed_to_a_deputy_who_could_not_do_it() -> None:
    case = bring_to("decision", make_case())
    member, deputy = make_staff("division_approver"), make_staff("division_reviewer")
    make_membership(case.group, member)
    make_deputy(member, deputy)
    with pytest.raises(CaseError):
        hand_over(case, actor=make_staff("division_approver"), holder=deputy)
    case.refresh_from_db()
    assert case.holder is None
