"""Where the reader is: the way from the start page to this one, as the theme's breadcrumbs take it."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from forms.models import Draft
from workflows.cases.models import Case
from workflows.programmes.models import Call

Crumbs = list[tuple[Any, str]]


def open_calls() -> str:
    """The list of open calls; the start page where the public pages are deployed apart."""
    try:
        return reverse("pages:open_calls")
    except NoReverseMatch:
        return "/"


def at_call(call: Call, title: str) -> Crumbs:
    return [(_("Open calls"), open_calls()), (f"{call.title}：{title}", "")]


def in_my_page(*items: tuple[Any, str]) -> Crumbs:
    return [(_("My page"), reverse("intake:mypage")), *items]


def at_draft(draft: Draft, *items: tuple[Any, str]) -> Crumbs:
    form = (draft.version.definition["title"], reverse("intake:draft", args=[draft.pk]))
    return in_my_page(form, *items)


def at_case(case: Case, *items: tuple[Any, str]) -> Crumbs:
    return in_my_page((case.number, reverse("intake:case", args=[case.pk])), *items)
