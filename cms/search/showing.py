"""Objects that are found only while a public entry of another source shows them: a document, by a page with a link.

The entry that shows names them among its labels, so it is hidden, moved and made anew together with what it says.
"""

from __future__ import annotations

from cms.search.engines import answered
from cms.search.models import Entry
from cms.search.question import Question
from cms.search.writing import AT_ONCE

MARK = "shows="


def names(labels: str) -> set[str]:
    """What an entry with these labels shows."""
    return {label.removeprefix(MARK) for label in labels.split() if label.startswith(MARK)}


def shown_by(source: str, keys: list[str]) -> set[str]:
    """What the entries of ``keys`` show, be they public or hidden."""
    found: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = Entry.objects.filter(source=source, object_key__in=keys[start : start + AT_ONCE])
        for labels in some.filter(labels__contains=f" {MARK}").order_by().values_list("labels", flat=True):
            found |= names(labels)
    return found


def shown_to_all(wanted: list[str]) -> set[str]:
    """Those of ``wanted`` that a public entry shows now. One statement."""
    return {
        name for name, shown in zip(wanted, answered([Question(shows=one) for one in wanted]), strict=True) if shown
    }
