"""Saving a section: whatever can be kept is kept, valid or not; two tabs never lose text silently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from cms.people.models import User
from forms import budget_field
from forms.access import locked
from forms.definition import Question, Section
from forms.fields import YES_NO
from forms.models import Draft, DraftFile, DraftSection
from forms.sections import SectionForm, Texts, input_names, keepable, posted_texts
from forms.versions import definition_of

CHOICE_PREFIX = "keep-"


@dataclass(frozen=True)
class Clash:
    """One question that was answered differently in two tabs: both texts, for a person to choose."""

    question: str
    label: str
    saved: str
    posted: str


@dataclass(frozen=True)
class Conflict:
    """``inputs`` carries every posted text on, so that nothing is lost while the person chooses."""

    clashes: tuple[Clash, ...]
    inputs: Texts


@dataclass(frozen=True)
class SectionResult:
    """``saved`` is False only for a conflict. ``unkept`` names questions whose text could not be kept."""

    saved: bool
    revision: int
    form: SectionForm
    is_complete: bool
    errors: dict[str, list[str]] = field(default_factory=dict)
    unkept: tuple[str, ...] = ()
    conflict: Conflict | None = None

    @property
    def unkept_labels(self) -> list[str]:
        """In the words that stand beside the fields."""
        return [str(self.form.fields[key].label) for key in self.unkept]

    def as_json(self) -> dict[str, Any]:
        """For the answer to an autosave; 409 goes with ``saved`` false."""
        return {
            "saved": self.saved,
            "revision": self.revision,
            "complete": self.is_complete,
            "errors": self.errors,
            "unkept": self.unkept_labels,
        }


def save_section(
    draft: Draft,
    *,
    actor: User,
    section: str,
    data: Mapping[str, Any],
    seen_revision: int,
) -> SectionResult:
    """The posted texts of ``section`` are in the draft, also where they are not valid yet.

    When another page (``tab``) changed the section since ``seen_revision`` and the texts differ,
    nothing is written and the result holds both. After a conflict the person posts ``keep-<question>=saved`` where the
    saved text shall stay. Texts that no database can keep, or beyond every limit, leave the saved
    text as it was, with an error beside the field. Raises Http404 (no such section) and Closed.
    """
    with transaction.atomic():
        row_of_draft = locked(draft, actor)
        part = definition_of(row_of_draft.version).section(section)
        if part is None:
            raise Http404
        row, _made = DraftSection.objects.get_or_create(draft=row_of_draft, key=section)
        texts = _chosen(part, posted_texts(part, data, row.raw), row.raw, data)
        tab = str(data.get("tab", ""))[:32]
        own = tab != "" and tab == row.tab and keepable(tab)  # an answer that was lost on the way back
        clashes = () if own or seen_revision == row.revision else _clashes(part, row.raw, texts)
        if clashes:
            form = SectionForm(part, data=texts)
            return SectionResult(False, row.revision, form, row.is_complete, conflict=Conflict(clashes, texts))
        row.tab = tab if keepable(tab) else ""
        return _write(row_of_draft, row, part, texts)


def _write(draft: Draft, row: DraftSection, part: Section, texts: Texts) -> SectionResult:
    form = SectionForm(part, data=texts)
    unkept = tuple(q.key for q in part.fields if not all(keepable(texts[name]) for name in input_names(q, texts)))
    kept = _restored(part, texts, row.raw, unkept)
    stored = SectionForm(part, data=kept) if unkept else form
    changed = kept != row.raw
    row.raw = kept
    row.answers = stored.answers
    row.is_complete = stored.is_valid() and files_are_complete(draft, part)
    row.revision += 1 if changed else 0
    row.updated_at = draft.updated_at = timezone.now()
    row.save()
    draft.save(update_fields=["updated_at"])
    errors = {key: [str(message) for message in messages] for key, messages in form.errors.items()}
    return SectionResult(True, row.revision, form, row.is_complete and not errors, errors, unkept)


def files_are_complete(draft: Draft, part: Section) -> bool:
    """Every required file question of ``part`` has a file."""
    needed = {question.key for question in part.file_questions if question.required}
    if not needed:
        return True
    return needed <= set(DraftFile.objects.filter(draft=draft).values_list("question", flat=True))


def _question_texts(question: Question, texts: Texts) -> Texts:
    return {name: texts.get(name, "") for name in input_names(question, texts)}


def _replaced(question: Question, texts: Texts, source: Texts) -> Texts:
    """``texts`` with the inputs of ``question`` as in ``source``."""
    gone = set(input_names(question, texts))
    return {name: text for name, text in texts.items() if name not in gone} | _question_texts(question, source)


def _restored(part: Section, texts: Texts, saved: Texts, unkept: tuple[str, ...]) -> Texts:
    for question in part.fields:
        if question.key in unkept:
            texts = _replaced(question, texts, saved)
    return texts


def _chosen(part: Section, texts: Texts, saved: Texts, data: Mapping[str, Any]) -> Texts:
    for question in part.fields:
        if data.get(f"{CHOICE_PREFIX}{question.key}") == "saved":
            texts = _replaced(question, texts, saved)
    return texts


def _clashes(part: Section, saved: Texts, posted: Texts) -> tuple[Clash, ...]:
    pairs = ((question, _shown(question, saved), _shown(question, posted)) for question in part.fields)
    return tuple(Clash(q.key, q.label, before, after) for q, before, after in pairs if before != after)


def _shown(question: Question, texts: Texts) -> str:
    """The typed text of one question as people read it; blank budget rows do not count."""
    if question.type == "budget":
        kinds = {option.value: option.label for option in question.cost_kinds}
        rows = budget_field.filled(budget_field.raw_rows(question.key, texts))
        return "\n".join(" / ".join([kinds.get(r["kind"], r["kind"]), r["description"], r["amount"]]) for r in rows)
    text = texts.get(question.key, "")
    labels = {option.value: option.label for option in question.options}
    if question.type == "yesno":
        labels = {value: str(label) for value, label in YES_NO}
    return labels.get(text, text)
