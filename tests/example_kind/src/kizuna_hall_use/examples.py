"""One application of this kind as a person types it, and what staff enter at each step: for tests and demo data."""

from __future__ import annotations

from workflows.engine.examples import Example

ANSWERS = {
    "contact": {"contact_name": "見本 花子", "contact_phone": "03-0000-0000", "notice": "electronic"},
    "content": {"title": "見本の申込み", "text": "見本の内容です。"},
}
DRAFT = {"reason": "要件を満たすため。", "letter_reason": "", "conditions": ""}

example = Example(
    answers=ANSWERS,
    letters={"accepted": "承認通知書", "refused": "不承認通知書"},
    ways={
        "accepted": [
            ("receive", "done", {"received_on": "today"}),
            ("hub_check", "forward", {"result": "forward", "opinion": "要件を満たしている。"}),
            ("draft", "done", {"outcome_wanted": "accepted", **DRAFT}),
            ("decision", "decide", {"result": "decide"}),
        ],
        "refused": [
            ("receive", "done", {"received_on": "today"}),
            ("hub_check", "forward", {"result": "forward", "opinion": "要件を満たさない。"}),
            ("draft", "done", {"outcome_wanted": "refused", **DRAFT, "letter_reason": "対象とならないため。"}),
            ("decision", "decide", {"result": "decide"}),
        ],
        "corrected": [
            ("receive", "done", {"received_on": "today"}),
            (
                "hub_check", "send_back",
                {"result": "send_back", "sections": ["content"], "reason": "詳しく書く。", "due_on": "later"},
            ),
        ],
    },
)  # fmt: skip
