"""Two of everything: a record of one's own hub or group, and a foreign one that bears a canary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from cms.admin.models import Export
from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from cms.people.models import CommunityGroup, Role, User
from cms.people.services.invitations import invite
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call, submitted_case
from tests.factories_people import make_deputy, make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Case, Consultation
from workflows.correspondence.services import ask_correction
from workflows.intake.services import begin_paper
from workflows.programmes.models import Call

CANARY = "金糸雀"
HUB_STAFF = (Role.REVIEWER, Role.CHIEF)
STAFF = tuple(Role)
ROLES = ("anonymous", "applicant", "stranger", *[str(role) for role in STAFF])


@dataclass
class Side:
    """The records of one group at one hub; ``args`` fills the addresses."""

    hub: Hub
    user: User
    group: CommunityGroup
    case: Case
    decided: Case
    args: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class World:
    call: Call
    own: Side
    foreign: Side
    people: dict[str, User]

    def client(self, role: str) -> Client:
        return Client() if role == "anonymous" else client_of(self.people[role])

    def side(self, name: str) -> Side:
        return self.own if name == "own" else self.foreign


def make_world() -> World:
    """A world in which every role has somebody; the applicant belongs to the own group."""
    call = make_whole_call(budget_yen=10_000_000, programme={"consultation": "optional"})
    own = _side(call, make_hub(), "")
    foreign = _side(call, make_hub(), CANARY)
    people = {"applicant": own.user, "stranger": make_user(name="無関係 次郎")}
    for role in STAFF:
        people[str(role)] = make_staff(role, own.hub if role in (*HUB_STAFF, Role.EDITOR) else None)
    _owned(own, people["reviewer"])
    _owned(foreign, make_staff("reviewer", foreign.hub))
    deputy = make_deputy(people["division_approver"], make_staff("division_reviewer"))
    for side in (own, foreign):
        side.args["deputy"] = {"pk": deputy.pk}
        side.args["role"] = {"pk": people["chief"].hub_roles.get().pk}
    return World(call, own, foreign, people)


def _side(call: Call, hub: Hub, mark: str) -> Side:
    user, group = make_applicant(hub=hub, name=f"{mark or '自分'}町会", name_kana="")
    case = submitted_case(call=call, user=user, group=group, activity={"title": f"{mark or '自分'}の事業"})
    decided = submitted_case(call=call, user=user, group=group, activity={"title": f"{mark or '自分'}の決定事業"})
    decided = complete(bring_to("decision", decided), make_staff("division_approver"))
    run_due()
    letter = decided.letters.get()
    changes = {"addressee.name": f"{mark or '自分'} 訂正"}
    asked = ask_correction(letter, actor=make_staff("division_reviewer"), reason="氏名の誤り", changes=changes)
    draft = make_draft_complete(user, call, group)
    consultation = Consultation.objects.create(
        call=call, group=group, hub=hub, requested_by=user, wish=f"{mark}の相談", contact_phone="03-0000-0000"
    )
    kept = case.submissions.get().files.first()
    invitation = invite(group, actor=user, email=f"{hub.code}@example.jp")
    other = make_membership(group, make_user())
    side = Side(hub, user, group, case, decided)
    side.args = {
        "case": {"pk": case.pk},
        "decided": {"pk": decided.pk},
        "sent": {"pk": case.pk, "number": 1},
        "desk_file": {"pk": case.pk, "file": kept.file_id},
        "case_file": {"pk": case.pk, "file_pk": kept.pk},
        "step": {"pk": case.pk, "task": case.open_task, "node": "receive"},
        "desk_letter": {"pk": decided.pk, "letter": letter.pk},
        "desk_correction": {"pk": decided.pk, "letter": letter.pk, "correction": asked.pk},
        "letter": {"pk": letter.pk},
        "draft": {"draft_id": draft.pk},
        "draft_section": {"draft_id": draft.pk, "key": "activity"},
        "draft_question": {"draft_id": draft.pk, "question": "rules"},
        "draft_file": {"draft_id": draft.pk, "pk": draft.files.first().pk},
        "consultation": {"consultation": consultation.pk},
        "own_consultation": {"slug": call.slug, "pk": consultation.pk},
        "group": {"pk": group.pk},
        "membership": {"pk": group.pk, "membership": other.pk},
        "invitation": {"pk": group.pk, "invitation": invitation.pk},
        "call": {"slug": call.slug},
        "none": {},
    }
    return side


def _owned(side: Side, staff: User) -> None:
    """A paper form being typed in, and an export, both of this member of the hub's staff."""
    paper = begin_paper(side.case.call, actor=staff, group=side.group)
    export = Export.objects.create(owner=staff, format="csv")
    side.args |= {
        "paper": {"draft": paper.pk},
        "paper_section": {"draft": paper.pk, "section": "activity"},
        "export": {"pk": export.pk},
    }
