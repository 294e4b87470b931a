"""Field notes, the ledger of issues and the ledger of collaboration: who reads, writes and publishes."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from tests.factories_ledger import entry_data
from tests.roles.door import Door, act, listing, page
from tests.roles.people import everybody, hub_acts, hub_staff, only
from tests.roles.world import Side, World

WARD = ("division_reviewer", "deputy", "division_approver", "auditor")
EVERY_ENTRY = (*WARD, "editor_in_chief")
NOTE, INFORMANT, ISSUE, CHANGE = (f"fieldwork_{name}" for name in ("fieldnote", "informant", "issue", "issuechange"))
ENTRY = "ledger_collaboration"
reads_all_issues, reads_all_entries = only(*WARD), only(*EVERY_ENTRY)


def reads_issues(role: str, side: str) -> bool:
    return role in WARD or hub_staff(role, side)


def reads_issue(role: str, side: str) -> bool:
    return role in WARD or hub_acts(role, side)


def the_chief(role: str, side: str) -> bool:
    return role == "chief" and side == "own"


def writes_entries(role: str, side: str) -> bool:
    return role in ("editor", "reviewer", "chief")


def keeps_entry(role: str, side: str) -> bool:
    return role == "editor_in_chief" or (writes_entries(role, side) and side == "own")


def reads_entry(role: str, side: str) -> bool:
    return role in EVERY_ENTRY or keeps_entry(role, side)


def publishes(role: str, side: str) -> bool:
    return role == "editor_in_chief" or the_chief(role, side)


def note(world: World, side: Side) -> dict[str, Any]:
    place = side.args["chome"]["pk"]
    return {"key": str(uuid.uuid4()), "chome": place, "heard": "街灯が切れている。", "privacy": "shared"}


def due(world: World, side: Side) -> dict[str, Any]:
    return {"hub": side.hub.code, "reason": "保存期間の満了"}


def joining(world: World, side: Side) -> dict[str, Any]:
    return {"action": "join", "issue": side.args["issue"]["pk"]}


def told(world: World, side: Side) -> dict[str, Any]:
    return {"action": "told", "informant": side.fieldwork["informant"], "how": "phone"}


def declined(world: World, side: Side) -> dict[str, Any]:
    return {"action": "declined", "informant": side.fieldwork["informant"]}


def done(world: World, side: Side) -> dict[str, Any]:
    return {"action": "done", "row": side.fieldwork["action"]}


def link(world: World, side: Side) -> dict[str, Any]:
    return {"action": "link", "thing": "case", "text": side.cases["receive"].number}


def case_of(world: World, side: Side) -> dict[str, Any]:
    return {"case": side.cases["receive"].pk}


def consent(world: World, side: Side) -> dict[str, Any]:
    return {"action": "consent", "name": "例示 花子", "how": "oral", "agreed_on": timezone.localdate().isoformat()}


def withdrawal(world: World, side: Side) -> dict[str, Any]:
    return {"action": "withdraw", "person": side.fieldwork["person"]}


NEW_ISSUE = {"title": "夜道が暗い", "priority": "2", "reason": "声が多いため"}
PERSON = {"action": "informant", "name": "例示 花子", "reach": "03-0000-0000", "wishes": "on"}
NOTES: tuple[Door, ...] = (
    *(listing(f"desk:{name}", hub_staff) for name in ("field", "field_state", "field_worker")),
    act("desk:field", "none", hub_staff, note, NOTE),
    *(listing("desk:notes", hub_staff, query=query) for query in (None, {"view": "all"}, {"view": "due"})),
    act("desk:notes", "none", the_chief, due, NOTE, sided=True),
    page("desk:note", "note", hub_acts, shows=True),
    # a colleague's private note: the chief alone
    page("desk:note", "private_note", the_chief, shows=True),
    page("desk:note_photo", "note_photo", hub_acts, shows=True),
    act("desk:note", "note", hub_acts, {"action": "open", **NEW_ISSUE}, ISSUE),
    act("desk:note", "note", hub_acts, joining, NOTE),
    act("desk:note", "note", hub_acts, PERSON, INFORMANT),
    *(act("desk:note", "note", hub_acts, data, INFORMANT) for data in (told, declined)),
    act("desk:note", "note", hub_acts, {"action": "erase", "reason": "本人の請求"}, NOTE),
)  # fmt: skip

ISSUES: tuple[Door, ...] = (
    *(listing("desk:issues", reads_issues, reads_all_issues, query=query) for query in (None, {"sort": "age"})),
    listing("desk:issue_new", hub_staff),
    act("desk:issue_new", "none", hub_staff, NEW_ISSUE, ISSUE),
    page("desk:issue", "issue", reads_issue, shows=True),
    *(act("desk:issue", "issue", hub_acts, data, effect, sees=reads_issue) for data, effect in (
        ({"action": "begin"}, CHANGE),
        ({"action": "priority", "priority": "1", "reason": "事故があったため"}, CHANGE),
        ({"action": "solve", "result": "直した。", "untold_reason": "転居"}, CHANGE),
        ({"action": "pass", "to": "道路公園課", "result": "区道", "untold_reason": "転居"}, CHANGE),
        ({"action": "plan", "what": "見回り"}, "fieldwork_issueaction"),
        (done, "fieldwork_issueaction"),
        (link, "fieldwork_issuelink"),
    )),
)  # fmt: skip

COLLABORATIONS: tuple[Door, ...] = (
    listing("desk:ledger", lambda role, side: role in EVERY_ENTRY or writes_entries(role, side), reads_all_entries),
    listing("desk:ledger_new", writes_entries),
    act("desk:ledger_new", "none", writes_entries, entry_data(), ENTRY),
    page("desk:ledger_new", "none", hub_acts, query=case_of, sided=True),
    act("desk:ledger_new", "none", hub_acts, entry_data(), ENTRY, query=case_of, sided=True),
    page("desk:ledger_entry", "collaboration", reads_entry, shows=True),
    act("desk:ledger_entry", "collaboration", publishes, {"action": "publish", "confirmed": "on"}, ENTRY,
        sees=reads_entry),
    act("desk:ledger_entry", "case_study", publishes, {"action": "unpublish"}, ENTRY, sees=reads_entry),
    *(act("desk:ledger_entry", "collaboration", keeps_entry, data, "ledger_namedperson", sees=reads_entry)
      for data in (consent, withdrawal)),
    page("desk:ledger_edit", "collaboration", keeps_entry, shows=True),
    act("desk:ledger_edit", "collaboration", keeps_entry, entry_data(title="書き換えた題名"), ENTRY),
)  # fmt: skip

CASE_STUDIES: tuple[Door, ...] = (
    listing("pages:case_studies", everybody),
    page("pages:case_study", "case_study", everybody, sees=everybody, sided=False),
)
FIELD = (*NOTES, *ISSUES, *COLLABORATIONS)
