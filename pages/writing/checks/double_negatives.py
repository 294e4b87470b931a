"""Two negations in one clause: readers take them for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content
from pages.writing.scanning import found_in, no_fix

PATTERN = re.compile(
    r"(?<![少危切])なく[はも](?:ない|ありません)|ないわけでは(?:ない|ありません)|ないことは(?:ない|ありません)"
    r"|ないとは(?:言えない|言えません|いえない|いえません|限らない|限りません|かぎらない|かぎりません)"
    r"|ないとも(?:言えない|言えません|限らない|限りません)|ないものは(?:ない|ありません)"
    r"|ざるを[得え](?:ない|ません|なかった)|ないはず[がは](?:ない|ありません)|ない(?:でも|わけが)(?:ない|ありません)"
    r"|(?:ないでは|ずには)(?:いられ|おれ|おか)(?:ない|ません)"
    r"|(?:できない|ない)わけにはい(?:かない|きません)|なければ[^。、]{1,14}(?:できません|できない)"
)
EXPLANATION = (
    "打ち消しが二つ重なっていて、意味を取り違えやすい文です。"
    "「〜すれば、〜できます」「〜です」のように言い切ってください。"
)


def check(content: Content) -> Iterator[Finding]:
    return found_in(
        content, PATTERN, rule="double-negative", severity=Severity.HINT, explanation=EXPLANATION, fix=no_fix
    )
