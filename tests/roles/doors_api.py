"""Every operation of the API: which record its address names, who may pass, and how it is tried."""

from __future__ import annotations

from typing import Any

from forms.models import Draft, DraftSection
from tests.factories_cases import STEP_DATA
from tests.factories_intake import pdf
from tests.roles.door import Door, operation
from tests.roles.doors_content import CONTENT
from tests.roles.doors_desk import MORE_STEPS, NODES, moves, settles, today
from tests.roles.doors_matters import MATTERS
from tests.roles.doors_sharing import names_the_ward, shares_case, shares_page
from tests.roles.people import (
    everybody,
    hub_acts,
    nobody,
    of_the_group,
    reads_case,
    reads_cases,
    signed_in,
    staff,
    the_owner,
)
from tests.roles.world import Side, World
from workflows.intake.reviewed import mark_of

READ, WRITE = "GET", "POST"


def wanted(world: World, side: Side) -> dict[str, Any]:
    questions = world.fresh.programme.eligibility_questions.all()
    eligibility = {str(one.pk): one.wanted for one in questions}
    return {"call": world.fresh.slug, "group": side.group.pk, "eligibility": eligibility}


def section(world: World, side: Side) -> dict[str, Any]:
    row = DraftSection.objects.get(draft_id=side.args["draft"]["draft_id"], key="activity")
    return {"version": row.revision, "answers": {"title": "新しい事業名"}}


def sending(world: World, side: Side) -> dict[str, Any]:
    return {"version": mark_of(Draft.objects.get(pk=side.args["draft"]["draft_id"])), "declared": True}


def wish(world: World, side: Side) -> dict[str, Any]:
    given = {"wish": "備品について", "wanted_dates": "平日", "contact_phone": "03-0000-0000"}
    return {"call": world.fresh.slug, "group": side.group.pk, "input": given}


def upload(world: World, side: Side) -> dict[str, Any]:
    return {"question": "rules", "file": pdf("別の会則.pdf", text="other rules")}


def order(name: str, **given: Any) -> Any:
    """An action on the case ``name`` at the version that it has."""

    def made(world: World, side: Side) -> dict[str, Any]:
        values = {key: value(world, side) if callable(value) else value for key, value in given.items()}
        return {"version": side.cases[name].revision, "input": values, "confirmed": True}

    return made


def step(name: str) -> Any:
    """The step's input; what the page posts as text is a number where the schema says so."""
    answers = {**STEP_DATA.get(name, {}), **MORE_STEPS.get(name, {})}
    answers = {key: today() if value is None else value for key, value in answers.items() if key != "confirmed"}
    if "amount_yen" in answers:
        answers["amount_yen"] = int(answers["amount_yen"])
    return order(name, **answers)


