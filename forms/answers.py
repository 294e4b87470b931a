"""What answers mean to others: the columns they fill, and which of them are personal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.models import FormVersion
from forms.versions import definition_of

# section key → question key → answer in stored form
Answers = Mapping[str, Mapping[str, Any]]


def columns_of(version: FormVersion, answers: Answers) -> dict[str, Any]:
    """Column name → answer, for questions that say ``column`` and were answered."""
    return {
        question.column: answers[section.key][question.key]
        for section, question in definition_of(version).walk()
        if question.column and question.key in answers.get(section.key, {})
    }


def personal_split(version: FormVersion, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """(what may stay for ever, what can be erased), both section → question → answer.

    Together they are ``answers``; a question that the version does not know counts as personal.
    """
    lasting: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    definition = definition_of(version)
    for section, given in answers.items():
        for key, answer in given.items():
            found = definition.find(f"{section}.{key}")
            side = lasting if found and not found[1].personal else personal
            side.setdefault(section, {})[key] = answer
    return lasting, personal


def joined(lasting: Answers, personal: Answers) -> dict[str, dict[str, Any]]:
    """The inverse of ``personal_split``."""
    whole: dict[str, dict[str, Any]] = {section: dict(given) for section, given in lasting.items()}
    for section, given in personal.items():
        whole.setdefault(section, {}).update(given)
    return whole


def prefilled(version: FormVersion, known: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers for questions whose ``prefill`` source is in ``known`` (``group.name`` → value)."""
    answers: dict[str, dict[str, Any]] = {}
    for section, question in definition_of(version).walk():
        value = known.get(question.prefill) if question.prefill else None
        if value not in (None, ""):
            answers.setdefault(section.key, {})[question.key] = value
    return answers
