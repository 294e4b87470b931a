"""Programmes, calls and cases made by the product's own services, at any step of the flow."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from viewflow.workflow.models import Task

from cms.hubs.models import Ward
from cms.people.models import CommunityGroup, User
from forms.models import FormVersion
from media.models import PrivateFile
from tests.factories_people import make_group, make_person, make_staff, make_user
from workflows.cases.models import Case
from workflows.cases.services import submission
from workflows.engine.acting import do_step, find_step
from workflows.engine.starting import start_run
from workflows.programmes.models import Budget, Call, LetterText, Programme, StepLimit

_serial = itertools.count(1)
Files = Sequence[tuple[str, PrivateFile]]
LIMITS = {"receive": 3, "hub_check": 10, "draft": 10, "decision": 5, "letter": 2, "dispatch": 3, "consultation": 10}


def make_ward() -> Ward:
    """The one row of the ward; letters need it as their sender."""
    defaults = {
        "name": "練馬区",
        "mayor_title": "練馬区長",
        "mayor_name": "試験 区長",
        "desk_name": "地域振興課",
        "desk_phone": "03-0000-0000",
        "desk_address": "練馬区試験町1-1-1",
    }
    return Ward.objects.first() or Ward.objects.create(**defaults)


def make_programme(**fields: Any) -> Programme:
    """Cap ¥70,000, full cost, no consultation; letters with a minimal wording."""
    make_ward()
    number = next(_serial)
    defaults = {
        "slug": f"programme-{number}",
        "kind": "subsidy",
        "name": f"試験補助金{number}",
        "legal_basis": Programme.LegalBasis.OUTLINE,
        "legal_name": "試験補助金交付要綱",
        "division": "地域振興課",
        "number_mark": "練地地",
        "cap_yen": 70_000,
        "applications_per_group": 1_000,  # the rule about one is not in the way of others; its tests set it
        "is_active": True,
    }
    programme = Programme.objects.create(**{**defaults, **fields})
    for step, days in LIMITS.items():
        StepLimit.objects.create(programme=programme, step=step, days=days)
    for outcome, title in (("granted", "補助金交付決定通知書"), ("refused", "補助金不交付決定通知書")):
        LetterText.objects.create(
            programme=programme, outcome=outcome, title=title, body="申請のありました補助金について、決定しました。"
        )
    return programme


def make_call(programme: Programme | None = None, *, budget_yen: int = 1_000_000, **fields: Any) -> Call:
    """Open since a week for a month, published, with a budget of its fiscal year."""
    number = next(_serial)
    programme = programme or make_programme()
    now = timezone.now()
    defaults = {
        "slug": f"call-{number}",
        "title": f"試験募集{number}",
        "fiscal_year": 2026,
        "budget_fiscal_year": 2026,
        "opens_at": now - timedelta(days=7),
        "closes_at": now + timedelta(days=30),
        "is_published": True,
    }
    call = Call.objects.create(programme=programme, **{**defaults, **fields})
    Budget.objects.get_or_create(
        programme=programme, fiscal_year=call.budget_fiscal_year, defaults={"budget_yen": budget_yen}
    )
    return call


def make_version() -> FormVersion:
    """The smallest frozen form: one section with a title and an amount."""
    definition = {
        "kind": "subsidy",
        "title": "試験の申請書",
        "sections": [
            {
                "key": "activity",
                "title": "事業の内容",
                "intro": "",
                "questions": [
                    {"key": "title", "type": "text", "label": "事業名", "required": True, "column": "title"},
                    {"key": "requested_yen", "type": "yen", "label": "申請額", "column": "requested_yen"},
                ],
            }
        ],
        "checks": [],
        "declaration": "",
    }
    return FormVersion.objects.get_or_create(
        sha256="0" * 64, defaults={"kind": "subsidy", "definition": definition}
    )[0]  # fmt: skip


def make_sending(
    *, requested_yen: int = 50_000, title: str = "町会ホームページの開設", files: Files = ()
) -> submission.Sending:
    return submission.Sending(
        version=make_version(),
        answers={"activity": {"title": title, "requested_yen": requested_yen}},
        files=files,
        columns={"title": title, "requested_yen": requested_yen},
        key=uuid.uuid4(),
        arrived_at=timezone.now(),
    )


def make_case(
    *,
    call: Call | None = None,
    group: CommunityGroup | None = None,
    applicant: User | None = None,
    requested_yen: int = 50_000,
    notice: str = Case.Notice.ELECTRONIC,
    start: str = "receive",
    files: Files = (),
) -> Case:
    """A case just sent: it stands at the receipt step of its hub (or at ``start``)."""
    call = call or make_call()
    applicant = applicant or make_user(name="試験 花子")
    group = group or make_group(manager=applicant)
    person = getattr(applicant, "person", None) or make_person(user=applicant)
    with transaction.atomic():
        case = submission.open_case(
            actor=applicant,
            call=call,
            applicant=submission.Applicant(group=group, person=person, user=applicant, notice=notice),
            sending=make_sending(requested_yen=requested_yen, files=files),
        )
        start_run(case, outcome=start)
    return Case.objects.get(pk=case.pk)


def open_task(case: Case) -> Task:
    case.refresh_from_db()
    return Task.objects.get(pk=case.open_task)


STEP_DATA: dict[str, dict[str, Any]] = {
    "receive": {"received_on": None},
    "hub_check": {"result": "forward", "opinion": "要件を満たしている。"},
    "draft": {"outcome_wanted": "granted", "amount_yen": 50_000, "reason": "要綱に適合するため。"},
    "decision": {"result": "decide"},
    "dispatch": {"posted_on": None},
}


def complete(case: Case, actor: User, *, task: Task | None = None, **data: Any) -> Case:
    """``actor`` does the open step of ``case`` (or ``task``) through its form, as the desk does."""
    task = task or open_task(case)
    node = task.flow_task
    given = {**STEP_DATA.get(node.name, {}), **data}
    if given.get("outcome_wanted") == "refused":
        given.setdefault("letter_reason", "対象となる経費がないため。")
    given = {key: timezone.localdate() if value is None else value for key, value in given.items()}
    form = node.form(given, case=case)
    assert form.is_valid(), form.errors
    found = find_step(case_id=case.pk, task_id=task.pk, node=node.name, audience="staff")
    do_step(
        found,
        actor=actor,
        outcome=form.outcome(),
        service=form.service(),
        seen_revision=case.revision,
        data=form.data_for_service(),
    )
    return Case.objects.get(pk=case.pk)


def bring_to(step: str, case: Case, *, reviewer: User | None = None, drafter: User | None = None) -> Case:
    """The case stands at ``step`` (hub_check, draft or decision), done by fitting people."""
    reviewer = reviewer or make_staff("reviewer", case.hub)
    drafter = drafter or make_staff("division_reviewer")
    by = {"receive": reviewer, "hub_check": reviewer, "draft": drafter}
    while case.step != step:
        data = {"amount_yen": case.requested_yen} if case.step == "draft" else {}
        case = complete(case, by[case.step], **data)
    return case


def ask_correction(case: Case, *, by: User | None = None, due_on: str = "2099-03-31", **data: Any) -> Case:
    """The hub has asked for a correction of the section ``activity`` (unless ``data`` says otherwise)."""
    asked = {"result": "send_back", "opinion": "", "sections": ["activity"], "reason": "実施場所を詳しく。", **data}
    by = by or make_staff("reviewer", case.hub)
    return complete(bring_to("hub_check", case, reviewer=by), by, due_on=due_on, **asked)


def let_pass(case: Case) -> Case:
    """The last day of the open step is over."""
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    return Case.objects.get(pk=case.pk)
