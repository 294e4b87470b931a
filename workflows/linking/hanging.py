"""What hangs on a case, said before it ends without success: one line each, and what this person may choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cms.people.models import User
from workflows.cases.models import Case
from workflows.linking import spawnable
from workflows.linking.models import CaseLink
from workflows.linking.spawnable import Remedy, Spawnable


@dataclass(frozen=True)
class Hanging:
    """``key`` is what a form posts to have it undone."""

    link: CaseLink
    sort: Spawnable
    remedy: Remedy

    @property
    def key(self) -> str:
        return str(self.link.pk)

    @property
    def line(self) -> str:
        return f"{self.sort.title}：{self.remedy.told}"


def standing(case: Case) -> list[CaseLink]:
    """Links of ``case`` that count, in their order."""
    links = CaseLink.objects.filter(source=case, ended_at=None).select_related("source", "case", "draft", "page")
    return list(links.order_by("pk"))


def remedies(links: Iterable[CaseLink], user: User) -> list[Hanging]:
    """Those that still have to be undone, with what ``user`` may do about each."""
    found = []
    for link in links:
        sort = spawnable.of(link)
        remedy = sort.remedy(link, user) if sort else None
        if sort and remedy:
            found.append(Hanging(link, sort, remedy))
    return found


def at_desk(case: Case, user: User) -> list[Hanging]:
    return remedies(standing(case), user)


def for_applicant(case: Case, user: User) -> list[Hanging]:
    """Only what the applicant knows of; the rest is told to those who take care of it all the same."""
    return [one for one in at_desk(case, user) if one.sort.is_known_to_applicant(one.link, user)]


def lines(case: Case, user: User) -> list[str]:
    """For the confirmation of a decision: whoever decides chooses nothing, the keepers are told."""
    return [one.line for one in at_desk(case, user)]
