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

from cms.core import dates, money
from cms.core.errors import CaseError
from cms.hubs.models import Ward
from workflows.cases.models import Case, Submission
from workflows.correspondence import supported, wording
from workflows.correspondence.addressee import addressee_of, newest_submission
from workflows.correspondence.listing import listed, paragraphs
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
    text = LetterText.objects.filter(programme=case.programme, outcome=outcome).first()
    if text is None:
        raise CaseError(_("The programme “%(name)s” has no wording for this letter.") % {"name": case.programme})
    if case.programme.lacks_appeal_notice:
        raise CaseError(
            _("“%(name)s” rests on an ordinance, so its letters need the notice on appeal. Please have it entered.")
            % {"name": case.programme}
        )
    submission = newest_submission(case)
    addressee = addressee_of(case, on=identity.dated_on, submission=submission)
    values = wording.values(case, ward=ward, addressee=addressee)
    return {
        "schema": SCHEMA,
        "outcome": outcome,
        "title": fill(text.title, values),
        **identified(identity),
        "addressee": addressee,
        "sender": {"title": wording.mayor_title(ward), "name": ward.mayor_name, "seal_note": SEAL_NOTE},
        "supersedes": "",
        "body": paragraphs(fill(text.body, values)),
        "items": _items(case, outcome, submission),
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


def _item(key: str, label: str, *lines: str) -> dict[str, Any]:
    return {"key": key, "label": label, "lines": list(lines), "list": []}


def _list_item(key: str, label: str, entries: list[str]) -> list[dict[str, Any]]:
    """No item for no entry, one line for one, a numbered list for more."""
    if len(entries) > 1:
        return [{"key": key, "label": label, "lines": [], "list": entries}]
    return [_item(key, label, *entries)] if entries else []


def _items(case: Case, outcome: str, submission: Submission | None) -> list[dict[str, Any]]:
    programme = case.programme
    granted = outcome == Case.Outcome.GRANTED
    items = [_item("activity", "事業名", case.title)] if case.title else []
    if granted and case.decided_yen is not None:
        items.append(_item("decided", "交付決定額", f"金{money.yen(case.decided_yen)}"))
    if case.requested_yen:
        items.append(_item("requested", "申請額", f"金{money.yen(case.requested_yen)}"))
    items += _reasons(case, outcome)
    if granted:
        items += _supported(case, submission)
    if programme.legal_name:
        items.append(_item("legal_name", "根拠", programme.legal_name))
    if granted:
        conditions = [*listed(programme.conditions), *listed(case.proposal.get("conditions", ""))]
        items += _list_item("conditions", "交付の条件", conditions)
        if case.call.report_due_on:
            items.append(_item("report_due", "実績報告期限", dates.wareki(case.call.report_due_on)))
    return items


def _reasons(case: Case, outcome: str) -> list[dict[str, Any]]:
    """Why not all of what was asked for is granted (行政手続法第8条); the grounds of the draft stay inside."""
    told = listed(case.proposal.get("letter_reason", ""))
    if outcome == Case.Outcome.REFUSED:
        return _list_item("reasons", "不交付の理由", told)
    if outcome == Case.Outcome.GRANTED and (case.decided_yen or 0) < case.requested_yen:
        return _list_item("reasons", "申請額の一部を交付しない理由", told)
    return []


def _supported(case: Case, submission: Submission | None) -> list[dict[str, Any]]:
    """The costs and the time that the grant is for."""
    costs, days = supported.eligible_costs(submission), supported.period(case, submission)
    items = [_item("costs", "対象経費", *costs)] if costs else []
    return [*items, _item("period", "補助対象期間", days)] if days else items


def _contact(case: Case, ward: Ward) -> list[str]:
    """The division, then the hub with its telephone, or the general desk while the hub has none."""
    hub = case.hub
    lines = [f"{ward.name}　{case.programme.division}"]
    if hub.phone:
        office = f"（{hub.office_title}）" if hub.office_title else ""
        return [*lines, f"{hub.name}{office}", f"電話　{hub.phone}"]
    desk = [ward.desk_name] if ward.desk_name != case.programme.division else []
    return [*lines, *desk, f"電話　{ward.desk_phone}"]
