"""What was looked at is what is sent: the review page carries a mark of the very state that it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable

from forms.definition import Definition
from forms.models import Draft, DraftFile, DraftSection
from forms.versions import definition_of


def mark_of(draft: Draft) -> str:
    """The revision of each section and the ids of its files, as the page carries them."""
    state = _state(definition_of(draft.version), draft.sections.all(), draft.files.all())
    return json.dumps(state, sort_keys=True, separators=(",", ":"))


def changed_since(
    mark: str, definition: Definition, sections: Iterable[DraftSection], files: Iterable[DraftFile]
) -> list[str]:
    """Titles of the sections that changed since the page with ``mark`` was made; empty when none did.

    Every section counts as changed for a mark that no page ever carried.
    """
    try:
        before = json.loads(mark)
    except ValueError:
        before = {}
    now = _state(definition, sections, files)
    known = before if isinstance(before, dict) else {}
    return [part.title for part in definition.sections if known.get(part.key) != now[part.key]]


def _state(
    definition: Definition, sections: Iterable[DraftSection], files: Iterable[DraftFile]
) -> dict[str, list[int]]:
    revisions = {row.key: row.revision for row in sections}
    answering: dict[str, list[int]] = {}
    for one in sorted(files, key=lambda file: file.pk):
        answering.setdefault(one.question, []).append(one.pk)
    return {
        part.key: [revisions.get(part.key, 0), *(pk for q in part.file_questions for pk in answering.get(q.key, []))]
        for part in definition.sections
    }
