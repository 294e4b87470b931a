"""Every route of the product: which record it shows, and who may pass. A route missing here is red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.people.models import Role

May = Callable[[str, str], bool]
READ_ALL = {Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.ACCOUNTANT, Role.AUDITOR}
HUB_STAFF = {Role.REVIEWER, Role.CHIEF}


def everybody(role: str, side: str) -> bool:
    return True


def nobody(role: str, side: str) -> bool:
    return False


def signed_in(role: str, side: str) -> bool:
    return role != "anonymous"


def of_the_group(role: str, side: str) -> bool:
    return role == "applicant" and side == "own"


def reads_case(role: str, side: str) -> bool:
    return role in READ_ALL or (role in HUB_STAFF and side == "own")


def reads_cases(role: str, side: str) -> bool:
    return role in READ_ALL or role in HUB_STAFF


def hub_acts(role: str, side: str) -> bool:
    return role in HUB_STAFF and side == "own"


def hub_staff(role: str, side: str) -> bool:
    return role in HUB_STAFF


def moves_case(role: str, side: str) -> bool:
    return role == Role.DIVISION_REVIEWER or (role == Role.CHIEF and side == "own")


def division_reviews(role: str, side: str) -> bool:
    return role == Role.DIVISION_REVIEWER


def typist(role: str, side: str) -> bool:
    return role == Role.REVIEWER and side == "own"


def only(*roles: str) -> May:
    return lambda role, side: role in roles


@dataclass(frozen=True)
class Door:
    """One route: the record in its address, who may pass, and how it is tried."""

    record: str
    may: May
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    also: frozenset[int] = frozenset()


CASE_ACTION = {"reason": "試験", "holder": "", "hub": ""}
DOORS: dict[str, Door] = {
    # the resident's side
    "intake:eligibility": Door("call", everybody),
    "intake:consultation": Door("call", signed_in),
    "intake:cancel_consultation": Door("own_consultation", of_the_group, "post"),
    "intake:start": Door("call", signed_in),
    "intake:mypage": Door("none", signed_in),
    "intake:draft": Door("draft", of_the_group),
    "intake:review": Door("draft", of_the_group),
    "intake:send": Door("draft", of_the_group, "post", {"declared": "yes"}),
    "intake:discard": Door("draft", of_the_group, "post"),
    "intake:attach": Door("draft_question", of_the_group, "post"),
    "intake:remove_file": Door("draft_file", of_the_group, "post"),
    "intake:draft_file": Door("draft_file", of_the_group),
    "intake:section": Door("draft_section", of_the_group),
    "intake:autosave": Door("draft_section", of_the_group, "post", {"title": "新しい事業名"}),
    "intake:case": Door("case", of_the_group),
    "intake:receipt": Door("case", of_the_group),
    "intake:sent": Door("sent", of_the_group),
    "intake:case_file": Door("case_file", of_the_group),
    "intake:correct": Door("case", of_the_group, "post"),
    "intake:withdraw": Door("case", of_the_group, "post", {"reason": "試験"}),
    "intake:letter": Door("letter", of_the_group),
    "intake:letter_file": Door("letter", of_the_group),
    # accounts and groups
    "people:profile": Door("none", signed_in),
    "people:security": Door("none", signed_in),
    # the first cell ends the session, so the second is sent to sign in
    "people:sign_out_everywhere": Door("none", signed_in, "post", also=frozenset({302})),
    "people:second_factor": Door("none", signed_in),
    "people:groups": Door("none", signed_in),
    "people:register": Door("none", signed_in),
    "people:group": Door("group", of_the_group),
    "people:change": Door("group", of_the_group),
    "people:officers": Door("group", of_the_group),
    "people:end_membership": Door("membership", of_the_group, "post"),
    "people:invite": Door("group", of_the_group, "post", {"email": "someone@example.jp", "right": "member"}),
    "people:revoke": Door("invitation", of_the_group, "post"),
    # the desk
    "desk:inbox": Door("none", reads_cases),
    "desk:exports": Door("none", reads_cases),
    "desk:export_file": Door("export", nobody),
    "desk:case": Door("case", reads_case),
    "desk:chart": Door("case", reads_case),
    "desk:file": Door("desk_file", reads_case),
    "desk:step": Door("step", hub_acts),
    "desk:take": Door("case", hub_acts, "post", CASE_ACTION),
    "desk:give_back": Door("case", hub_acts, "post", CASE_ACTION),
    "desk:hand_over": Door("case", hub_acts, "post", CASE_ACTION),
    "desk:move": Door("case", moves_case, "post", CASE_ACTION),
    "desk:letter": Door("desk_letter", reads_case),
    "desk:letter_correct": Door("desk_letter", division_reviews),
    "desk:letter_retry": Door("desk_letter", division_reviews, "post"),
    "desk:letter_posted": Door("desk_letter", division_reviews, "post", {"posted_on": "2026-11-22"}),
    "desk:paper": Door("none", hub_staff),
    "desk:paper_group": Door("none", hub_staff),
    "desk:paper_draft": Door("paper", typist),
    "desk:paper_section": Door("paper_section", typist),
    "desk:paper_files": Door("paper", typist, "post"),
    "desk:paper_enter": Door("paper", typist),
    "desk:paper_discard": Door("paper", typist, "post"),
    "desk:consultations": Door("none", reads_cases),
    "desk:consultation": Door("consultation", reads_case),
    "desk:work": Door("none", only("administrator", "auditor")),
    "desk:mails": Door("none", only("administrator", "auditor")),
    "desk:refusals": Door("none", only("auditor")),
    "desk:budgets": Door("none", only("accountant", "auditor", "division_reviewer", "division_approver")),
    # registers in the admin
    "groups:index": Door("none", only(*READ_ALL, *HUB_STAFF, "administrator")),
    "groups:index_results": Door("none", only(*READ_ALL, *HUB_STAFF, "administrator")),
    "groups:edit": Door("group", lambda role, side: role == "administrator" or reads_case(role, side)),
    "groups:invite_manager": Door("group", hub_acts, "post", {"email": "manager@example.jp", "reason": "試験"}),
    "groups:withdraw_invitation": Door("invitation", nobody, "post"),
    "groups:use": Door("group", lambda role, side: role == Role.CHIEF and side == "own", "post", {"reason": ""}),
    "roles:index": Door("none", only("administrator", "auditor")),
    "roles:index_results": Door("none", only("administrator", "auditor")),
    "roles:edit": Door("role", only("administrator", "auditor")),
    "roles:add": Door("none", only("administrator")),
    "deputies:index": Door("none", only("administrator", "auditor")),
    "deputies:index_results": Door("none", only("administrator", "auditor")),
    "deputies:edit": Door("deputy", only("administrator", "auditor")),
    "deputies:add": Door("none", only("administrator")),
    # public
    "letters:verify": Door("none", everybody),
    "healthz": Door("none", everybody),
    "healthz-jobs": Door("none", everybody, also=frozenset({503})),
    "source": Door("none", everybody),
    "pages:find_hub": Door("none", everybody),
    "pages:open_calls": Door("none", everybody),
    "pages:call": Door("call", everybody),
}

# Routes that are not records of ours, each with the rule that covers it elsewhere.
ELSEWHERE = {
    "people:accept": "bound to the invited address: tests/cms/people/test_groups.py",
    "pages:page": "Wagtail pages, live and public only: tests/pages",
    "": "doors that lead to sign-in or answer 404: tests/cms/people, tests/cms/config",
}
# Sign-in and second factor (allauth): their own rules, tests/cms/people/test_sign_in.py.
SIGN_IN = ("account_", "mfa_")
# Wagtail's own: never open to anybody without a staff role.
WAGTAIL = ("wagtail",)
