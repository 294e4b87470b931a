"""Politeness once is enough (二重敬語), and 「ご…してください」 asks a resident in the words for oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

# 「お…になる」 is polite by itself; 「ご病気になる」「お幸せになる」 are no such forms.
VERB = (
    "お(?!幸せ)[一-龠々ぁ-ん]{0,6}[いきぎしじちにびみりえけげせてねべめれ見召]"
    "|ご(?:覧|利用|参加|出席|使用|来場|応募|活用|入場)"
)
DOUBLE = re.compile(rf"((?:{VERB})になられ|おっしゃられ)(ます|ました|る|た)(?!り)")
# Nouns of acts with 「ご」, which are asked for with 「ください」 alone.
SELF = re.compile(r"ご([一-龠]{2})してください")
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
    stem = match[1].removesuffix("られ")
    ending = match[2]
    if ending.startswith("ま"):
        return stem + ("い" if stem.endswith("ゃ") else "り") + ending
    return stem + ("る" if ending == "る" else "った")
