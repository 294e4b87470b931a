"""Words shouted in capitals are read out letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in, no_fix

PATTERN = re.compile(r"(?<![A-Za-z_])(?:[A-Z]{2,}(?:[ 　][A-Z]{2,}){2,}|[A-Z]{9,})(?![A-Za-z_])")
EXPLANATION = (
    "大文字だけの英語は、1文字ずつ読み上げられることがあります。"
    "固有名詞でなければ、小文字を使うか日本語にしてください。"
)


def check(content: Content) -> Iterator[Finding]:
    return found_in(content, PATTERN, rule="capitals", severity=Severity.HINT, explanation=EXPLANATION, fix=no_fix)
