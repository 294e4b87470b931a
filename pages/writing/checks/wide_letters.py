"""Full-width letters and digits: read out one by one, not found by search, not to be dialled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

ALNUM = "[０-９Ａ-Ｚａ-ｚ]"
# Signs between them belong to a number, an amount, a time or an address and become half-width with them.
PATTERN = re.compile(rf"{ALNUM}+(?:[．，：／＠＿－‐−]{ALNUM}+)*")
DASHES = str.maketrans("‐−", "--")
EXPLANATION = "全角の英数字は、1文字ずつ読み上げられたり、検索で見つからなかったりします。半角にしてください。"


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="wide-letters", severity=Severity.WARNING, explanation=EXPLANATION,
        fix=lambda match: unicodedata.normalize("NFKC", match[0]).translate(DASHES),
    )  # fmt: skip
