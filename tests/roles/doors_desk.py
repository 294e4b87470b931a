"""The staff's desk: inbox, cases, steps, letters, paper forms, consultations, and running the service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from forms.models import DraftSection
from tests.factories_cases import STEP_DATA
from tests.factories_intake import TYPED, pdf
from tests.roles.door import Door, act, listing, page
from tests.roles.people import (
    READ_ALL,
    REVIEWS,
    either,
    hub_acts,
    hub_staff,
    nobody,
    only,
    reads_case,
    reads_cases,
    the_typist,
)
from tests.roles.world import CANARY, KANA, UNPRINTABLE, Side, World
from workflows.correspondence.places import correctable, holes

SAYS_SO = frozenset({200})
reads_all = only(*READ_ALL)
reviews = only(*REVIEWS)
confirms, asked = only("division_approver"), only("division_reviewer")
approves = only("division_approver", "deputy")
moves = either(reviews, lambda role, side: role == "chief" and side == "own")
# a step that the hub's reviewer has taken: they themselves, their chief, and the approver who settles such things
settles = either(only("division_approver"), hub_acts)
NODES = {
    "receive": hub_acts,
    "consultation": hub_acts,
    "hub_check": hub_acts,
    "draft": reviews,
    "decision": approves,
    "dispatch": reviews,
}
MORE_STEPS: dict[str, dict[str, Any]] = {
    "consultation": {"held_on": None, "record_text": "要件を説明した。"},
    "decision": {"result": "decide", "confirmed": "1"},
}


def today() -> str:
    return timezone.localdate().isoformat()


def step_data(node: str, **changes: Any) -> Any:
    """Answers of one step that are complete and would be taken."""

    def made(world: World, side: Side) -> dict[str, Any]:
        answers = {**STEP_DATA.get(node, {}), **MORE_STEPS.get(node, {}), **changes}
        answers = {name: today() if value is None else value for name, value in answers.items()}
        return {**answers, "seen_revision": side.cases[node].revision}

    return made


def sent_back(world: World, side: Side) -> dict[str, Any]:
    wish = {"result": "send_back", "sections": ["activity"], "reason": "訂正してください。", "due_on": today()}
    return {**wish, "seen_revision": side.cases["hub_check"].revision}


def colleague(world: World, side: Side) -> dict[str, Any]:
    return {"holder": side.chief.pk, "reason": "試験"}


def elsewhere(world: World, side: Side) -> dict[str, Any]:
    return {"hub": world.elsewhere.pk, "reason": "試験"}


def correction(world: World, side: Side) -> dict[str, Any]:
    texts = {f"text-{one.path.replace('.', '-')}": one.text for one in correctable(side.letter.content)}
    return {**texts, "text-addressee-name": "正しい 氏名", "reason": "誤記のため"}


def other_characters(world: World, side: Side) -> dict[str, Any]:
    texts = {f"text-{one.path.replace('.', '-')}": one.text.replace(UNPRINTABLE, "龍") for one in holes(side.parked)}
    return {**texts, "reason": "字体のため"}


def withdrawal(world: World, side: Side) -> dict[str, Any]:
    return {"received_on": today(), "reason": "事業を中止するため", "scan": pdf("取下書.pdf", text="withdrawal")}


def typed_correction(world: World, side: Side) -> dict[str, Any]:
    """The small form of ``make_case``: a title and an amount."""
    row = DraftSection.objects.get(draft=side.typed, key="activity")
    return {"title": "訂正した事業名", "requested_yen": "50,000", "seen_revision": row.revision}


def choice(world: World, side: Side) -> dict[str, Any]:
    return {"call": world.fresh.pk, "group": side.group.pk}


def new_group(world: World, side: Side) -> dict[str, Any]:
    return {"name": "紙の町会", "name_kana": "かみのちょうかい", "kind": "neighbourhood", "hub": side.hub.pk}


def typed_section(world: World, side: Side) -> dict[str, Any]:
    row = DraftSection.objects.get(draft=side.paper, key="activity")
    return {**TYPED["activity"], "title": "紙の新しい事業名", "seen_revision": row.revision}


def new_scan(world: World, side: Side) -> dict[str, Any]:
    return {"question": "scan", "file": pdf("新しいスキャン.pdf", text="new scan")}


def entry(world: World, side: Side) -> dict[str, Any]:
    return {"person": side.args["person"]["pk"], "received_on": today(), "notice": "post"}


def stamp(world: World, side: Side) -> dict[str, Any]:
    return {"received_on": today()}


def booking(world: World, side: Side) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=3)
    return {"action": "book", "booked_for_0": day.isoformat(), "booked_for_1": "10:30"}


def holding(world: World, side: Side) -> dict[str, Any]:
    return {"action": "hold", "held_on": today(), "record": "要件を説明した。"}


def foreign_hub(world: World, side: Side) -> dict[str, Any]:
    return {"view": "all", "hub": world.foreign.hub.pk}


def foreign_number(world: World, side: Side) -> dict[str, Any]:
    return {"view": "all", "q": world.foreign.cases["receive"].number}


def foreign_group(world: World, side: Side) -> dict[str, Any]:
    return {"group": world.foreign.group.pk, "g": KANA[CANARY]}


EVERYTHING = {"view": "all"}
LISTS: tuple[Door, ...] = (
    *(listing("desk:inbox", reads_cases, reads_all, query=query)
      for query in (None, EVERYTHING, {"view": "all", "q": KANA[CANARY]}, foreign_hub, foreign_number)),
    listing("desk:exports", reads_cases, reads_all),
    *(act("desk:exports", "none", reads_cases, {**EVERYTHING, "format": kind}, "desk_export", ok=200, sees=reads_all)
      for kind in ("csv", "xlsx")),
    act("desk:exports", "none", reads_cases, {"of": "groups", "format": "csv"}, "desk_export", ok=200, sees=reads_all),
    page("desk:export_file", "export", the_typist, shows=True),
    listing("desk:consultations", reads_cases, reads_all),
    *(listing("desk:letters", reads_cases, reads_all, query=query) for query in (None, {"view": "hub"})),
    listing("desk:work", only("administrator", "auditor")),
    act("desk:work", "none", only("administrator"), lambda world, side: side.args["item"], "jobs_outboxitem",
        sees=nobody),
    listing("desk:mails", only("administrator", "auditor")),
    listing("desk:refusals", only("auditor")),
    listing("desk:budgets", only(*READ_ALL)),
)  # fmt: skip

CASES: tuple[Door, ...] = (
    page("desk:case", "case", reads_case, shows=True),
    page("desk:chart", "case", reads_case),
    page("desk:file", "desk_file", reads_case),
    *(page("desk:step", f"step_{node}", may, shows=True, sees=reads_case, noted=True) for node, may in NODES.items()),
    *(act("desk:step", f"step_{node}", may, step_data(node), "cases_caseevent", sees=reads_case)
      for node, may in NODES.items()),
    act("desk:step", "step_hub_check", hub_acts, sent_back, "cases_caseevent", sees=reads_case),
    act("desk:step", "step_draft", reviews,
        step_data("draft", outcome_wanted="refused", letter_reason="対象となる経費がないため。"),
        "cases_caseevent", sees=reads_case),
    act("desk:step", "step_draft", reviews, step_data("draft", outcome_wanted="send_back"), "cases_caseevent",
        sees=reads_case),
    act("desk:step", "step_decision", approves, step_data("decision", result="send_back", reason="理由"),
        "cases_caseevent", sees=reads_case),
    *(act("desk:take", f"case_{node}", may, {}, "cases_case", sees=reads_case) for node, may in NODES.items()),
    act("desk:give_back", "case_held", settles, {"reason": "試験"}, "cases_case", sees=reads_case),
    act("desk:hand_over", "case_held", settles, colleague, "cases_case", sees=reads_case),
    act("desk:move", "case", moves, elsewhere, "cases_case", sees=reads_case),
    page("desk:letter", "desk_letter", reads_case),
    page("desk:letter_correct", "desk_letter", reviews, shows=True, sees=reads_case),
    act("desk:letter_correct", "desk_letter", reviews, correction, "correspondence_lettercorrection",
        sees=reads_case),
    # other characters for a letter that could not be printed need no second person
    act("desk:letter_correct", "parked_letter", reviews, other_characters, "correspondence_letter", sees=reads_case),
    act("desk:letter_retry", "parked_letter", reviews, {}, "correspondence_letter", sees=reads_case),
    act("desk:letter_posted", "paper_letter", reviews, lambda world, side: {"posted_on": today()},
        "correspondence_letter", sees=reads_case),
    page("desk:consultation", "consultation", reads_case, shows=True),
    *(act("desk:consultation", "consultation", hub_acts, data, "cases_consultation", sees=reads_case)
      for data in (booking, holding, {"action": "cancel"})),
)  # fmt: skip

CONFIRMED = {"confirm": "1"}, "correspondence_letter"
DECLINED = {"reason": "誤りではないため"}, "correspondence_lettercorrection"
ENDS = {"reason": "電話で確認したが、提出がない。"}
# What stands in place of a group that acts on paper, or not at all; and who lets a corrected letter go out.
FOR_THE_GROUP: tuple[Door, ...] = (
    page("desk:correction_letter", "case_correction", reads_case, shows=True),
    act("desk:correction_paper", "case_correction", hub_acts, {}, "kizuna_forms_draft", sees=reads_case),
    page("desk:correction_end", "case_overdue", hub_acts, sees=reads_case),
    *(act("desk:correction_end", "case_overdue", hub_acts, {**ENDS, "way": way}, "cases_caseevent", sees=reads_case)
      for way in ("hub", "division")),
    page("desk:withdrawal", "case", hub_acts, sees=reads_case),
    act("desk:withdrawal", "case", hub_acts, withdrawal, "cases_casefile", sees=reads_case),
    page("desk:letter_correction", "correction_asked", confirms, shows=True, sees=reads_case),
    *(act("desk:letter_correction", "correction_asked", confirms, data, effect, sees=reads_case)
      for data, effect in (CONFIRMED, DECLINED)),
    # whoever asked reads it too and may take it back; that they never confirm it: test_letters
    page("desk:letter_correction", "correction_own_asked", either(confirms, asked), shows=True, sees=reads_case),
    act("desk:letter_correction", "correction_own_asked", either(confirms, asked), *DECLINED, sees=reads_case),
    page("desk:case", "case_erased", reads_case),
    page("desk:letter", "erased_letter", reads_case, ok=302),
)  # fmt: skip

PAPER: tuple[Door, ...] = (
    listing("desk:paper", hub_staff),
    listing("desk:paper", hub_staff, query=foreign_group),
    # the hub's own groups alone can be chosen: the form says so
    act("desk:paper", "none", hub_acts, choice, "kizuna_forms_draft", sided=True, told=SAYS_SO),
    listing("desk:paper_group", hub_staff),
    act("desk:paper_group", "none", hub_acts, new_group, "people_communitygroup", sided=True, told=SAYS_SO),
    page("desk:paper_draft", "paper", the_typist, shows=True),
    page("desk:paper_section", "paper_section", the_typist, shows=True),
    act("desk:paper_section", "paper_section", the_typist, typed_section, "kizuna_forms_draftsection"),
    page("desk:paper_files", "paper", the_typist, ok=302),
    act("desk:paper_files", "paper", the_typist, new_scan, "kizuna_media_privatefile"),
    page("desk:paper_enter", "paper", the_typist, shows=True),
    act("desk:paper_enter", "paper", the_typist, entry, "cases_case"),
    page("desk:paper_discard", "paper", the_typist, ok=302),
    page("desk:paper_draft", "typed", the_typist, shows=True),
    page("desk:paper_section", "typed_section", the_typist, shows=True),
    act("desk:paper_section", "typed_section", the_typist, typed_correction, "kizuna_forms_draftsection"),
    act("desk:paper_files", "typed", the_typist, new_scan, "kizuna_media_privatefile"),
    page("desk:paper_enter", "typed", the_typist, shows=True),
    act("desk:paper_enter", "typed", the_typist, stamp, "cases_submission"),
    act("desk:paper_discard", "typed", the_typist, {}, "kizuna_forms_draft"),
    act("desk:paper_discard", "paper", the_typist, {}, "kizuna_forms_draft"),
)


def writes_for(role: str, side: str) -> bool:
    return role == "editor_in_chief" or (role in ("editor", "chief") and side == "own")


def sends_for(role: str, side: str) -> bool:
    return role == "editor_in_chief" or (role == "chief" and side == "own")


writes_any, over_all = only("editor", "chief", "editor_in_chief"), only("editor_in_chief")
WRONG = frozenset({422})


def magazine_mail(world: World, side: Side) -> dict[str, Any]:
    return {"sender": side.hub.pk, "subject": "新しい号", "body": "本文", "senders": [side.hub.pk]}


def trial(world: World, side: Side) -> dict[str, Any]:
    return {"action": "trial", "people": [side.chief.pk]}


MAGAZINE: tuple[Door, ...] = (
    listing("desk:mailings", writes_any, over_all),
    listing("desk:mailing_new", writes_any, over_all),
    act("desk:mailing_new", "none", writes_for, magazine_mail, "mailings_mailing", sided=True, told=WRONG,
        sees=over_all),
    page("desk:mailing", "mailing", writes_for, shows=True),
    page("desk:mailing_edit", "mailing", writes_for, shows=True),
    act("desk:mailing_edit", "mailing", writes_for, magazine_mail, "mailings_mailing"),
    act("desk:mailing", "mailing", writes_for, trial, "mailings_outgoingmail"),
    act("desk:mailing", "mailing", writes_for, {"action": "discard"}, "mailings_mailing"),
    page("desk:mailing_send", "mailing", sends_for, shows=True, sees=writes_for),
    act("desk:mailing_send", "mailing", sends_for, {"seen": "2"}, "jobs_outboxitem", sees=writes_for),
    act("desk:mailing", "mailing_due", sends_for, {"action": "unschedule"}, "mailings_mailing", sees=writes_for),
    act("desk:mailing", "mailing_sending", sends_for, {"action": "stop"}, "mailings_delivery", sees=writes_for),
    # addresses: nobody who may not send
    page("desk:mailing_recipients", "mailing_sending", sends_for, shows=True),
)  # fmt: skip

DESK = (*LISTS, *CASES, *FOR_THE_GROUP, *PAPER, *MAGAZINE)
