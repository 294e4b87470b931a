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


def _newest(case: Case) -> Appointment | None:
    return Appointment.objects.filter(case=case).order_by("-pk").first()


def appointed(case: Case, submission: Submission | None) -> list[Item]:
    found = _newest(case)
    if found is None:
        return []
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
    found = _newest(case)
    return [item("role", "応募された職", found.role)] if found else []


def refused(case: Case, submission: Submission | None) -> list[Item]:
    return list_item("reasons", "理由", listed(case.proposal.get("letter_reason", "")))


def dismissed(case: Case, submission: Submission | None) -> list[Item]:
    found = _newest(case)
    if found is None:
        return []
    items = [item("role", "職", found.role), item("number", "登録番号", found.number)]
    if found.ended_on:
        items.append(item("ended_on", "解嘱の日", dates.wareki(found.ended_on)))
    return [*items, *list_item("reasons", "解嘱の理由", listed(found.dismissal_reason))]


LETTERS = (
    LetterKind("appointed", _("Letter of appointment"), appointed),
    LetterKind("waiting", _("Letter of the waiting list"), waiting),
    LetterKind("refused", _("Letter of the result"), refused),
    LetterKind("promoted", _("Letter of appointment from the waiting list"), appointed, decides=False),
    LetterKind("renewed", _("Letter of the renewed appointment"), appointed, decides=False),
    LetterKind("dismissed", _("Letter of dismissal"), dismissed, decides=False),
)
