"""Who may do what on one case, and through what: for its page and for the API."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import pgettext

from cms.people.access import Roles
from cms.people.desk.sharing import Holding, seats, unended
from cms.people.models import HubRole, LocalRole
from workflows.cases import access
from workflows.cases.models import Case


def of_case(case: Case, *, end_url: Callable[[LocalRole], str] = lambda row: "") -> list[Holding]:
    """Local roles on the case first, then those at the hub and in the ward that open it."""
    barred = access.interested(case)
    through = pgettext("sharing", "this case")
    rows_here = unended(LocalRole.objects.at(LocalRole.Kind.CASE, case.pk))
    local = [Holding.of(row, through, end_url=end_url(row), barred=barred) for row in rows_here]
    hub = HubRole.objects.filter(role__in=access.HUB_READERS, hub=case.hub_id)
    ward = HubRole.objects.filter(role__in=access.READ_ALL, hub=None)
    found = [
        Holding.of(row, case.hub if row.hub_id else pgettext("sharing", "the whole ward"), only=readers)
        for row in unended(hub | ward)
        if (readers := _readers(row, case))
    ]
    return [*local, *found]


def _readers(row: HubRole, case: Case) -> set[int]:
    """To whom the role opens the case: the person, or those of the team."""
    accounts = [seat.user_id for seat in seats(row)] if row.team else [row.user_id or 0]
    roles = Roles(frozenset({(row.role, row.hub_id)}))
    return {account for account in accounts if access.roles_read(roles, account, case)}
