"""What can go wrong, by its code, in both languages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import translation
from ninja import Router

from cms.api.languages import SPOKEN
from cms.api.problems import PROBLEMS
from cms.api.shapes import Told

router = Router()


class Words(Told):
    title: str
    advice: str


class KnownProblem(Told):
    code: str
    status: int
    ja: Words
    en: Words


def _told(code: str) -> dict[str, Any]:
    known = PROBLEMS[code]
    words = {}
    for language in SPOKEN:
        with translation.override(language):
            words[language] = {"title": str(known.title), "advice": str(known.advice)}
    return {"code": code, "status": known.status, **words}


@router.get("/problems", response=list[KnownProblem])
def list_problems(request: HttpRequest) -> list[dict[str, Any]]:
    """Every code that an answer may carry."""
    return [_told(code) for code in PROBLEMS]


@router.get("/problems/{code}", response=KnownProblem)
def read_problem(request: HttpRequest, code: str) -> dict[str, Any]:
    """One code: what it means and what to do."""
    if code not in PROBLEMS:
        raise Http404
    return _told(code)
