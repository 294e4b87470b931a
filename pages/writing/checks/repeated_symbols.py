"""Rows of signs as decoration: each one is read out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

PATTERN = re.compile(r"([★☆◆◇■□●○◎▼▽▲△※♪♥♡＊*＝=～〜ー―─━＿_!！?？])\1{2,}|([-‐])\2{3,}")
MARKS = "!！?？"
EXPLANATION = (
    "記号を並べた飾りは、1つずつ読み上げられ、本文が聞き取れなくなります。見出しや囲みのブロックを使ってください。"
)


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="repeated-symbol", severity=Severity.HINT, explanation=EXPLANATION,
        fix=lambda match: match[1] if match[1] and match[1] in MARKS else None,
    )  # fmt: skip