# Public pages of the foreign hub are in the catalogue for everybody; see tests/cms/api/test_catalogue.py.
PUBLIC: tuple[Door, ...] = (
    operation(READ, "search_catalogue", "none", everybody, sees=everybody),
    operation(READ, "list_problems", "none", everybody, sees=nobody),
    operation(READ, "read_problem", "api_problem", everybody, sees=nobody, sided=False),
    operation(READ, "read_session", "none", everybody, sees=nobody),
    operation(READ, "list_flows", "none", everybody, sees=nobody),
    operation(READ, "read_flow", "api_flow", everybody, sees=nobody, sided=False),
    operation(READ, "read_flow_diagram", "api_flow", everybody, sees=nobody, sided=False),
    operation(READ, "read_form", "call", everybody, sees=nobody),
    operation(WRITE, "check_form", "call", everybody, {"answers": {"activity": {"title": "試験"}}}, sees=nobody),
)
APPLICANT: tuple[Door, ...] = (
    operation(READ, "list_drafts", "none", signed_in, sees=nobody),
    operation(WRITE, "begin_draft", "none", of_the_group, wanted, effect="kizuna_forms_draft", sided=True),
    operation(READ, "read_draft", "draft", the_owner, shows=True),
    operation("DELETE", "discard_draft", "draft", the_owner, {}, effect="kizuna_forms_draft", ok=204),
    operation("PATCH", "save_draft_section", "draft_section", the_owner, section, effect="kizuna_forms_draftsection"),
    operation(WRITE, "check_draft", "draft", the_owner, {"answers": {"activity": {"title": "試験"}}}),
    operation(WRITE, "attach_file", "draft", the_owner, upload, effect="kizuna_forms_draftfile", ok=201),
    operation(READ, "read_draft_file", "api_draft_file", the_owner),
    operation("DELETE", "detach_file", "api_draft_file", the_owner, {}, effect="kizuna_forms_draftfile", ok=204),
    operation(WRITE, "submit_draft", "draft", the_owner, sending, effect="cases_case", ok=201),
    operation(READ, "list_my_groups", "none", signed_in, sees=nobody),
    operation(READ, "list_my_consultations", "none", signed_in, sees=nobody),
    operation(
        WRITE, "ask_for_consultation", "none", of_the_group, wish, effect="cases_consultation", ok=201, sided=True
    ),
    operation(WRITE, "cancel_my_consultation", "api_consultation", of_the_group, {}, effect="cases_consultation"),
    operation(READ, "list_my_tasks", "none", signed_in, sees=nobody),
    operation(READ, "list_my_letters", "none", signed_in, sees=nobody),
    operation(READ, "read_letter", "api_letter", of_the_group),
    operation(READ, "read_letter_file", "api_letter", of_the_group),
    operation(READ, "list_my_cases", "none", signed_in, sees=nobody),
    operation(READ, "list_my_groups", "none", signed_in, sees=nobody),
    operation(READ, "read_case", "api_receive", of_the_group, shows=True),
    operation(READ, "read_case_timeline", "api_receive", of_the_group),
    operation(READ, "list_sendings", "api_receive", of_the_group, shows=True),
    operation(READ, "read_receipt", "api_receive", of_the_group),
    operation(READ, "read_case_file", "api_case_file", of_the_group),
    operation(WRITE, "act_on_case", "api_withdraw", of_the_group, order("receive", reason="試験"), effect="cases_case"),
    operation(WRITE, "act_on_case", "api_correct", of_the_group, order("correction"), effect="kizuna_forms_draft"),
)
STAFF: tuple[Door, ...] = (
    operation(READ, "search_desk_catalogue", "none", staff, sees=staff, query={"limit": "100"}),
    operation(READ, "list_inbox", "none", reads_cases, sees=lambda role, side: reads_case(role, "foreign")),
    operation(READ, "list_cases", "none", reads_cases, sees=lambda role, side: reads_case(role, "foreign")),
    operation(READ, "read_desk_case", "api_receive", reads_case, shows=True),
    operation(READ, "read_desk_timeline", "api_receive", reads_case),
    operation(READ, "read_desk_file", "api_case_file", reads_case),
    operation(READ, "list_desk_letters", "api_decided", reads_case),
    operation(READ, "read_desk_letter_file", "api_desk_letter", reads_case),
    *(
        operation(WRITE, "act_on_desk_case", f"api_step_{name}", may, step(name), effect="cases_case")
        for name, may in NODES.items()
    ),
    operation(WRITE, "act_on_desk_case", "api_take", hub_acts, order("receive"), effect="cases_case"),
    operation(WRITE, "act_on_desk_case", "api_give-back", settles, order("held", reason="試験"), effect="cases_case"),
    operation(
        WRITE, "act_on_desk_case", "api_hand-over", hub_acts,
        order("receive", holder=lambda world, side: str(side.chief.pk), reason="試験"), effect="cases_case",
    ),
    operation(
        WRITE, "act_on_desk_case", "api_move", moves,
        order("receive", hub=lambda world, side: str(world.elsewhere.pk), reason="試験"), effect="cases_case",
    ),
)  # fmt: skip
SHARED: tuple[Door, ...] = (
    operation(READ, "read_case_sharing", "api_held", shares_case, shows=True, sees=names_the_ward),
    operation(READ, "read_page_sharing", "page_draft", shares_page, shows=True),
    operation(READ, "read_hub_sharing", "api_hub", shares_page, shows=True, sees=names_the_ward),
)
RESIDENT_API = (*PUBLIC, *APPLICANT, *MATTERS, *CONTENT)
API = (*RESIDENT_API, *STAFF, *SHARED)
