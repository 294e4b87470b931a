"""To whom a letter goes: the group and its representative, as the newest submission names them.

The application itself says who applies; the register of groups fills in what it leaves out. The
questions are found by what they were pre-filled with, so that no kind of request is known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from cms.people.models import CommunityGroup, Officer
from workflows.cases.models import Case, Submission


def newest_submission(case: Case) -> Submission | None:
    """What the applicant said last, with its form version."""
    return Submission.objects.select_related("version").filter(case=case).order_by("-number").first()


def addressee_of(case: Case, *, on: date, submission: Submission | None = None) -> dict[str, str]:
    """postal_code, address, group, title and name (the representative's), all as typed, maybe empty.

    A postal code is only taken from the register while the application gives the same address.
    ``submission`` saves asking for the newest one again.
    """
    answered = _answered(submission or newest_submission(case))
    group = case.group
    if group is None:
        return _person(case, answered)
    address = answered.get("group.address") or group.address
    postal_code = answered.get("group.postal_code") or (group.postal_code if address == group.address else "")
    title, name = answered.get("officer.title", ""), answered.get("officer.name", "")
    if not name:
        officer = representative(group, on=on)
        title, name = (officer.title, officer.name) if officer else ("", case.person.name)
    return {
        "postal_code": postal_code,
        "address": address,
        "group": answered.get("group.name") or group.name,
        "title": title,
        "name": name,
    }


def _person(case: Case, answered: dict[str, str]) -> dict[str, str]:
    """Who applied for themselves; the form says where they live, else the register."""
    person = case.person
    address = answered.get("person.address") or person.address
    postal_code = answered.get("person.postal_code") or (person.postal_code if address == person.address else "")
    name = answered.get("person.name") or person.name
    return {"postal_code": postal_code, "address": address, "group": "", "title": "", "name": name}


def representative(group: CommunityGroup, *, on: date) -> Officer | None:
    """The first officer in the register whose term covers ``on``: the list begins with who represents."""
    in_term = group.officers.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on, ended_at=None)
    return in_term.order_by(Coalesce("place", "id"), "id").first()


def _answered(submission: Submission | None) -> dict[str, str]:
    """Answers by what their question was pre-filled with, e.g. ``officer.name``."""
    if submission is None:
        return {}
    found: dict[str, str] = {}
    for section, question in _questions(submission.version.definition):
        answer = submission.answers.get(section, {}).get(question["key"])
        if question.get("prefill") and isinstance(answer, str) and answer.strip():
            found[question["prefill"]] = answer.strip()
    return found


def _questions(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for section in definition.get("sections", []):
        for question in section.get("questions", []):
            yield section["key"], question
