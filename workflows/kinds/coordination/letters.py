"""The agreement (合意書) and the letter that none was reached. Letters are written in Japanese.

The agreement is read by both sides, so it names both and no address, telephone or e-mail of either: a consent that is
taken back later leaves nothing behind in it.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core import dates
from workflows.cases.models import Case, Submission
from workflows.correspondence.addressee import addressee_of
from workflows.correspondence.kinds import Item, LetterKind, item, list_item
from workflows.correspondence.listing import listed
from workflows.kinds.coordination.models import Agreement

LABELS = (
    ("purpose", "目的"),
    ("goals", "達成目標"),
    ("roles", "役割分担"),
    ("costs", "費用負担"),
    ("liability", "責任・保険"),
    ("personal_data", "個人情報の取扱い"),
    ("results", "成果の帰属"),
)


def agreed(case: Case, submission: Submission | None) -> list[Item]:
    agreement = _agreement(case)
    items = [*_subject(case), item("sides", "当事者", *_sides(case, agreement))]
    for name, label in LABELS:
        items += list_item(name, label, listed(getattr(agreement, name)))
    items.append(item("period", "期間", f"{dates.wareki(agreement.from_on)}から{dates.wareki(agreement.until_on)}まで"))
    return [*items, *list_item("termination", "解除", listed(agreement.termination))]


def refused(case: Case, submission: Submission | None) -> list[Item]:
    return [*_subject(case), *list_item("reasons", "理由", listed(case.proposal.get("letter_reason", "")))]


def both_sides(case: Case, submission: Submission | None) -> dict[str, str]:
    """Names alone: of the group that asked and its representative, or of the partner when the ward asked."""
    if case.is_of_ward:
        name = _agreement(case).sounding.group.name if Agreement.objects.filter(case=case).exists() else case.hub.name
        return {"postal_code": "", "address": "", "group": name, "title": "", "name": "代表者"}
    found = addressee_of(case, on=timezone.localdate(), submission=submission)
    return {**found, "postal_code": "", "address": ""}


def to_the_asker(case: Case, submission: Submission | None) -> dict[str, str]:
    """Whom it concerns that none was reached: the applicant with their address, or the hub that had asked."""
    if case.is_of_ward:
        return both_sides(case, submission)
    return addressee_of(case, on=timezone.localdate(), submission=submission)


def _agreement(case: Case) -> Agreement:
    return Agreement.objects.select_related("sounding__group").get(case=case)


def _sides(case: Case, agreement: Agreement) -> list[str]:
    return [f"{case.party_name}（依頼した側）", f"{agreement.sounding.group.name}（協力する側）"]


def _subject(case: Case) -> list[Item]:
    return [item("activity", "件名", case.title)] if case.title else []


LETTERS = (
    LetterKind("agreed", _("Agreement"), agreed, addressee=both_sides),
    LetterKind("refused", _("Letter that nothing was concluded"), refused, addressee=to_the_asker),
)
