"""The pages of coordination requests: of the two sides in My page, and of the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from tests.roles.door import Door, act, listing, page
from tests.roles.people import (
    READ_ALL,
    REVIEWS,
    either,
    hub_acts,
    hub_staff,
    nobody,
    of_the_group,
    only,
    reads_case,
    reads_cases,
    staff,
    the_typist,
)
from tests.roles.world import Side, World

WRONG = frozenset({422})
reads_all, reviews = only(*READ_ALL), only(*REVIEWS)
asks_hubs = only(*REVIEWS, "division_approver", "chief")
CONTACT = {"name": "担当", "phone": "03-0000-0000", "agrees": "on"}
SHEET = {"achieved": "できた。", "again": "yes", "may_publish": "no"}
ANSWER = {"answer": "回答です。"}
ACCEPTS = {"answer": "accept"}


def today() -> str:
    return timezone.localdate().isoformat()


def ward_request(world: World, side: Side) -> dict[str, Any]:
    texts = dict.fromkeys(("section_name", "title", "purpose", "content", "wish", "own_part"), "試験")
    return {**texts, "wanted": "people", "call": world.coordination.pk, "hub": side.hub.pk, "key": uuid.uuid4()}


def question(world: World, side: Side) -> dict[str, Any]:
    return {"section": "課", "asked_of": world.people["section"].pk, "question": "どうですか。", "due_on": today()}


def inquiry(world: World, side: Side) -> dict[str, Any]:
    return {"title": "照会", "question": "いくつ。", "hubs": [side.hub.pk], "due_on": today(), "key": uuid.uuid4()}


RESIDENT: tuple[Door, ...] = (
    page("coordination:request", "request", of_the_group, shows=True),
    act("coordination:answer", "request_waiting", of_the_group, ACCEPTS, "coordination_sounding", holds=True),
    act("coordination:answer", "request", of_the_group, {"answer": "decline"}, "coordination_sounding", holds=True),
    *(page(f"coordination:{name}", "request", of_the_group, ok=302) for name in ("answer", "ask", "consent")),
    act("coordination:ask", "request", of_the_group, {"text": "いつですか。"}, "coordination_remark", holds=True),
    act("coordination:consent", "request", of_the_group, CONTACT, "coordination_consent", holds=True),
    act("coordination:withdraw_consent", "request_given", of_the_group, {}, "coordination_consent"),
    page("coordination:sheet", "request_agreed", of_the_group, shows=True),
    act("coordination:sheet", "request_agreed", of_the_group, SHEET, "coordination_reviewsheet", holds=True),
    page("coordination:agreement", "request_agreed", of_the_group),
    page("coordination:partner", "partner", of_the_group, shows=True),
    page("coordination:own_consent", "partner", of_the_group, ok=302),
    act("coordination:own_consent", "partner", of_the_group, CONTACT, "coordination_consent", holds=True),
    act("coordination:withdraw_own_consent", "partner_given", of_the_group, {}, "coordination_consent"),
    page("coordination:own_sheet", "sheet_case", of_the_group, shows=True),
    act("coordination:own_sheet", "sheet_case", of_the_group, SHEET, "coordination_reviewsheet", holds=True),
)

DESK: tuple[Door, ...] = (
    listing("coordination_desk:start", either(hub_staff, reviews)),
    # of the hubs' people its own alone can choose it: the form says so
    act("coordination_desk:start", "none", either(hub_acts, reviews), ward_request, "cases_case", sided=True,
        told=WRONG),
    page("coordination_desk:reply", "desk_sounding", reads_case, shows=True),
    act("coordination_desk:reply", "desk_sounding", hub_acts, {"text": "10人です。"}, "coordination_remark",
        sees=reads_case),
    page("coordination_desk:consent", "ward_sounding", reads_case, shows=True),
    act("coordination_desk:consent", "ward_sounding", hub_acts, CONTACT, "coordination_consent", sees=reads_case),
    page("coordination_desk:take_back", "given_sounding", reads_case, shows=True),
    act("coordination_desk:take_back", "given_sounding", hub_acts, {"side": "applicant", "way": "phone"},
        "coordination_consent", sees=reads_case),
    # the list of accounts names people of the ward's sections, whoever reads the case
    page("coordination_desk:ask_advice", "desk_coordination", reads_case, sees=reads_cases),
    act("coordination_desk:ask_advice", "desk_coordination", hub_acts, question, "coordination_advice",
        sees=reads_cases),
    listing("coordination_desk:my_advice", staff),
    page("coordination_desk:advice", "advice", the_typist, shows=True),
    act("coordination_desk:advice", "advice", the_typist, ANSWER, "coordination_advice"),
    listing("coordination_desk:inquiries", reads_cases, reads_all),
    listing("coordination_desk:inquiry_new", asks_hubs),
    act("coordination_desk:inquiry_new", "none", asks_hubs, inquiry, "coordination_inquiryanswer", sees=nobody),
    page("coordination_desk:inquiry", "inquiry", reads_case, shows=True),
    act("coordination_desk:inquiry", "inquiry", hub_acts, ANSWER, "coordination_inquiryanswer", sees=reads_case),
)  # fmt: skip
