"""Counters are written with 「か」: 「3か所」「7か月」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in

PATTERN = re.compile(
    r"(?<=[0-9０-９一二三四五六七八九十数何])(?:[ヶヵケカ箇](?=所|月(?!\d)|国|条|年(?!度))|個(?=所|条))"
)
EXPLANATION = "数えるときの「ヶ」「カ」「箇」は、「3か所」「7か月」のように「か」と書きます。"


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="counter", severity=Severity.HINT, explanation=EXPLANATION, fix=lambda _match: "か"
    )
