"""The public search: a form sent by GET, results in twenties, suggestions when nothing is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.core import languages
from cms.hubs.models import Hub
from cms.search import registry
from cms.search.finding import Findings, Result, find
from cms.search.keys import fold
from cms.search.question import Question
from cms.search.suggesting import suggestions
from media import facts
from media.models import WardDocument
from pages.search.form import SearchForm


@dataclass(frozen=True)
class Line:
    """One result with its words for readers."""

    result: Result
    kind: str
    hubs: list[str]
    facts: str


@require_safe
def search(request: HttpRequest, language: str = "") -> HttpResponse:
    """What is written in ``language``, at ``/en/search/``; Japanese at ``/search/``, which sends ``?lang=en`` there."""
    asked = request.GET.get("lang", "")
    if not language and asked in languages.others():
        kept = request.GET.copy()
        del kept["lang"]
        return redirect(f"/{asked}/search/?{kept.urlencode()}" if kept else f"/{asked}/search/")
    with translation.override(language or languages.default()):
        return _search(request, language or languages.default())


def _search(request: HttpRequest, language: str) -> HttpResponse:
    """Six statements at most, the ward's name and the hubs among them."""
    hubs = list(Hub.objects.all())
    form = SearchForm(request.GET, hubs=hubs)
    question = replace(form.question() if form.is_valid() else Question(), language=language)
    found = find(question, _number(request.GET.get("page", "")))
    context: dict[str, Any] = {
        "form": form,
        "typed": form.data["q"].strip(),
        "asked": not question.is_empty,
        "narrowed": question.is_narrowed,
        "found": found,
        "lines": _lines(found, hubs),
        "suggestions": suggestions(question) if question.words and not found.count else [],
        "near_hubs": _near(question.typed, hubs) if question.words and not found.count else [],
        "previous": _address(request, found.page - 1) if found.page > 1 else "",
        "next": _address(request, found.page + 1) if found.page < found.pages else "",
        "breadcrumbs": [(_("Search the site"), "")],
        "language_urls": {code: f"{languages.home(code)}search/" for code in languages.names()},
    }
    return render(request, "pages/search.html", context)


def _lines(found: Findings, hubs: list[Hub]) -> list[Line]:
    kinds, names = registry.kinds(), {hub.pk: hub.name for hub in hubs}
    return [
        Line(one, str(kinds.get(one.kind, "")), [names[pk] for pk in one.hubs if pk in names], _facts(one.facts))
        for one in found.results
    ]


def _facts(told: dict[str, Any]) -> str:
    """Of a document, what file it is; nothing of anything else."""
    if "ending" not in told:
        return ""
    language = WardDocument.Language(told["language"])
    named = "" if language is WardDocument.Language.JAPANESE else str(language.label)
    return facts.line(ending=told["ending"], pages=told.get("pages"), size=told.get("size"), language=named)


def _near(typed: list[str], hubs: list[Hub]) -> list[Hub]:
    """Hubs whose name or reading has a part of what was typed, a few of them."""
    named = [(fold(f"{hub.name}\n\n{hub.name_kana}"), hub) for hub in hubs if hub.status != Hub.Status.CLOSED]
    return [hub for key, hub in named if any(word[:2] in key for word in typed if len(word) > 1)][:3]


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1


def _address(request: HttpRequest, page: int) -> str:
    """This question with another page; what is not a field of the form is dropped."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in SearchForm.base_fields:
            del kept[name]
    kept["page"] = str(page)
    return f"?{kept.urlencode()}"
