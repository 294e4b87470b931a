"""What changed between two sendings, question by question, also across two versions of a form."""

from __future__ import annotations

from dataclasses import dataclass

from forms.answers import Answers
from forms.models import FormVersion
from forms.rendering import Files, Row, rows


@dataclass(frozen=True)
class Difference:
    """Texts as people read them; ``before`` is empty for a new answer, ``after`` for a removed one."""

    section_title: str
    label: str
    before: str
    after: str
    section: str = ""
    question: str = ""


def compare(
    version_a: FormVersion,
    answers_a: Answers,
    files_a: Files,
    version_b: FormVersion,
    answers_b: Answers,
    files_b: Files,
) -> list[Difference]:
    """Only what differs, in the order of the later form, then what only the earlier one asked."""
    before = _by_place(version_a, answers_a, files_a)
    after = _by_place(version_b, answers_b, files_b)
    found = []
    for place in [*after, *(place for place in before if place not in after)]:
        old, new = before.get(place), after.get(place)
        if _essence(old) == _essence(new):
            continue
        title, row = new or old or ("", None)
        if row is not None:
            found.append(
                Difference(title, row.label, old[1].text if old else "", new[1].text if new else "", place[0], place[1])
            )
    return found


Placed = tuple[str, Row]


def _by_place(version: FormVersion, answers: Answers, files: Files) -> dict[tuple[str, str], Placed]:
    return {
        (section.key, row.key): (section.title, row)
        for section in rows(version, answers, files)
        for row in section.rows
    }


def _essence(placed: Placed | None) -> tuple[str, ...]:
    """Equal for equal answers: the text, and for files also their bytes (same name, new content)."""
    if placed is None:
        return ("",)
    row = placed[1]
    return (row.text, *(file.sha256_stored for file in row.files or ()))
