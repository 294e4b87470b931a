"""A decided case with everything that its letter needs, as rows; and a letter corrected by two people."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from cms.hubs.models import Ward
from cms.people.models import CommunityGroup, User
from forms.models import FormVersion
from tests.factories_people import make_group, make_person, make_staff, make_user
from workflows.cases.models import Case, Submission
from workflows.correspondence import services
from workflows.correspondence.models import Letter
from workflows.programmes.models import Call, LetterText, Programme

_serial = itertools.count(1)
GRANT_BODY = (
    "{applied_on}付けで申請のあった「{activity}」について、{legal_name}の規定に基づき、"
    "下記のとおり{programme}を交付することに決定したので通知します。"
)
REFUSAL_BODY = (
    "{applied_on}付けで申請のあった「{activity}」について、審査の結果、"
    "下記の理由により{programme}を交付しないことに決定したので通知します。"
)


def make_ward(**fields: Any) -> Ward:
    """The only ward; made once per test."""
    defaults = {
        "name": "見本区",
        "mayor_title": "見本区長",
        "mayor_name": "見本 太郎",
        "desk_name": "地域振興課",
        "desk_phone": "03-0000-0000",
        "desk_address": "東京都見本区見本1-1-1",
    }
    ward = Ward.objects.first() or Ward()
    for name, value in {**defaults, **fields}.items():
        setattr(ward, name, value)
    ward.save()
    return ward


def make_programme(**fields: Any) -> Programme:
    """A programme with the wording of both letters."""
    number = next(_serial)
    defaults = {
        "slug": f"letters-{number}",
        "kind": "subsidy",
        "name": "見本区町会・自治会デジタル活用促進補助金",
        "legal_basis": Programme.LegalBasis.OUTLINE,
        "legal_name": "見本区町会・自治会デジタル活用促進補助金交付要綱",
        "division": "地域文化部地域振興課",
        "number_mark": f"見地{number}",
        "cap_yen": 70_000,
        "conditions": "補助金を目的以外に使わないこと。\n事業の内容を変えるときは、あらかじめ区長の承認を受けること。",
    }
    programme = Programme.objects.create(**{**defaults, **fields})
    for outcome, title, body in (
        ("granted", "{programme}交付決定通知書", GRANT_BODY),
        ("refused", "{programme}不交付決定通知書", REFUSAL_BODY),
    ):
        LetterText.objects.create(programme=programme, outcome=outcome, title=title, body=body)
    return programme


def make_call(programme: Programme, **fields: Any) -> Call:
    now = timezone.now()
    defaults = {
        "slug": f"call-{next(_serial)}",
        "title": "令和8年度の募集",
        "fiscal_year": 2026,
        "budget_fiscal_year": 2026,
        "opens_at": now - datetime.timedelta(days=60),
        "closes_at": now + datetime.timedelta(days=30),
        "report_due_on": datetime.date(2027, 4, 30),
        "is_published": True,
    }
    return Call.objects.create(programme=programme, **{**defaults, **fields})


def _decided(
    outcome: str, *, notice: str, group: CommunityGroup, applicant: User, programme: Programme
) -> dict[str, Any]:
    """The columns of a case that waits for its letter."""
    number = next(_serial)
    return {
        "number": f"8{programme.number_mark}第{number}号",
        "number_mark": programme.number_mark,
        "number_in_year": number,
        "kind": "subsidy",
        "programme": programme,
        "call": make_call(programme),
        "hub": group.hub,
        "group": group,
        "person": make_person(applicant),
        "applicant": applicant,
        "title": "町会ホームページの開設",
        "notice": notice,
        "step": "letter",
        "turn": "division",
        "outcome": outcome,
        "fiscal_year": 2026,
        "budget_fiscal_year": 2026,
        "requested_yen": 80_000,
        "decided_yen": 70_000 if outcome == "granted" else None,
        "arrived_at": datetime.datetime(2026, 11, 1, 3, 0, tzinfo=datetime.UTC),
        "decided_at": timezone.now(),
        "decided_by": make_staff("division_approver"),
        "proposal": {
            "outcome": outcome,
            "reason": "要綱第4条による。",
            "letter_reason": "対象となる経費がないため。",
            "conditions": "",
        },
    }


def make_decided_case(
    outcome: str = "granted",
    *,
    notice: str = "electronic",
    representative: str = "髙﨑 𠮷德",
    applicant: User | None = None,
    programme: Programme | None = None,
    group_fields: dict[str, Any] | None = None,
    **fields: Any,
) -> Case:
    """A case decided today, with one submission that names group and representative."""
    make_ward()
    programme = programme or make_programme()
    applicant = applicant or make_user()
    group = make_group(manager=applicant, **{"name": "見本町一丁目町会", **(group_fields or {})})
    defaults = _decided(outcome, notice=notice, group=group, applicant=applicant, programme=programme)
    case = Case.objects.create(**{**defaults, **fields})
    submit(case, representative=representative)
    return case


def make_clerk() -> User:
    """Handles letters: a reviewer of the division."""
    return make_staff("division_reviewer")


def corrected(letter: Letter, *, reason: str = "誤り", **more: Any) -> Letter:
    """The next version: asked for by one person and confirmed by another."""
    changes = more.get("changes", {"addressee.address": "見本区見本町9-9-9"})
    asked = services.ask_correction(letter, actor=make_clerk(), reason=reason, changes=changes)
    return services.confirm_correction(asked, actor=make_staff("division_approver"))


def submit(case: Case, *, representative: str, number: int = 1, **answers: str) -> Submission:
    """A submission whose questions carry the pre-fill marks that a letter looks for."""
    asked = {"group_name": "group.name", "group_address": "group.address", "rep_title": "officer.title"}
    asked["rep_name"] = "officer.name"
    definition = {
        "kind": "subsidy",
        "sections": [
            {"key": "group", "questions": [{"key": k, "type": "text", "prefill": p} for k, p in asked.items()]}
        ],
    }
    version, _made = FormVersion.objects.get_or_create(
        sha256="0" * 64, defaults={"kind": "subsidy", "definition": definition}
    )
    given = {
        "group_name": case.group.name,
        "group_address": case.group.address,
        "rep_title": "会長",
        "rep_name": representative,
        **answers,
    }
    return Submission.objects.create(
        case=case,
        number=number,
        version=version,
        answers={"group": given},
        arrived_at=case.arrived_at,
        sent_by=case.applicant,
        key=f"00000000-0000-4000-8000-{next(_serial):012d}",
    )
