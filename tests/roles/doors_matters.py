"""The operations on matters: each sort read by whoever has it, each action done by them and by nobody else."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.roles.door import Data, Door, operation
from tests.roles.people import May, nobody, of_the_group, signed_in, the_owner
from tests.roles.world import Side, World
from tests.roles.world_matters import version_of

CONTACT = {"name": "担当", "phone": "03-0000-0000", "agrees": True}
SHEET = {"achieved": "できた。", "again": "yes", "may_publish": "no"}
PROFILE = {"skills": "写真", "availability": "土曜", "skills_for": "hub", "contact_for": "hub"}


def order(record: str, given: Data) -> Data:
    """An action at the version that the matter has."""

    def made(world: World, side: Side) -> dict[str, Any]:
        values = given(world, side) if callable(given) else given
        return {"version": version_of(side, record), "input": values, "confirmed": True}

    return made


def _read(record: str, may: May) -> Door:
    return operation("GET", "read_matter", f"matter_{record}", may, shows=True)


def _done(record: str, action: str, may: May, given: Data, effect: str) -> Door:
    return operation(
        "POST", "act_on_matter", f"matter_{record}_{action}", may, order(record, given), effect=effect
    )  # fmt: skip


def free_slot(world: World, side: Side) -> dict[str, Any]:
    return {"slot": str(side.args["v_slot_row"]["pk"])}


def entry(world: World, side: Side) -> dict[str, Any]:
    return {"entry": side.args["v_entry"]["entry"]}


def log(world: World, side: Side) -> dict[str, Any]:
    return {"done_on": timezone.localdate().isoformat(), "hours": 1.5, "text": "取材"}


SOUNDING, CONSENT, WRITTEN = "coordination_sounding", "coordination_consent", "coordination_reviewsheet"
ROW, APPOINTMENT = "v_row", "volunteering_appointment"
MATTERS: tuple[Door, ...] = (
    operation("GET", "list_my_matters", "none", signed_in, sees=nobody, query={"limit": "100"}),
    *(_read(record, of_the_group) for record in ("request_waiting", "request", "request_given", "request_agreed")),
    *(_read(record, of_the_group) for record in ("partner", "partner_given", "partner_agreed")),
    operation("GET", "read_matter", "matter_v_choosing", the_owner),
    _read(ROW, the_owner),
    operation("GET", "read_matter_file", "matter_agreement", of_the_group),
    _done("request_waiting", "answer", of_the_group, {"answer": "accept"}, SOUNDING),
    _done("request", "answer", of_the_group, {"answer": "decline"}, SOUNDING),
    _done("request", "ask", of_the_group, {"text": "いつですか。"}, "coordination_remark"),
    _done("request", "consent", of_the_group, CONTACT, CONSENT),
    _done("request_given", "withdraw-consent", of_the_group, {}, CONSENT),
    _done("request_agreed", "send-sheet", of_the_group, SHEET, WRITTEN),
    _done("partner", "consent", of_the_group, CONTACT, CONSENT),
    _done("partner_given", "withdraw-consent", of_the_group, {}, CONSENT),
    _done("partner_agreed", "send-sheet", of_the_group, SHEET, WRITTEN),
    _done("v_choosing", "choose", the_owner, free_slot, "volunteering_slotchoice"),
    _done(ROW, "note", the_owner, log, "volunteering_activity"),
    _done(ROW, "take-back", the_owner, entry, "volunteering_activity"),
    _done(ROW, "hand-in-article", the_owner, {"title": "題", "text": "本文"}, "volunteering_article"),
    _done(ROW, "save-profile", the_owner, PROFILE, "volunteering_volunteerprofile"),
    _done(ROW, "answer-renewal", the_owner, {"answer": "yes"}, "volunteering_renewal"),
    _done(ROW, "resign", the_owner, {"reason": "転居"}, APPOINTMENT),
)
