"""Signs that screen readers skip or misread, and that some devices show as boxes. Kanji of names are none of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in, no_fix

REPLACED: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "data" / "replaced_characters.json").read_text(encoding="utf-8")
)
PATTERN = re.compile(f"[{''.join(REPLACED)}]")
# Characters that an office drew for itself: they exist on its own machines only.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
EXPLANATION = "読み上げソフトで読まれないことや、機種によって表示されないことがある文字です。別の書き方にしてください。"
DRAWN = "外字は、ほかの機器では表示されません。標準の文字か、かなで書いてください。"


def check(content: Content) -> Iterator[Finding]:
    yield from found_in(
        content, PATTERN, rule="machine-dependent", severity=Severity.WARNING, explanation=EXPLANATION,
        fix=lambda match: REPLACED[match[0]],
    )  # fmt: skip
    yield from found_in(
        content, PRIVATE, rule="private-character", severity=Severity.WARNING, explanation=DRAWN, fix=no_fix
    )
