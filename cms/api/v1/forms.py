"""The form of a call: questions for a front end to draw, answers as JSON Schema, and checking without saving."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from cms.api.answering import checked, faults_of
from cms.api.problems import Problem
from cms.api.shapes import Fault, Given, Told
from cms.core.clock import database_now
from forms import json_answers
from forms.definition import Definition, DefinitionError, Option, Question, parse
from forms.versions import canonical, digest_of
from media.checks import MAX_BYTES, accept_attribute
from workflows.intake.services.starting import kind_for
from workflows.intake.views.records import published_call
from workflows.programmes.models import Call, Programme

router = Router()
logger = logging.getLogger(__name__)


class OptionTold(Told):
    value: str
    label: str


class QuestionTold(Told):
    """``type`` decides how it is asked; ``accept`` and ``max_…`` are for files."""

    key: str
    type: str
    label: str
    help: str
    required: bool
    options: list[OptionTold]
    max_length: int | None
    min_yen: int | None
    max_yen: int | None
    accept: list[str]
    max_files: int | None
    max_bytes: int | None


class SectionTold(Told):
    key: str
    title: str
    intro: str
    questions: list[QuestionTold]


class EligibilityTold(Told):
    """Asked before anything else. Who answers otherwise than ``wanted`` cannot apply; ``explanation`` says why."""

    id: int
    text: str
    help: str
    wanted: bool
    explanation: str


class FormTold(Told):
    """``answer_schema`` is the JSON Schema of ``answers`` in drafts; ``version`` its digest."""

    call: str
    kind: str
    kind_title: str
    title: str
    version: str
    applies: str
    is_open: bool
    opens_at: datetime
    closes_at: datetime
    consultation: str
    eligibility: list[EligibilityTold]
    declaration: str
    sections: list[SectionTold]
    answer_schema: dict[str, Any]


class AnswersGiven(Given):
    """Section → question → answer."""

    answers: dict[str, dict[str, Any]]


class Grantable(Told):
    """The most that the programme's rules grant for the budget as it is given."""

    most_yen: int
    eligible_yen: int
    deducted_yen: int


class Checked(Told):
    """``problems`` stand in the order of the form; empty when nothing is in the way of sending."""

    problems: list[Fault]
    grantable: Grantable | None


@router.get("/forms/{slug}", response=FormTold)
def read_form(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The form that a call asks for today."""
    call = published_call(slug)
    kind = kind_for(call)
    raw = kind.definition(call)
    definition = _definition(call)
    programme: Programme = call.programme
    return {
        "call": call.slug,
        "kind": kind.slug,
        "kind_title": str(kind.title),
        "title": definition.title,
        "version": digest_of(canonical(raw)),
        "applies": "group" if kind.is_for_groups else "person",
        "is_open": call.is_open(database_now()),
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "consultation": programme.consultation,
        "eligibility": [_eligibility(one) for one in programme.eligibility_questions.all()],
        "declaration": definition.declaration,
        "sections": sections_told(definition),
        "answer_schema": json_answers.schema_of(definition),
    }


@router.post("/forms/{slug}/check", response=Checked)
def check_form(request: HttpRequest, slug: str, given: AnswersGiven) -> dict[str, Any]:
    """What would stand in the way of sending these answers; nothing is kept. Files count as missing."""
    call = published_call(slug)
    definition = _definition(call)
    if faults := faults_of(definition, given.answers):
        raise Problem(*faults)
    return checked(definition, given.answers, texts={}, files={})


def _definition(call: Call) -> Definition:
    """Raises Problem where the data of the programme make no form yet; for the operator it is an error."""
    try:
        return parse(kind_for(call).definition(call))
    except DefinitionError as error:
        logger.error("the form of the call %s: %s", call.slug, error)
        raise Problem("refused", _("The form of this call is not ready. Please ask the ward office.")) from error


def sections_told(definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "key": section.key,
            "title": section.title,
            "intro": section.intro,
            "questions": [_question(question) for question in section.questions],
        }
        for section in definition.sections
    ]


def _question(question: Question) -> dict[str, Any]:
    is_file, is_yen = question.type == "file", question.type == "yen"
    options = question.cost_kinds if question.type == "budget" else question.options
    return {
        "key": question.key,
        "type": question.type,
        "label": question.label,
        "help": question.help,
        "required": question.required,
        "options": [_option(one) for one in options],
        "max_length": question.max_length or None,
        "min_yen": question.min_value if is_yen else None,
        "max_yen": question.max_value if is_yen else None,
        "accept": accept_attribute(question.accept or None).split(",") if is_file else [],
        "max_files": question.max_files if is_file else None,
        "max_bytes": MAX_BYTES if is_file else None,
    }


def _option(option: Option) -> dict[str, str]:
    return {"value": option.value, "label": option.label}


def _eligibility(question: Any) -> dict[str, Any]:
    return {
        "id": question.pk,
        "text": question.text,
        "help": question.help,
        "wanted": question.wanted,
        "explanation": question.explanation,
    }
