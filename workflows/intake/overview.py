"""What My page lists: drafts, consultations, cases and letters, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _

from cms.hubs.models import Hub
from cms.people.groups import groups_of
from cms.people.models import CommunityGroup
from forms.models import Draft
from workflows.cases.access import readable_by_applicant
from workflows.cases.models import Case, Consultation
from workflows.cases.party import Party
from workflows.correspondence.models import Letter
from workflows.correspondence.queries import GIVEN_OUT
from workflows.engine.kind import kind_of
from workflows.intake.expiry import kept_until
from workflows.intake.services.correcting import STEP
from workflows.intake.subjects import CALL, CORRECTION, PAPER, for_call, parse
from workflows.linking.services.beginning import ORIGIN
from workflows.programmes.models import Call


@dataclass(frozen=True)
class DraftRow:
    """An unsent form: for which call or case, for which group, until when it can be sent."""

    draft: Draft
    purpose: str
    call: Call | None
    case: Case | None
    group: CommunityGroup | None
    hub: Hub | None = None  # at which a person applies for themselves
    is_over: bool = False  # a correction that is no longer awaited: it cannot be sent any more

    def is_for(self, party: Party) -> bool:
        return self.group == party.group if party.group else self.group is None and self.hub == party.hub

    @property
    def title(self) -> str:
        if self.purpose == CORRECTION and self.case:
            return _("Correction of %(number)s") % {"number": self.case.number}
        return self.call.title if self.call else ""

    @property
    def origin(self) -> str:
        """The number of the case from which the form was begun, if it was."""
        return str(self.draft.context.get(ORIGIN, ""))

    @property
    def until(self) -> datetime | None:
        if self.is_over:
            return None
        if self.purpose == CORRECTION:
            return self.case.due_at if self.case else None
        return self.call.closes_at if self.call else None

    @property
    def kept_until(self) -> datetime | None:
        """Until when an unsent form is kept after its call has closed."""
        return kept_until(self.call.closes_at) if self.call else None


@dataclass(frozen=True)
class CaseRow:
    """A case in the resident's words."""

    case: Case
    label: str
    next_text: str
    turn: str
    letters: list[Letter]

    @property
    def is_theirs(self) -> bool:
        """The applicant has to act."""
        return self.case.turn == Case.Turn.APPLICANT


def draft_rows(user: Any, *, subjects: list[str] | None = None) -> list[DraftRow]:
    """Unsent drafts of ``user``, the newest first; five queries however many there are."""
    drafts = Draft.objects.filter(owner_id=user.pk, sent_at=None, discarded_at=None).order_by("-updated_at")
    drafts = drafts.exclude(subject__startswith=PAPER)
    if subjects is not None:
        drafts = drafts.filter(subject__in=subjects)
    known = [(draft, parse(draft.subject)) for draft in drafts]
    calls = Call.objects.in_bulk({s.record for _draft, s in known if s.purpose == CALL})
    corrected = Case.objects.annotate(last_sending=Max("submissions__number"))
    cases = corrected.in_bulk({s.record for _draft, s in known if s.purpose == CORRECTION})
    groups = CommunityGroup.objects.in_bulk({draft.context.get("group") for draft, _s in known} - {None})
    hubs = Hub.objects.in_bulk({draft.context.get("hub") for draft, _s in known if not draft.context.get("group")})
    return [
        DraftRow(
            draft=draft,
            purpose=subject.purpose,
            call=calls.get(subject.record) if subject.purpose == CALL else None,
            case=cases.get(subject.record) if subject.purpose == CORRECTION else None,
            group=groups.get(draft.context.get("group")),
            hub=hubs.get(draft.context.get("hub")),
            is_over=subject.purpose == CORRECTION and _is_over(cases.get(subject.record), subject.round),
        )
        for draft, subject in known
    ]


def _is_over(case: Any, started_from: int) -> bool:
    """The case has ended or gone on, or somebody of the group sent another correction first."""
    return case is None or not case.is_open or case.step != STEP or case.last_sending != started_from


def drafts_for_call(user: Any, call: Call) -> list[DraftRow]:
    return draft_rows(user, subjects=[str(for_call(call))])


def case_rows(user: Any) -> list[CaseRow]:
    """Cases of the person's groups: first those that wait for them, then the newest."""
    issued = Letter.objects.filter(GIVEN_OUT).order_by("branch")
    cases = (
        readable_by_applicant(user)
        .select_related("hub", "group", "person", "call", "programme")
        .prefetch_related(Prefetch("letters", queryset=issued, to_attr="issued_letters"))
        .order_by("-arrived_at", "-id")
    )
    rows = [case_row(case, case.issued_letters) for case in cases]  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: not row.is_theirs)


def case_row(case: Case, letters: list[Letter]) -> CaseRow:
    step = kind_of(case).step(case.step)
    return CaseRow(case, str(step.public_label), str(step.next_text), turn_words(case), letters)


def turn_words(case: Case) -> str:
    """Whose turn it is, said to the applicant."""
    if case.turn == Case.Turn.APPLICANT:
        return _("It is your turn")
    if case.turn == Case.Turn.HUB:
        return _("The hub (%(hub)s) is working on it") % {"hub": case.hub.name}
    if case.turn == Case.Turn.DIVISION:
        return _("The ward office (%(division)s) is working on it") % {"division": case.programme.division}
    return _("Nothing is left to do")


def consultations(user: Any) -> list[Consultation]:
    """Those that no application has followed yet, the newest first; cancelled ones are left out."""
    rows = Consultation.objects.filter(group__in=groups_of(user), case__isnull=True)
    rows = rows.exclude(state=Consultation.State.CANCELLED)
    return list(rows.select_related("group", "hub", "call").order_by("-created_at"))
