"""Asking every kind what it adds: panels of a case, addresses, menu entries, lines in My page, partners."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import URLResolver, include, path

from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.kind import kind_of, kinds
from workflows.engine.panels import Entry, Shown, Text, Waiting


def panels_of(case: Case, user: User, *, at_desk: bool) -> list[Shown]:
    """The panels that the kind of ``case`` shows to this person on this side."""
    found = []
    for panel in kind_of(case).panels:
        data = panel.shown(case, user) if panel.at_desk == at_desk else None
        if data is not None:
            found.append(Shown(panel.key, panel.title, panel.template, data))
    return found


def resident_urls() -> list[URLResolver]:
    return [path(f"mypage/{kind.slug}/", include(kind.urls)) for kind in kinds().values() if kind.urls]


def desk_urls() -> list[URLResolver]:
    return [path(f"desk/kinds/{kind.slug}/", include(kind.desk_urls)) for kind in kinds().values() if kind.desk_urls]


def is_form(name: str) -> bool:
    """Whether the page of this name is a form of a kind, for residents."""
    return any(name in kind.forms for kind in kinds().values())


def menu_entries() -> list[Entry]:
    return [entry for kind in kinds().values() for entry in kind.entries]


def waiting_for_resident(user: User) -> list[Waiting]:
    return [line for kind in kinds().values() if kind.waiting for line in kind.waiting(user)]


def current_of_resident(user: User) -> list[Waiting]:
    return [line for kind in kinds().values() if kind.current for line in kind.current(user)]


def door_words() -> dict[str, Text]:
    """What the logs call the pages that kinds bring."""
    return {name: text for kind in kinds().values() for name, text in kind.doors.items()}


def partners_of(cases: Collection[Case]) -> set[tuple[int, int]]:
    """Pairs of case and group: who takes part in these cases besides the applicant. Other kinds are not asked."""
    found: set[tuple[int, int]] = set()
    for kind in kinds().values():
        keys = [case.pk for case in cases if case.kind == kind.slug]
        if kind.partners and keys:
            found.update(kind.partners(keys))
    return found
