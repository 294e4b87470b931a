"""What is looked at in a text before residents read it. Knows no database, no request and no CMS.

``examine`` takes the pieces of a page and gives findings: what is wrong, why it matters, and what to write
instead. Explanations are in Japanese, because they speak about Japanese.
"""

from __future__ import annotations

from pages.writing.checks import CHECKS, CHECKS_OF_ANY_LANGUAGE
from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Heading, Link, Picture, Table, Text, Where

__all__ = ["Content", "Finding", "Heading", "Link", "Picture", "Severity", "Table", "Text", "Where", "examine"]

JAPANESE = "ja"


def examine(content: Content) -> list[Finding]:
    """All findings, the serious ones first, then as they stand in the page."""
    order = {piece.where: number for number, piece in enumerate(content.pieces)}
    checks = CHECKS if content.language == JAPANESE else CHECKS_OF_ANY_LANGUAGE
    found = [finding for check in checks for finding in check(content)]
    return sorted(found, key=lambda one: (one.severity, order.get(one.where, -1), one.start))
