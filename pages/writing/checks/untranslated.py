"""A page in another language where Japanese was left. Names may stay as they are; nobody else can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import at

# Kana tells Japanese from Chinese.
KANA = re.compile("[ぁ-ゖァ-ヺー]{2,}")
EXPLANATION = (
    "ほかの言語のページに、日本語のままの文字があります。翻訳して書き換えてください。"
    "団体や建物の名前など、日本語のまま載せるものは、そのままで構いません。"
)


def check(content: Content) -> Iterator[Finding]:
    """One finding for each text that has any."""
    for piece in content.texts:
        if found := KANA.search(piece.text):
            yield at(piece, found.start(), found.end(), "untranslated", Severity.WARNING, EXPLANATION)
