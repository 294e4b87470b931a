"""Every text of a letter, frozen on the day it is numbered: later changes of data change no letter.

The content is plain JSON and the only thing that the renderer reads, so that the same row gives the
same PDF for ever. Letters are official Japanese and are written here in Japanese.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError
from cms.hubs.models import Ward
from workflows.cases.models import Case
from workflows.correspondence import wording
from workflows.correspondence.addressee import addressee_of, newest_submission
from workflows.correspondence.kinds import base_key, letter_kind
from workflows.correspondence.listing import paragraphs
from workflows.correspondence.marks import fill
from workflows.programmes.models import LetterText

Content = dict[str, Any]
SCHEMA = 1
SEAL_NOTE = "（公印省略）"


@dataclass(frozen=True)
class Identity:
    """What no two letters share. ``branch`` is the 枝番 of the case's number."""

    branch: int
    number: str
    code: str
    dated_on: date


def freeze(case: Case, *, outcome: str, identity: Identity) -> Content:
    """The content of a first letter.

    Raises CaseError when the ward or the programme lacks what the letter needs, with its name.
    """
    ward = Ward.objects.first()
    if ward is None:
        raise CaseError(_("The ward itself has not been entered yet; a letter needs its sender."))
    text = LetterText.objects.filter(programme=case.programme, outcome=base_key(outcome)).first()
    if text is None:
        raise CaseError(_("The programme “%(name)s” has no wording for this letter.") % {"name": case.programme})
    if case.programme.lacks_appeal_notice:
        raise CaseError(
            _("“%(name)s” rests on an ordinance, so its letters need the notice on appeal. Please have it entered.")
            % {"name": case.programme}
        )
    letter = letter_kind(case.kind, outcome)
    submission = newest_submission(case)
    if letter.addressee is not None:
        addressee = letter.addressee(case, submission)
    else:
        addressee = addressee_of(case, on=identity.dated_on, submission=submission)
    values = {**wording.values(case, ward=ward, addressee=addressee), **letter.marks(case)}
    return {
        "schema": SCHEMA,
        "outcome": outcome,
        "title": fill(text.title, values),
        **identified(identity),
        "addressee": addressee,
        "sender": {"title": wording.mayor_title(ward), "name": ward.mayor_name, "seal_note": SEAL_NOTE},
        "supersedes": "",
        "body": paragraphs(fill(text.body, values)),
        "items": letter.lines(case, submission, outcome),
        "appeal": paragraphs(case.programme.appeal_notice),
        "contact": {"heading": "この通知についてのお問い合わせ", "lines": _contact(case, ward)},
    }


def identified(identity: Identity) -> Content:
    """The parts of the content that change with every letter: number, date, how to verify it."""
    page = settings.BASE_URL + reverse("letters:verify")
    return {
        "number": identity.number,
        "date": dates.wareki(identity.dated_on),
        "dated_on": identity.dated_on.isoformat(),
        "verification": {
            "heading": "この通知書の確認",
            "note": "次のページで、文書番号と確認コードにより、区が発行したものか確認できます。",
            "address": page,
            "url": f"{page}?{urlencode({'n': identity.number, 'c': identity.code})}",
            "code_label": "確認コード",
            "code": identity.code,
            "qr_alt": "確認ページを開くための二次元コード",
        },
    }


def supersedes(*, number: str, date_text: str) -> str:
    """The sentence that tells the reader which earlier letter this one takes the place of."""
    return f"この通知書は、{date_text}付け{number}の通知書を訂正し、これに代わるものです。"


def _contact(case: Case, ward: Ward) -> list[str]:
    """The division, then the hub with its telephone, or the general desk while the hub has none."""
    hub = case.hub
    lines = [f"{ward.name}　{case.programme.division}"]
    if hub.phone:
        office = f"（{hub.office_title}）" if hub.office_title else ""
        return [*lines, f"{hub.name}{office}", f"電話　{hub.phone}"]
    desk = [ward.desk_name] if ward.desk_name != case.programme.division else []
    return [*lines, *desk, f"電話　{ward.desk_phone}"]
