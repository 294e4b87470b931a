"""Who speaks for which side of a sounding, who is told, and the rows under their locks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.groups import acts_for, members_of
from cms.people.models import User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case, people_of
from workflows.cases.services.locking import lock
from workflows.engine.reminders import hub_staff_of
from workflows.kinds.coordination import contact, notices
from workflows.kinds.coordination.models import Side, Sounding, Way


def locked(sounding: Sounding) -> tuple[Case, Sounding]:
    """Case and sounding, locked in this order; a case that the step has locked already is that very one."""
    case = lock(sounding.case)
    fresh = Sounding.objects.select_for_update(of=("self",)).select_related("group").get(pk=sounding.pk)
    fresh.case = case
    return case, fresh


def still_open(case: Case) -> None:
    """Raises CaseError once the case has ended."""
    if case.closed_at is not None:
        raise CaseError(_("This request has ended, so nothing can be changed any more."))


def takes_down(actor: User, case: Case) -> bool:
    """Staff of the case's hub who belong to neither side note what came by telephone or on paper."""
    return access.is_of_the_hub(actor, case) and not access.has_own_interest(actor, case)


def may_speak(actor: User, case: Case, sounding: Sounding, *, side: str, way: str) -> None:
    """The side's own people in My page; the hub's staff for what came in another way. Raises Forbidden."""
    if way != Way.ONLINE:
        if not takes_down(actor, case):
            raise Forbidden(_("Only the hub of the case does this for the group."))
    elif side == Side.PARTNER:
        if not acts_for(actor, sounding.group):
            raise Forbidden(_("You do not act for this group."))
    elif not (acts_for_case(actor, case) or contact.speaks_for_ward(actor, case)):
        raise Forbidden(_("You do not act for this group."))


def people_of_partner(sounding: Sounding) -> QuerySet[User]:
    return members_of(sounding.group_id)


def people_of_applicant(case: Case) -> Iterable[User]:
    """Who speaks for the side that asked: the group's people, or the hub's staff when the ward asked."""
    return hub_staff_of(case) if case.is_of_ward else people_of(case)


def about(case: Case) -> str:
    return f"case:{case.pk}"


def tell_both(case: Case, sounding: Sounding, notice: str, *, key: str) -> None:
    """A mail with a link to each side, without any data."""
    path = notices.applicant_page(sounding)
    notices.tell(people_of_applicant(case), notice, path=path, about=about(case), key=f"{key}:a")
    path = notices.partner_page(sounding)
    notices.tell(people_of_partner(sounding), notice, path=path, about=about(case), key=f"{key}:p")
