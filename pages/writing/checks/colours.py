"""Colour alone tells nothing to those who do not see it, or read a black-and-white print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in, no_fix

COLOUR = "(?:赤|青|緑|黄|黒|オレンジ|ピンク|紫|水|灰|朱|黄緑|茶)"
PATTERN = re.compile(
    rf"{COLOUR}(?:字|い文字|色の文字|文字|枠|い枠|色の枠|線|い線|色の線|丸|い丸|印|い印|色|の(?:枠|線|丸|印|文字))"
    r"(?:の(?:部分|箇所|個所|か所|ところ|項目|日|欄|行|列|数字|文字|区域|範囲|場所|地域|マス|セル)|で(?:示|囲|書|記|表|印|塗|色分け))"
)
EXPLANATION = (
    "色だけで示すと、色の違いが見えない方や白黒で印刷した方に伝わりません。"
    "「（必須）」「★印」のように、文字や記号も添えてください。"
)


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="colour-only", severity=Severity.WARNING, explanation=EXPLANATION, fix=no_fix
    )
