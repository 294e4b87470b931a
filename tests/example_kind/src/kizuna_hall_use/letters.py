"""What stands in the letters of this kind besides the programme's wording. Letters are written in Japanese."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case, Submission
from workflows.correspondence.kinds import Item, LetterKind, item, list_item
from workflows.correspondence.listing import listed


def accepted(case: Case, submission: Submission | None) -> list[Item]:
    conditions = [*listed(case.programme.conditions), *listed(case.proposal.get("conditions", ""))]
    return [*_subject(case), *list_item("conditions", "条件", conditions)]


def refused(case: Case, submission: Submission | None) -> list[Item]:
    return [*_subject(case), *list_item("reasons", "理由", listed(case.proposal.get("letter_reason", "")))]


def _subject(case: Case) -> list[Item]:
    return [item("activity", "件名", case.title)] if case.title else []


LETTERS = (
    LetterKind("accepted", _("Letter of acceptance"), accepted),
    LetterKind("refused", _("Letter of refusal"), refused),
)
