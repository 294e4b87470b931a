"""Who may do what on one case, and through what: for its page and for the API."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import pgettext

from cms.people.access import Roles
from cms.people.desk.holders import seats
from cms.people.desk.sharing import Holding, unended
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
        if (readers := _readers(row, case)) or _opens_to_nobody(row, case)
    ]
    return [*local, *found]


def _readers(row: HubRole, case: Case) -> set[int]:
    """To whom the role opens the case: the person, or those of the team."""
    accounts = [row.user_id, *[seat.user_id for seat in seats(row)]]
    roles = Roles(frozenset({(row.role, row.hub_id)}))
    return {one for one in accounts if one is not None and access.roles_read(roles, one, case)}


def _opens_to_nobody(row: HubRole, case: Case) -> bool:
    """Held by a team that nobody is in: shown, so that it is seen."""
    return row.team is not None and not seats(row) and not case.is_confidential
