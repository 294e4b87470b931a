"""What this kind keeps about one person: what they let others see of them, and what they said for their side.

A consent that staff took down names whoever was on the telephone, so a row counts as the person's when they gave it
themselves in My page or when it is reached and named as they are. The other side's rows never do.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import OFFICE, Kept, Table, Whom, register, table
from workflows.cases.disclosing import in_cases
from workflows.kinds.coordination.models import Consent, Remark, ReviewSheet, Sounding, Way

CASE = _("number of the case")


def kept(whom: Whom) -> Kept:
    return Kept(tables=[_consents(whom), _answers(whom), _remarks(whom), _sheets(whom)])


def _consents(whom: Whom) -> Table:
    rows = Consent.objects.filter(in_cases(whom, "sounding__case")).exclude(
        ~Q(given_by=whom.user_id), Q(phone="") & Q(email="")
    )
    columns = {
        "sounding__case__number": CASE, "side": _("side of the person"), "name": _("contact person"),
        "phone": _("telephone"), "email": _("e-mail address"), "given_at": _("consented at"),
        "withdrawn_at": _("taken back at"),
    }  # fmt: skip

    def is_theirs(row: dict[str, Any]) -> bool:
        gave = bool(whom.user_id) and row["given_by"] == whom.user_id and row["way"] == Way.ONLINE
        reached = whom.is_reached(row["phone"]) or whom.is_reached(row["email"])
        return (gave and (not row["name"] or whom.is_named(row["name"]))) or (reached and whom.is_named(row["name"]))

    return table(
        "contact_consents", _("Consents to show contact data"), rows.order_by("pk"), columns,
        only=is_theirs, beside=("given_by", "way"),
    )  # fmt: skip


def _answers(whom: Whom) -> Table:
    rows = Sounding.objects.filter(in_cases(whom, "case"), answered_by=whom.user_id, answered_way=Way.ONLINE)
    columns = {
        "case__number": CASE, "group__name": _("group"), "state": _("answer"), "conditions": _("conditions"),
        "answered_at": _("answered at"),
    }  # fmt: skip
    return table("sounding_answers", _("Answers to requests"), rows.order_by("pk"), columns)


def _remarks(whom: Whom) -> Table:
    rows = Remark.objects.filter(in_cases(whom, "sounding__case"), written_by=whom.user_id, by_hub=False)
    columns = {"sounding__case__number": CASE, "text": _("text"), "written_at": _("written at")}
    return table("remarks", _("Questions to the hub"), rows.order_by("pk"), columns)


def _sheets(whom: Whom) -> Table:
    rows = ReviewSheet.objects.filter(in_cases(whom, "case"), sent_by=whom.user_id, way=Way.ONLINE)
    columns = {
        "case__number": CASE, "side": _("side of the person"), "achieved": _("what was achieved"),
        "went_well": _("what went well"),
        "difficulties": _("what was difficult"), "learned": _("what was learned"),
        "may_publish": _("it may be told publicly"), "sent_at": _("sent at"),
    }  # fmt: skip
    return table("review_sheets", _("Review sheets"), rows.order_by("pk"), columns)


register(
    "coordination", kept,
    tables=tuple(f"coordination.{name}" for name in ("Consent", "Sounding", "Remark", "ReviewSheet")),
    left_out={
        **dict.fromkeys(
            (f"coordination.{name}" for name in ("Advice", "Inquiry", "InquiryAnswer", "Coordination")), OFFICE
        ),
        "coordination.Talk": _("A record by staff, which may name several people: checked by hand."),
    },
)  # fmt: skip
