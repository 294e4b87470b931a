"""The records of a side by the names that the API knows them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.models import DraftFile
from tests.roles.world_content import add_content
from workflows.cases.models import CaseFile

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_numbers(side: Side) -> None:
    """Cases by number, files of a draft and of a case, the letter; and what an action needs in its address."""
    for name, case in side.cases.items():
        side.args[f"api_{name}"] = {"number": case.number}
        side.args[f"api_step_{name}"] = {"number": case.number, "action": case.step}
    number = side.cases["receive"].number
    kept = CaseFile.objects.filter(submission__case=side.cases["receive"]).first()
    draft = side.args["draft"]["draft_id"]
    assert kept is not None
    side.args |= {
        "api_case_file": {"number": number, "file_id": kept.pk},
        "api_draft_file": {"draft_id": draft, "file_id": DraftFile.objects.filter(draft=draft).first().pk},
        "api_consultation": {"consultation_id": side.args["consultation"]["consultation"]},
        "api_letter": {"letter_id": side.letter.pk},
        "api_desk_letter": {"number": side.cases["decided"].number, "letter_id": side.letter.pk},
        "api_flow": {"kind": "subsidy"},
        "api_problem": {"code": "not-found"},
        **{f"api_{one}": {"number": number, "action": one} for one in ("withdraw", "take", "hand-over", "move")},
        "api_correct": {"number": side.cases["correction"].number, "action": "correct"},
        "api_give-back": {"number": side.cases["held"].number, "action": "give-back"},
    }
    add_content(side)
