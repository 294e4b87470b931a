"""The staff inbox: which cases, in which order. One table is asked, never the engine's.

Who may see what is ``cases.access`` alone; everything here only narrows that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.core import dates
from cms.core.text import search_key, unstorable
from cms.people.access import roles_of
from cms.people.models import LocalRole, NameTerm, User
from cms.search.suffixes import LONGEST
from workflows.cases.access import HUB_STEP, local_cases, readable_by_staff
from workflows.cases.models import Case
from workflows.cases.services.submission import number_text
from workflows.engine.keyset import Page, Segment, take_page
from workflows.engine.permissions import permissions_of

MINE, HUB, ALL = "mine", "hub", "all"
OVERDUE, SOON = "overdue", "soon"
OPEN = "open"
SOON_DAYS = timedelta(days=3)
COUNTED = 1_001
# Years back in which a bare running number is looked for.
NUMBER_YEARS = 10
FEW_NAMES = 300

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
    "closed_at", "needs", "group__name", "person__name", "hub__name", "programme__name",
    "holder__last_name", "holder__first_name", "holder__email",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing. Dates are days in Japan.

    marks  of the official numbers in use, so that a running number alone is understood
    """

    view: str = ALL
    search: str = ""
    hub: int | None = None
    kind: str = ""
    programme: int | None = None
    step: str = ""
    outcome: str = ""
    channel: str = ""
    due: str = ""
    arrived_from: date | None = None
    arrived_until: date | None = None
    sort: str = "arrived"
    marks: tuple[str, ...] = ()

    @cached_property
    def found(self) -> Q:
        """What ``search`` means; names are looked up once for the page and its count."""
        return _found(self.search, self.marks)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """A filter by due date leaves no case without one, so the rest need not be asked for."""
        return ORDERS[self.sort][:1] if self.due else ORDERS[self.sort]


def first_view(user: User) -> str:
    """What the inbox shows when nothing is asked: one's own work, or everything for those who only read."""
    return MINE if has_work(user) else ALL


def has_work(user: User) -> bool:
    """Some step may ever be this person's."""
    return bool(permissions_of(user) or local_cases(user, LocalRole.Role.REVIEWER))


def inbox(user: User, filters: Filters) -> QuerySet[Case]:
    """The readable cases that ``filters`` leave; unsorted."""
    cases = readable_by_staff(user)
    if filters.view == MINE:
        cases = cases.filter(mine(user))
    elif filters.view == HUB:
        cases = cases.filter(hub_id__in=roles_of(user).hubs)
    for condition in (_columns(filters), _due(filters.due), _arrived(filters)):
        cases = cases.filter(condition)
    return cases.filter(filters.found) if filters.search else cases


def mine(user: User) -> Q:
    """Open steps that this person may do and that nobody else has taken."""
    wanted = sorted(permissions_of(user))
    shared = local_cases(user, LocalRole.Role.REVIEWER)
    theirs = Q(needs__in=wanted)
    if shared:
        theirs |= Q(pk__in=shared, needs__startswith=HUB_STEP)
    return theirs & Q(closed_at=None) & (Q(holder=None) | Q(holder_id=user.pk))


def inbox_page(user: User, filters: Filters, *, cursor: str, size: int = 25) -> Page:
    """One page with everything that its rows show, in one statement (two where two segments meet)."""
    rows = inbox(user, filters).select_related("hub", "group", "person", "programme", "holder").only(*COLUMNS)
    return take_page(rows, filters.segments, cursor=cursor, size=size)


def count_up_to(user: User, filters: Filters, limit: int = COUNTED) -> int:
    """How many, but no more than ``limit`` are counted; sorted, so that an index serves and not the table."""
    return inbox(user, filters).order_by("-arrived_at", "-pk")[:limit].count()


def waiting_for(user: User, limit: int = 100) -> int:
    """How many steps wait for this person, counted up to ``limit``."""
    if not has_work(user):
        return 0
    return readable_by_staff(user).filter(mine(user)).order_by()[:limit].count()


def overdue_for(user: User, limit: int = 100) -> int:
    """How many of them are past their due date, counted up to ``limit``."""
    if not has_work(user):
        return 0
    return readable_by_staff(user).filter(mine(user), _due(OVERDUE)).order_by()[:limit].count()


def _columns(filters: Filters) -> Q:
    wanted = {
        "hub_id": filters.hub,
        "kind": filters.kind,
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


def _found(text: str, marks: Iterable[str]) -> Q:
    """Cases whose number begins so, or whose group, applicant or running number fits.

    A few names become a list of keys, so that the planner knows how few; very many stay a condition.
    """
    if unstorable(text):
        return Q(pk__in=[])
    typed = unicodedata.normalize("NFKC", text).strip()
    condition = Q(number__startswith=typed) | Q(number__in=_numbers(typed, marks))
    if typed != text.strip():
        condition |= Q(number__startswith=text.strip())
    if key := search_key(text).replace(" ", "")[:LONGEST]:
        condition |= _named(NameTerm.objects.filter(term__startswith=key).order_by())
    return condition


def _named(terms: QuerySet[NameTerm]) -> Q:
    owners = list(terms.values_list("person_id", "group_id").distinct()[: FEW_NAMES + 1])
    if len(owners) > FEW_NAMES:
        people = terms.filter(group=None).values("person_id")
        return Q(person_id__in=people) | Q(group_id__in=terms.filter(person=None).values("group_id"))
    people_keys = [person for person, _group in owners if person]
    return Q(person_id__in=people_keys) | Q(group_id__in=[group for _person, group in owners if group])


def _numbers(typed: str, marks: Iterable[str]) -> list[str]:
    """「12」「第12号」「練地地第12号」: the whole numbers that may be meant, of every mark and recent year."""
    match = re.fullmatch(r"(\D{0,40}?)(\d{1,7})号?", typed)
    if match is None:
        return []
    this_year = dates.fiscal_year(timezone.localdate())
    years = range(this_year - NUMBER_YEARS, this_year + 2)
    whole = [number_text(mark, year, int(match[2])) for mark in marks for year in years]
    return [number for number in whole if match[1] in number]
