"""Half-width kana: broken in mails, hard to read, not found by search."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jaconv

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

PATTERN = re.compile(r"[｡-ﾟ]+")
EXPLANATION = "半角のカタカナや句読点は、読みにくく、メールで文字化けすることがあります。全角にしてください。"


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="half-width-kana", severity=Severity.WARNING, explanation=EXPLANATION,
        fix=lambda match: jaconv.h2z(match[0]),
    )  # fmt: skip
