"""The matters of a side by the names that the API knows them by: sort, id, and the action in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflows.cases.models import Case
from workflows.engine.matters import sorts

if TYPE_CHECKING:
    from tests.roles.world import Side

REQUEST, PARTNER = "coordination-request", "coordination-partner"
INTERVIEW, APPOINTMENT = "volunteering-interview", "volunteering-appointment"
# Record of the pages → the sort it is, and what may be done to it.
SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "request_waiting": (REQUEST, ("answer",)),
    "request": (REQUEST, ("answer", "ask", "consent")),
    "request_given": (REQUEST, ("withdraw-consent",)),
    "request_agreed": (REQUEST, ("send-sheet",)),
    "partner": (PARTNER, ("consent",)),
    "partner_given": (PARTNER, ("withdraw-consent",)),
    "partner_agreed": (PARTNER, ("send-sheet",)),
    "v_choosing": (INTERVIEW, ("choose",)),
    "v_row": (
        APPOINTMENT, ("note", "take-back", "hand-in-article", "save-profile", "answer-renewal", "resign")
    ),
}  # fmt: skip


def add_matters(side: Side) -> None:
    for record, (sort, actions) in SORTS.items():
        named = {"sort": sort, "matter_id": _id(side, record)}
        side.args[f"matter_{record}"] = named
        side.args |= {f"matter_{record}_{action}": {**named, "action": action} for action in actions}
    side.args["matter_agreement"] = {**side.args["matter_request_agreed"], "file": "agreement"}


def _id(side: Side, record: str) -> str:
    if record == "partner_agreed":
        agreed = Case.objects.get(pk=side.args["sheet_case"]["pk"]).agreement
        return str(agreed.sounding_id)
    pk = side.args[record]["pk"]
    return Case.objects.get(pk=pk).number if record == "v_choosing" else str(pk)


def version_of(side: Side, record: str) -> str:
    """What the person who may act on it has read."""
    named: dict[str, Any] = side.args[f"matter_{record}"]
    sort = sorts()[named["sort"]]
    return sort.version(sort.find(side.user, named["matter_id"]))
