"""What a kind adds to pages that are not its own: a panel on the page of a case, a menu entry, a line in My page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cms.people.models import User
from workflows.cases.models import Case

Text = str | Promise


@dataclass(frozen=True)
class Panel:
    """A part of the page of a case.

    key       id of the section on the page
    template  reads what ``shown(case, user)`` gives as ``panel``
    shown     None leaves the panel out for this person
    at_desk   on the desk's page of the case; else on the applicant's page in My page
    """

    key: str
    title: Text
    template: str
    shown: Callable[[Case, User], dict[str, Any] | None]
    at_desk: bool = True


@dataclass(frozen=True)
class Shown:
    """A panel with what it shows."""

    key: str
    title: Text
    template: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A page of the kind in the desk's menu, for those whose roles open it. ``name`` is the name of its address."""

    label: Text
    name: str
    shown: Callable[[Any], bool]
    icon: str = "tasks"


@dataclass(frozen=True)
class Waiting:
    """Something that asks a resident to act, with the page on which they do so; ``matter`` is its sort and id."""

    title: Text
    text: Text
    url: str
    matter: tuple[str, str] | None = None
