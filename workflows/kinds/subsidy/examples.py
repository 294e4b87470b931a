"""One application for a subsidy as a person types it, and what staff enter at each step."""

from __future__ import annotations

from workflows.engine.examples import Example

ANSWERS = {
    "group": {
        "group_name": "見本町会", "group_address": "練馬区見本町1-2-3", "representative_title": "会長",
        "representative_name": "見本 太郎", "representative_kana": "ミホン タロウ",
    },
    "contact": {"contact_name": "見本 花子", "contact_phone": "03-0000-0000", "notice": "electronic"},
    "activity": {
        "title": "町会ホームページの開設", "purpose": "町会の活動を知ってもらうため。",
        "content": "ホームページを作り、行事の案内を載せる。", "place": "見本町会館",
        "from_on": "2026-12-01", "until_on": "2027-02-28",
    },
    "budget": {
        "expenses-rows": "1", "expenses-0-kind": "web", "expenses-0-description": "作成費",
        "expenses-0-amount": "60,000", "income-rows": "2", "income-0-kind": "grant", "income-0-description": "",
        "income-0-amount": "50,000", "income-1-kind": "own", "income-1-description": "町会費から",
        "income-1-amount": "10,000", "requested_yen": "50,000",
    },
}  # fmt: skip
TAKEN = ("receive", "done", {"received_on": "today"})
CHECKED = ("hub_check", "forward", {"result": "forward", "opinion": "要件を満たしている。"})
GROUNDS = {"reason": "要綱に適合するため。", "letter_reason": "", "conditions": ""}
DECIDED = ("decision", "decide", {"result": "decide"})

example = Example(
    answers=ANSWERS,
    letters={"granted": "補助金交付決定通知書", "refused": "補助金不交付決定通知書"},
    programme={"cap_yen": 70_000},
    cost_kinds={"web": "ホームページ作成費"},
    ways={
        "granted": [
            TAKEN, CHECKED,
            ("draft", "done", {"outcome_wanted": "granted", "amount_yen": 50_000, **GROUNDS}),
            DECIDED,
        ],
        "refused": [
            TAKEN, CHECKED,
            ("draft", "done", {"outcome_wanted": "refused", **GROUNDS, "letter_reason": "対象となる経費がないため。"}),
            DECIDED,
        ],
        "returned": [
            TAKEN, CHECKED,
            ("draft", "done", {"outcome_wanted": "granted", "amount_yen": 50_000, **GROUNDS}),
            ("decision", "send_back", {"result": "send_back", "reason": "金額の根拠を補うこと。"}),
        ],
        "corrected": [
            TAKEN,
            (
                "hub_check", "send_back",
                {"result": "send_back", "sections": ["activity"], "reason": "場所を詳しく。", "due_on": "later"},
            ),
        ],
    },
)  # fmt: skip
