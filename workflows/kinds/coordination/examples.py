"""One request as a person types it, and what staff enter at each step: for tests and demo data."""

from __future__ import annotations

from cms.people.models import CommunityGroup
from workflows.cases.models import Case
from workflows.engine.examples import Example
from workflows.engine.reminders import hub_staff_of

PARTNER = "見本協力会"
ANSWERS = {
    "group": {
        "group_name": "見本町会", "group_address": "練馬区見本町1-2-3", "representative_title": "会長",
        "representative_name": "見本 太郎",
    },
    "contact": {"contact_name": "見本 花子", "contact_phone": "03-0000-0000", "notice": "electronic"},
    "request": {
        "title": "公園の清掃と見守りの協力", "wanted": "partners", "purpose": "公園を気持ちよく使えるようにする。",
        "content": "毎月第2土曜日の午前に、公園を清掃する。", "wish": "清掃と見守りを一緒に行ってほしい。",
        "from_on": "2026-12-01", "until_on": "2027-03-31",
    },
}  # fmt: skip
TALK = {"held_on": "today", "attended": "見本町会、拠点", "record_text": "経緯と希望を聞いた。"}
BEGUN = [
    ("receive", "done", {"received_on": "today", "officer": "officer"}),
    ("hub_check", "forward", {"result": "forward", "opinion": "内容を確認した。"}),
    ("hearing", "again", {**TALK, "result": "again"}),
    ("hearing", "done", {**TALK, "result": "done"}),
    ("sorting", "candidates", {"issue": "担い手が足りない。", "agenda": "group", "result": "candidates"}),
    (
        "candidates", "done",
        {
            "result": "done", "group": PARTNER, "reason": "同じ地区で活動している。",
            "message": "清掃と見守りへの協力をお願いします。", "answer_due_on": "later",
        },
    ),
]  # fmt: skip
ACCEPTED = {
    "said": "accepts", "way": "phone", "conditions": "午前中のみ", "sounding": "sounding", "result": "done",
    "partner_name": "見本 次郎", "partner_phone": "03-0000-0001", "applicant_name": "見本 花子",
    "applicant_phone": "03-0000-0000",
}  # fmt: skip
TOGETHER = [
    ("sounding", "done", ACCEPTED),
    ("meeting", "done", {**TALK, "result": "done"}),
    ("arranging", "done", {**TALK, "result": "done"}),
]
TERMS = {
    "purpose": "公園を気持ちよく使えるようにする。", "goals": "毎月1回の清掃\n参加者20人",
    "roles": "町会：道具の準備\n協力会：人手",
    "costs": "道具は町会が負担する。", "liability": "双方が行事保険に入る。", "personal_data": "名簿は作らない。",
    "results": "写真は双方が使える。", "from_on": "today", "until_on": "later",
    "termination": "1か月前に知らせて終えられる。",
}  # fmt: skip
DRAFTED = (
    "draft",
    "done",
    {"outcome_wanted": "agreed", "reason": "双方が合意したため。", "partner": "sounding", **TERMS},
)
SHEET = {"achieved": "4回清掃した。", "again": "yes", "may_publish": "yes"}
ENDING = [
    ("carrying", "interim", {**TALK, "result": "interim"}),
    ("interim", "carry_on", {**TALK, "result": "carry_on"}),
    ("carrying", "finished", {**TALK, "result": "finished"}),
    ("review", "again", {**TALK, "result": "again", "side": "applicant", **SHEET}),
    ("review", "done", {**TALK, "result": "done", "side": "partner", **SHEET}),
    ("publication", "done", {"publish": "yes", "reason": "双方が同意している。"}),
]


def prepare(case: Case) -> None:
    """The group that is asked on every way, at the hub of the case."""
    CommunityGroup.objects.get_or_create(
        name=PARTNER,
        defaults={
            "name_kana": "みほんきょうりょくかい", "kind": CommunityGroup.Kind.NPO, "hub": case.hub,
            "verification": CommunityGroup.Verification.VERIFIED,
        },
    )  # fmt: skip


def known(case: Case) -> dict[str, str]:
    """What the moves name by word: the sounding of the case, and somebody of its hub."""
    officer, asked = hub_staff_of(case).first(), case.soundings.first()
    return {"officer": str(officer.pk) if officer else "", "sounding": str(asked.pk) if asked else ""}


example = Example(
    answers=ANSWERS,
    letters={"agreed": "協働に関する合意書", "refused": "調整結果通知書"},
    ways={
        "agreed": [*BEGUN, *TOGETHER, DRAFTED, ("decision", "decide", {"result": "decide"}), *ENDING],
        "refused": [
            *BEGUN,
            ("sounding", "failed", {"said": "declines", "way": "phone", "sounding": "sounding", "result": "failed"}),
            (
                "draft", "done",
                {"outcome_wanted": "refused", "reason": "候補がない。", "letter_reason": "協力できる団体がないため。"},
            ),
            ("decision", "decide_failed", {"result": "decide"}),
        ],
        "returned": [
            *BEGUN, *TOGETHER, DRAFTED,
            ("decision", "send_back", {"result": "send_back", "reason": "費用の分担を明らかにすること。"}),
            ("draft", "send_back", {"outcome_wanted": "send_back", "reason": "もう一度話し合う。"}),
        ],
        "corrected": [
            BEGUN[0],
            (
                "hub_check", "send_back",
                {"result": "send_back", "sections": ["request"], "reason": "場所を詳しく。", "due_on": "later"},
            ),
        ],
    },
    prepare=prepare,
    known=known,
)  # fmt: skip
