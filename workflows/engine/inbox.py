"""The staff inbox: which cases, in which order. One table is asked, never the engine's.

Who may see what is ``cases.access`` alone; everything here only narrows that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.core import dates
from cms.core.text import search_key, unstorable
from cms.people.access import roles_of
from cms.people.models import NameTerm, User
from cms.search.suffixes import LONGEST
from workflows.cases.access import readable_by_staff
from workflows.cases.models import Case
from workflows.engine.keyset import Page, Segment, take_page
from workflows.engine.permissions import permissions_of
from workflows.programmes.models import Programme

MINE, HUB, ALL = "mine", "hub", "all"
OVERDUE, SOON = "overdue", "soon"
OPEN = "open"
SOON_DAYS = timedelta(days=3)
COUNTED = 1_001
# Years back in which a bare running number is looked for.
NUMBER_YEARS = 10

ORDERS: dict[str, tuple[Segment, ...]] = {
    "arrived": (Segment("arrived_at"),),
    "oldest": (Segment("arrived_at", newest_first=False),),
    "due": (
        Segment("due_at", newest_first=False, condition=Q(closed_at=None, due_at__isnull=False)),
        Segment("arrived_at", condition=Q(due_at=None) | Q(closed_at__isnull=False)),
    ),
}
COLUMNS = (
    "number", "title", "kind", "step", "turn", "due_at", "outcome", "requested_yen", "arrived_at", "channel",
    "closed_at", "needs", "group__name", "hub__name", "programme__name",
    "holder__last_name", "holder__first_name", "holder__email",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing. Dates are days in Japan."""

    view: str = ALL
    search: str = ""
    hub: int | None = None
    programme: int | None = None
    step: str = ""
    outcome: str = ""
    channel: str = ""
    due: str = ""
    arrived_from: date | None = None
    arrived_until: date | None = None
    sort: str = "arrived"


def first_view(user: User) -> str:
    """What the inbox shows when nothing is asked: one's own work, or everything for those who only read."""
    return MINE if permissions_of(user) else ALL


def inbox(user: User, filters: Filters) -> QuerySet[Case]:
    """The readable cases that ``filters`` leave; unsorted."""
    cases = readable_by_staff(user)
    if filters.view == MINE:
        cases = cases.filter(mine(user))
    elif filters.view == HUB:
        cases = cases.filter(hub_id__in=roles_of(user).hubs)
    for condition in (_columns(filters), _due(filters.due), _arrived(filters)):
        cases = cases.filter(condition)
    if filters.search:
        cases = cases.filter(pk__in=_found(filters.search))
    return cases


def mine(user: User) -> Q:
    """Open steps that this person may do and that nobody else has taken."""
    wanted = sorted(permissions_of(user))
    return Q(needs__in=wanted, closed_at=None) & (Q(holder=None) | Q(holder_id=user.pk))


def inbox_page(user: User, filters: Filters, *, cursor: str, size: int = 25) -> Page:
    """One page with everything that its rows show, in one statement (two where two segments meet)."""
    rows = inbox(user, filters).select_related("hub", "group", "programme", "holder").only(*COLUMNS)
    return take_page(rows, ORDERS[filters.sort], cursor=cursor, size=size)


def count_up_to(user: User, filters: Filters, limit: int = COUNTED) -> int:
    """How many, but no more than ``limit`` are counted; sorted, so that an index serves and not the table."""
    return inbox(user, filters).order_by("-arrived_at", "-pk")[:limit].count()


def waiting_for(user: User, limit: int = 100) -> int:
    """How many steps wait for this person, counted up to ``limit``."""
    if not permissions_of(user):
        return 0
    return readable_by_staff(user).filter(mine(user)).order_by()[:limit].count()


def overdue_for(user: User, limit: int = 100) -> int:
    """How many of them are past their due date, counted up to ``limit``."""
    if not permissions_of(user):
        return 0
    return readable_by_staff(user).filter(mine(user), _due(OVERDUE)).order_by()[:limit].count()


def _columns(filters: Filters) -> Q:
    wanted = {
        "hub_id": filters.hub,
        "programme_id": filters.programme,
        "step": filters.step,
        "channel": filters.channel,
    }
    condition = Q(**{name: value for name, value in wanted.items() if value})
    if filters.outcome == OPEN:
        condition &= Q(outcome=Case.Outcome.NONE)
    elif filters.outcome:
        condition &= Q(outcome=filters.outcome)
    return condition


def _due(due: str) -> Q:
    now = timezone.now()
    if due == OVERDUE:
        return Q(due_at__lt=now, closed_at=None)
    if due == SOON:
        return Q(due_at__gte=now, due_at__lte=now + SOON_DAYS, closed_at=None)
    return Q()


def _arrived(filters: Filters) -> Q:
    condition = Q()
    if filters.arrived_from:
        condition &= Q(arrived_at__gte=datetime.combine(filters.arrived_from, time.min, tzinfo=dates.JST))
    if filters.arrived_until:
        condition &= Q(arrived_at__lte=dates.end_of_day_jst(filters.arrived_until))
    return condition


def _found(text: str) -> QuerySet[Case]:
    """Keys of the cases whose number, group, applicant or running number fits; each part has its index."""
    if unstorable(text):
        return Case.objects.none()
    typed = unicodedata.normalize("NFKC", text).strip()
    key = search_key(text).replace(" ", "")[:LONGEST]
    plain = Case.objects.order_by()
    parts = [plain.filter(number__startswith=typed).values("pk")]
    if typed != text.strip():
        parts.append(plain.filter(number__startswith=text.strip()).values("pk"))
    if key:
        terms = NameTerm.objects.filter(term__startswith=key).order_by()
        parts.append(plain.filter(person_id__in=terms.filter(group=None).values("person_id")).values("pk"))
        parts.append(plain.filter(group_id__in=terms.filter(person=None).values("group_id")).values("pk"))
    if (running := _running_number(typed)) is not None:
        parts.append(plain.filter(running).values("pk"))
    return parts[0].union(*parts[1:])


def _running_number(typed: str) -> Q | None:
    """「12」「第12号」「練地地第12号」: the running number, whatever the year of the era."""
    match = re.fullmatch(r"(\D{0,40}?)(\d{1,7})号?", typed)
    if match is None:
        return None
    this_year = dates.fiscal_year(timezone.localdate())
    return Q(
        programme_id__in=Programme.objects.order_by().values("pk"),
        fiscal_year__in=range(this_year - NUMBER_YEARS, this_year + 2),
        number_in_year=int(match[2]),
        number__contains=match[1],
    )
