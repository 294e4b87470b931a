"""A table without headings is a row of words when it is read out."""

from __future__ import annotations

from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Table

NO_HEADERS = (
    "表の列に見出しがありません。読み上げると、何の値か分かりません。1行目ではなく、列の見出しの欄に書いてください。"
)
SOME_EMPTY = "見出しのない列があります。空欄の列も、何の列かを見出しに書いてください。"
NO_CAPTION = "表の題名がありません。何の表かを1行で書いてください。"


def check(content: Content) -> Iterator[Finding]:
    for table in content.of(Table):
        if not table.headers:
            continue
        empty = [not header.strip() for header in table.headers]
        if all(empty):
            yield _finding(table, "table-no-headers", Severity.SERIOUS, NO_HEADERS)
        elif any(empty[1:]):
            yield _finding(table, "table-empty-header", Severity.WARNING, SOME_EMPTY)
        if not table.caption.strip():
            yield _finding(table, "table-no-caption", Severity.WARNING, NO_CAPTION)


def _finding(table: Table, rule: str, severity: Severity, explanation: str) -> Finding:
    shown = table.caption or "・".join(header for header in table.headers if header.strip()) or "表"
    return Finding(rule=rule, severity=severity, where=table.where, excerpt=shown, explanation=explanation)
