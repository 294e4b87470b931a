"""Who may do what on one case, and through what: for its page and for the API."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import pgettext

from cms.people.access import Roles
from cms.people.desk.sharing import Holding, unended
from cms.people.models import HubRole, LocalRole
from workflows.cases import access
from workflows.cases.models import Case


def of_case(case: Case, *, end_url: Callable[[LocalRole], str] = lambda row: "") -> list[Holding]:
    """Local roles on the case first, then those at the hub and in the ward that open it."""
    barred = access.interested(case)
    through = pgettext("sharing", "this case")
    rows_here = unended(LocalRole.Kind.CASE, [case.pk])
    local = [Holding.of(row, through, end_url=end_url(row), barred=barred) for row in rows_here]
    hub = HubRole.objects.filter(role__in=access.HUB_READERS, hub=case.hub_id)
    ward = HubRole.objects.filter(role__in=access.READ_ALL, hub=None)
    rows = (hub | ward).live().filter(user__is_active=True).select_related("user").order_by("role", "pk")
    found = [
        Holding(
            row.user, row.get_role_display(), case.hub if row.hub_id else pgettext("sharing", "the whole ward"),
            until_on=row.until_on,
        )
        for row in rows
        if access.roles_read(Roles(frozenset({(row.role, row.hub_id)})), row.user_id, case)
    ]  # fmt: skip
    return [*local, *found]
