"""Awards to groups, for open data: who was granted how much, of which programme, and when. Persons are never named.

An award is told once the letter of the grant has reached the group or was posted; not any more once its case was
erased. What a person was granted is left out and counted. The title that an applicant gave is not told: people write
names into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import Field

from cms.api.shapes import Told
from cms.api.v1.content.hub_rows import desk
from cms.api.v1.content.public_pages import moment
from cms.core.dates import jst_date
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.engine.kind import kinds

# Rows of one file; more than a ward decides in twenty years.
MOST = 10_000
GRANTED = Case.Outcome.GRANTED
CURRENCY = "JPY"


class Organisation(Told):
    id: str
    name: str


class AwardProgramme(Told):
    code: str
    title: str


class AwardDates(Told):
    startDate: date  # noqa: N815  as 360Giving names it
    endDate: date  # noqa: N815


class Award(Told):
    """A grant as the 360Giving Data Standard 1.4 has it."""

    id: str
    title: str
    description: str
    currency: str
    amountAwarded: int  # noqa: N815
    awardDate: date  # noqa: N815
    plannedDates: list[AwardDates]  # noqa: N815
    recipientOrganization: list[Organisation]  # noqa: N815
    fundingOrganization: list[Organisation]  # noqa: N815
    grantProgramme: list[AwardProgramme]  # noqa: N815
    dateModified: datetime  # noqa: N815


class Publisher(Told):
    identifier: str
    name: str
    website: str


class AwardPackage(Told):
    """A package of the 360Giving Data Standard 1.4."""

    version: str
    title: str
    description: str
    issued: date = Field(description="the day on which the register was first given")
    modified: datetime = Field(description="the newest change of the register")
    publisher: Publisher
    downloadURL: str  # noqa: N815
    license: str
    grants: list[Award] = Field(description=f"the newest {MOST} first")


@dataclass(frozen=True)
class Awarded:
    """One row of the register."""

    number: str
    programme: str
    programme_name: str
    call: str
    group: int
    group_name: str
    yen: int
    decided_at: datetime
    begins: date | None
    ends: date | None

    @property
    def id(self) -> str:
        return f"{settings.OPEN_DATA_PREFIX}-{self.number}"

    @property
    def title(self) -> str:
        return f"{self.call}（{self.group_name}）"


COLUMNS = (
    "number", "programme__slug", "programme__name", "call__title", "group", "group__name", "decided_yen", "decided_at",
    "call__activity_from_on", "call__activity_until_on",
)  # fmt: skip


def told() -> QuerySet[Case]:
    """Decided with money, the letter out, the content not erased."""
    with_money = [slug for slug, kind in kinds().items() if kind.has_money]
    out = Q(arrived_at__isnull=False) | Q(posted_on__isnull=False)
    letters = Letter.objects.filter(out, case=OuterRef("pk"), outcome=GRANTED)
    found = Case.objects.filter(Exists(letters), outcome=GRANTED, kind__in=with_money)
    return found.filter(erased_at=None, decided_yen__isnull=False, decided_at__isnull=False)


def awards() -> list[Awarded]:
    """One query."""
    rows = told().filter(group__isnull=False).order_by("-decided_at", "-pk")
    return [Awarded(*row) for row in rows.values_list(*COLUMNS)[:MOST]]


def left_out() -> int:
    """Awards to persons."""
    return told().filter(group__isnull=True).count()


def funder() -> dict[str, str]:
    return {"id": f"{settings.OPEN_DATA_PREFIX}-ward", "name": desk()["ward"]}


def grants() -> list[dict[str, Any]]:
    """Each award to a group as ``Award``; who gives them is asked for once."""
    given_by = funder()
    return [_as_grant(one, given_by) for one in awards()]


def _as_grant(one: Awarded, given_by: dict[str, str]) -> dict[str, Any]:
    planned = [{"startDate": one.begins, "endDate": one.ends}] if one.begins and one.ends else []
    return {
        "id": one.id,
        "title": one.title,
        "description": one.programme_name,
        "currency": CURRENCY,
        "amountAwarded": one.yen,
        "awardDate": jst_date(one.decided_at),
        "plannedDates": planned,
        "recipientOrganization": [{"id": f"{settings.OPEN_DATA_PREFIX}-group-{one.group}", "name": one.group_name}],
        "fundingOrganization": [given_by],
        "grantProgramme": [{"code": one.programme, "title": one.programme_name}],
        "dateModified": moment(one.decided_at),
    }
