"""A case that went the longest way there is, with a canary in every text that anybody could type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from cms.jobs.worker import run_due
from cms.people.models import User
from forms.drafts import attach, save_section
from forms.models import Draft
from tests.canaries import KANA, PHONE, TEXT
from tests.cms.admin.walking import client_of, walk
from tests.factories_intake import ATTACHMENTS, fill, make_applicant, make_draft, make_whole_call, pdf, typed
from tests.factories_letters import corrected, make_clerk
from tests.factories_people import make_membership, make_staff, make_user
from workflows.cases.models import Case
from workflows.cases.services import consultation as consultations
from workflows.correspondence.models import Letter
from workflows.correspondence.places import correctable
from workflows.correspondence.services import ask_correction
from workflows.engine import moving
from workflows.intake.services import submit
from workflows.intake.services.correcting import begin_correction, resubmit

LINE = f"{TEXT}の記載"
ANSWERS = typed(
    group={
        "group_name": LINE, "group_address": LINE, "representative_title": LINE, "representative_name": LINE,
        "representative_kana": KANA,
    },
    contact={"contact_name": LINE, "contact_phone": PHONE, "contact_email": f"{TEXT}@example.jp"},
    activity={"title": LINE, "purpose": LINE, "content": LINE, "place": LINE, "effect": LINE},
    budget={"expenses-0-description": LINE, "income-0-description": LINE, "income-1-description": LINE},
)  # fmt: skip


@dataclass
class CanaryCase:
    """The case, who sent it, the staff who worked on it, and the draft from which it came."""

    case: Case
    applicant: User
    reviewer: User
    approver: User
    draft: Draft

    @property
    def resident(self) -> Client:
        return client_of(self.applicant)

    @property
    def desk(self) -> Client:
        return client_of(self.reviewer)

    @property
    def letter(self) -> Letter:
        return self.case.letters.order_by("-branch")[0]


def make_canary_case() -> CanaryCase:
    """Closed by an electronic letter that was corrected once; of two lists that lie among the exports one holds it."""
    call = make_whole_call(programme={"consultation": "optional"})
    applicant, group = make_applicant()
    reviewer = make_staff("reviewer", group.hub)
    asked = consultations.request_consultation(
        call, actor=applicant, group=group, at=timezone.now(), wish=LINE, wanted_dates=LINE, contact_phone=PHONE
    )
    consultations.hold(asked, actor=reviewer, held_on=timezone.localdate(), record=LINE)
    draft = make_draft(applicant, call, group)
    fill(draft, applicant, ANSWERS)
    for question in ATTACHMENTS:
        attach(draft, actor=applicant, question=question, upload=pdf(f"{TEXT}.pdf", text=f"{TEXT}{question}"))
    case = submit(draft, actor=applicant, arrived_at=timezone.now())
    made = CanaryCase(case, applicant, reviewer, make_staff("division_approver"), draft)
    _correct(made)
    _decide(made)
    _correct_letter(made)
    for search in ({"q": TEXT}, {}):
        made.desk.post("/cms/desk/exports/", {"format": "csv", "view": "all", **search})
    made.case.refresh_from_db()
    return made


def _correct(made: CanaryCase) -> None:
    """Taken in, sent back; a colleague's correction stays unsent, the applicant's own is sent."""
    case, group = made.case, made.case.group
    walk(made.desk, case, note=LINE)
    colleague = make_staff("reviewer", case.hub)
    moving.hand_over(case, actor=made.reviewer, holder=colleague)
    moving.hand_over(case, actor=colleague, holder=made.reviewer, reason=LINE)
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    walk(made.desk, case, result="send_back", sections=["activity"], reason=LINE, due_on=due, opinion="")
    colleague = make_user()
    make_membership(group, colleague)
    begin_correction(case, actor=colleague)
    draft = begin_correction(case, actor=made.applicant)
    data = QueryDict(mutable=True)
    data.update({**ANSWERS["activity"], "effect": f"{LINE}を改めた"})
    save_section(draft, actor=made.applicant, section="activity", data=data, seen_revision=1)
    resubmit(draft, actor=made.applicant, arrived_at=timezone.now())


def _decide(made: CanaryCase) -> None:
    """Checked, drafted, returned once, drafted again by a colleague, decided; the letter is made and the case ends."""
    case, approver = made.case, client_of(made.approver)
    walk(made.desk, case, opinion=LINE)
    drafter = client_of(make_staff("division_reviewer"))
    walk(drafter, case, reason=LINE, amount_yen=case.requested_yen - 1000, letter_reason=LINE, conditions=LINE)
    walk(approver, case, result="send_back", reason=LINE)
    walk(drafter, case, reason=LINE, amount_yen=case.requested_yen - 1000, letter_reason=LINE, conditions=LINE)
    walk(approver, case, reason=LINE)
    run_due()
    case.refresh_from_db()
    assert case.closed_at is not None, case.step


def _correct_letter(made: CanaryCase) -> None:
    letter = made.letter
    place = next(place for place in correctable(letter.content) if place.path == "addressee.address")
    corrected(letter, reason=LINE, changes={place.path: f"{LINE}1番地"})
    run_due()
    assert made.letter.state == Letter.State.ISSUED
    ask_correction(
        Letter.objects.get(pk=made.letter.pk), actor=make_clerk(), reason=LINE, changes={place.path: f"{LINE}2番地"}
    )


def administrator() -> User:
    return make_staff("administrator")
