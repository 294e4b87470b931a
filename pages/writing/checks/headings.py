"""Headings go down one step at a time, so that people who jump from heading to heading miss nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Heading

NAMES = {1: "ページの題名", 2: "大見出し", 3: "中見出し", 4: "小見出し"}


def check(content: Content) -> Iterator[Finding]:
    """Levels are counted within one field: the plain version has headings of its own."""
    above: dict[str, int] = {}
    for heading in content.of(Heading):
        before = above.get(heading.where.field, 1)
        above[heading.where.field] = heading.level
        if not heading.text.strip():
            yield _finding(
                heading, "heading-empty", "見出しに文字がありません。文字を入れるか、見出しを削除してください。"
            )
        elif heading.level == 1:
            above[heading.where.field] = 2
            text = (
                "ページの題名と同じ大きさの見出しは使えません。題名は1ページに1つだけにします。大見出しにしてください。"
            )
            yield _finding(heading, "heading-title", text, 2)
        elif heading.level > before + 1:
            above[heading.where.field] = before  # its neighbours of the same size are judged alike
            text = (
                f"「{NAMES.get(before, before)}」の次に「{NAMES.get(heading.level, heading.level)}」があり、"
                "段階が飛んでいます。見出しをたどって読む方が、抜けがあると感じます。"
                f"「{NAMES[before + 1]}」にしてください。"
            )
            yield _finding(heading, "heading-order", text, before + 1)


def _finding(heading: Heading, rule: str, explanation: str, level: int | None = None) -> Finding:
    return Finding(
        rule=rule, severity=Severity.WARNING, where=heading.where, excerpt=heading.text, explanation=explanation,
        start=0, end=len(str(heading.level)), fix=None if level is None else str(level),
    )  # fmt: skip
