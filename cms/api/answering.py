"""Answers in a request: in the shape of their questions or refused, and checked as the pages check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cms.api.problems import Fault, pointer
from forms import json_answers
from forms.checks import all_problems, grantable_of
from forms.definition import Definition
from forms.drafts import Problem
from forms.sections import SectionForm, Texts

Answers = Mapping[str, Mapping[str, Any]]
ROOT = "answers"


def faults_of(definition: Definition, answers: Answers) -> tuple[str, str, list[Fault]] | None:
    """Code, detail and places of what is no answer at all to ``definition``; None when everything is one."""
    faults: list[Fault] = []
    unknown = True
    for key, given in answers.items():
        section = definition.section(key)
        if section is None:
            faults.append(Fault(pointer(ROOT, key), _("There is no such section.")))
            continue
        for misfit in json_answers.misfits(section, given):
            faults.append(Fault(pointer(ROOT, key, *misfit.place), misfit.message))
            unknown = unknown and misfit.is_unknown
    return ("unknown-field" if unknown else "invalid-request", "", faults) if faults else None


def told(problems: list[Problem]) -> list[dict[str, str]]:
    """Each problem of a form with a pointer to its question."""
    return [{"pointer": pointer(ROOT, one.section, one.question), "detail": one.message} for one in problems]


def checked(
    definition: Definition, answers: Answers, *, texts: Mapping[str, Texts], files: Mapping[str, int]
) -> dict[str, Any]:
    """Problems and the grantable amount of ``answers`` laid over ``texts``; nothing is kept."""
    whole = {
        section.key: {**texts.get(section.key, {}), **json_answers.texts_from(section, answers.get(section.key, {}))}
        for section in definition.sections
    }
    valid = {section.key: SectionForm(section, data=whole[section.key]).answers for section in definition.sections}
    found = grantable_of(definition, valid)
    grantable = None
    if found is not None:
        figures = (found.most_yen, found.eligible_yen, found.deducted_yen)
        grantable = dict(zip(("most_yen", "eligible_yen", "deducted_yen"), figures, strict=True))
    return {"problems": told(all_problems(definition, whole, files)), "grantable": grantable}
