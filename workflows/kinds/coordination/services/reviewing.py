"""Looking back: a sheet of each side, and whether the activity is told publicly."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.errors import CaseError
from cms.core.waiting import or_busy
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.coordination.models import Agreement, ReviewSheet, Side, Way
from workflows.kinds.coordination.services.sides import locked, may_speak
from workflows.kinds.coordination.services.talking import coordination_of

STEP = "review"
NOT_ASKED = gettext_lazy("The sheet is not asked for now.")


def send_sheet(case: Case, *, actor: User, side: str, way: str = Way.ONLINE, **answers: Any) -> ReviewSheet:
    """The sheet of one side, once. Raises Forbidden, CaseError (not asked for now, sent before), Busy."""
    with or_busy(), transaction.atomic():
        agreement = Agreement.objects.select_related("sounding").filter(case=case).first()
        if agreement is None:
            raise CaseError(str(NOT_ASKED))
        agreement.sounding.case = case
        case, sounding = locked(agreement.sounding)
        may_speak(actor, case, sounding, side=side, way=way)
        if case.step != STEP:
            raise CaseError(str(NOT_ASKED))
        if not str(answers.get("achieved", "")).strip():
            raise CaseError(_("Please write what was achieved."))
        if ReviewSheet.objects.filter(case=case, side=side).exists():
            raise CaseError(_("The sheet of this side has been sent already."))
        sheet = ReviewSheet.objects.create(case=case, side=side, sent_by=actor, way=way, **answers)
        texts = {name: value for name, value in answers.items() if isinstance(value, str)}
        payload = {"side": str(side), "way": str(way), "may_publish": sheet.may_publish, "again": sheet.again}
        record(case, actor=actor, verb="sheet_sent", payload=payload, details=texts)
    return sheet


def missing_sheets(case: Case) -> set[str]:
    there = set(case.review_sheets.values_list("side", flat=True))
    return {Side.APPLICANT.value, Side.PARTNER.value} - there


def sheets_for(case: Case, side: str) -> tuple[ReviewSheet | None, ReviewSheet | None]:
    """The sheet of this side, and the other's once both are in."""
    there = {one.side: one for one in case.review_sheets.all()}
    other = next((one for key, one in there.items() if key != side), None)
    return there.get(side), other if len(there) == len(Side) else None


def both_agree_to_publish(case: Case) -> bool:
    sheets = list(case.review_sheets.all())
    return len(sheets) == len(Side) and all(sheet.may_publish for sheet in sheets)


def decide_publication(case: Case, *, actor: User, publish: bool, reason: str) -> Case:
    """Told publicly only when both sides said so on their sheets. Raises CaseError otherwise."""
    case = lock(case)
    if publish and not both_agree_to_publish(case):
        raise CaseError(_("Both sides have to say on their sheets that it may be told."))
    own = coordination_of(case)
    own.publish, own.publish_reason = publish, reason
    own.save(update_fields=["publish", "publish_reason"])
    record(case, actor=actor, verb="publication_decided", payload={"publish": publish}, details={"reason": reason})
    return case
