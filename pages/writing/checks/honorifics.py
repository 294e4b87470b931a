"""Politeness once is enough (二重敬語), and 「ご…してください」 asks a resident in the words for oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

DOUBLED = {
    "ご覧になられ": "ご覧になり", "お越しになられ": "お越しになり", "お見えになられ": "お見えになり",
    "お帰りになられ": "お帰りになり",
    "お読みになられ": "お読みになり", "お使いになられ": "お使いになり", "お書きになられ": "お書きになり",
    "お話しになられ": "お話しになり", "ご利用になられ": "ご利用になり", "ご参加になられ": "ご参加になり",
    "ご出席になられ": "ご出席になり", "おっしゃられ": "おっしゃい",
}  # fmt: skip
DOUBLE = re.compile(f"({'|'.join(DOUBLED)})(ます|ました|る|た)(?!り)")
SELF = re.compile(
    r"ご(利用|参加|注意|確認|連絡|協力|記入|提出|持参|相談|予約|応募|登録|用意|準備|了承|理解|活用|来場|入場|返信|送付|遠慮)してください"
)
DOUBLE_TEXT = "敬語が重なっています。1つにすると、読みやすく正しい敬語になります。"
SELF_TEXT = "「ご〜して」は自分の動作に使う言い方です。「ご〜ください」にしてください。"


def check(content: Content) -> Iterator[Finding]:
    yield from found_in(
        content, DOUBLE, rule="double-honorific", severity=Severity.HINT, explanation=DOUBLE_TEXT, fix=_single
    )
    yield from found_in(
        content, SELF, rule="humble-request", severity=Severity.HINT, explanation=SELF_TEXT,
        fix=lambda match: f"ご{match[1]}ください",
    )  # fmt: skip


def _single(match: re.Match[str]) -> str:
    """「ご覧になられます」→「ご覧になります」, 「ご覧になられる」→「ご覧になる」."""
    polite = DOUBLED[match[1]]
    ending = match[2]
    if ending.startswith("ま"):
        return polite + ending
    stem = polite[:-1]
    return stem + ("る" if ending == "る" else "った")
