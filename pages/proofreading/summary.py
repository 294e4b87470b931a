"""The findings of a page as its editor reads them."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from pages.proofreading.examining import content_of, mark_of
from pages.writing import Finding, Severity, examine
from pages.writing.checks.reading_level import Level, level_of


@dataclass(frozen=True)
class Line:
    """One finding, and the name of it in a form."""

    finding: Finding
    mark: str

    @property
    def shows_fix(self) -> bool:
        """A level of a heading is told in the explanation."""
        return bool(self.finding.fix and self.finding.old)


@dataclass(frozen=True)
class Summary:
    serious: list[Line]
    warnings: list[Line]
    hints: list[Line]
    level: Level

    @property
    def count(self) -> int:
        return len(self.serious) + len(self.warnings) + len(self.hints)

    @property
    def fixable(self) -> int:
        return sum(1 for line in [*self.serious, *self.warnings, *self.hints] if line.finding.fix is not None)

    @property
    def kanji(self) -> int:
        return round(self.level.kanji * 100)

    @property
    def sentence(self) -> int:
        return round(self.level.sentence)


def summary_of(page: Page) -> Summary:
    content = content_of(page)
    lines = [Line(finding, mark_of(finding)) for finding in examine(content)]
    by = {severity: [line for line in lines if line.finding.severity == severity] for severity in Severity}
    level = level_of([piece.text for piece in content.texts if not piece.easy])
    return Summary(by[Severity.SERIOUS], by[Severity.WARNING], by[Severity.HINT], level)
