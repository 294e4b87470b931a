"""What stands in the letters of a recruitment besides the programme's wording. Letters are written in Japanese.

The letter of an appointment (委嘱状), also from the waiting list and at a renewal, names number, role and term.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.core import dates
from workflows.cases.models import Case, Submission
from workflows.correspondence.kinds import Item, LetterKind, item, list_item
from workflows.correspondence.listing import listed
from workflows.kinds.volunteering.models import Appointment


def _first(case: Case) -> Appointment | None:
    """What the decision of the case made."""
    return Appointment.objects.filter(case=case, previous=None).first()


def appointed(case: Case, submission: Submission | None) -> list[Item]:
    found = _first(case)
    return _terms(case, found) if found else []


def renewed(case: Case, term: str) -> list[Item]:
    """``term`` is the key of the new term: a case has one such letter a year."""
    return _terms(case, Appointment.objects.get(case=case, pk=int(term)))


def _terms(case: Case, found: Appointment) -> list[Item]:
    items = [item("role", "委嘱する職", found.role), item("hub", "活動する拠点", found.hub.name)]
    if found.from_on and found.until_on:
        items.append(item("number", "登録番号", found.number))
        items.append(item("term", "任期", f"{dates.wareki(found.from_on)}から{dates.wareki(found.until_on)}まで"))
    if found.recruitment.duties:
        items += list_item("duties", "職務", listed(found.recruitment.duties))
    if found.recruitment.reward:
        items.append(item("reward", "報償", found.recruitment.reward))
    if found.recruitment.insurance:
        items.append(item("insurance", "保険", found.recruitment.insurance))
    conditions = [*listed(case.programme.conditions), *listed(case.proposal.get("conditions", ""))]
    return [*items, *list_item("conditions", "守っていただくこと", conditions)]


def waiting(case: Case, submission: Submission | None) -> list[Item]:
    found = _first(case)
    return [item("role", "応募された職", found.role)] if found else []


def refused(case: Case, submission: Submission | None) -> list[Item]:
    return list_item("reasons", "理由", listed(case.proposal.get("letter_reason", "")))


def dismissed(case: Case, term: str) -> list[Item]:
    """``term`` is the key of the term that ended; a later one may stand on the case already."""
    found = Appointment.objects.get(case=case, pk=int(term))
    items = [item("role", "職", found.role), item("number", "登録番号", found.number)]
    if found.ended_on:
        items.append(item("ended_on", "解嘱の日", dates.wareki(found.ended_on)))
    if ground := GROUNDS.get(found.dismissal_ground):
        items.append(item("ground", "解嘱の事由", ground))
    return [*items, *list_item("reasons", "解嘱の理由", listed(found.dismissal_reason))]


def not_renewed(case: Case, term: str) -> list[Item]:
    """``term`` is the key of the term that is not followed by another."""
    found = Appointment.objects.select_related("renewal").get(case=case, pk=int(term))
    items = [item("role", "職", found.role), item("number", "登録番号", found.number)]
    if found.until_on:
        items.append(item("until_on", "任期の満了日", dates.wareki(found.until_on)))
    return [*items, *list_item("reasons", "更新しない理由", listed(found.renewal.refusal_reason))]


GROUNDS: dict[str, str] = {
    Appointment.Ground.DUTIES: "職務を行わないため",
    Appointment.Ground.CONDUCT: "職にふさわしくない行為があったため",
    Appointment.Ground.CONDITIONS: "応募の要件を満たさなくなったため",
}
LETTERS = (
    LetterKind("appointed", _("Letter of appointment"), appointed),
    LetterKind("waiting", _("Letter of the waiting list"), waiting),
    LetterKind("refused", _("Letter of the result"), refused),
    LetterKind("promoted", _("Letter of appointment from the waiting list"), appointed, decides=False),
    LetterKind("renewed", _("Letter of the renewed appointment"), about=renewed, decides=False),
    LetterKind("not_renewed", _("Letter that the appointment is not renewed"), about=not_renewed, decides=False),
    LetterKind("dismissed", _("Letter of dismissal"), about=dismissed, decides=False),
)
