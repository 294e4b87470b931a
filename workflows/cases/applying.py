"""May this group apply in this call? One rule for starting, sending, the consultation, paper, and the pages.

The time to apply is ``Call.is_open``; who acts for a group is ``cms.people.groups``. On paper the staff may accept
a form in spite of this rule, with a reason on record; money is granted in spite of it by nobody (see grants).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import CommunityGroup
from workflows.cases.models import Case
from workflows.programmes.models import Call

COUNTED = (Case.Outcome.NONE, Case.Outcome.GRANTED)


@dataclass(frozen=True)
class Obstacle:
    """Why the group may not apply: ``code`` for the record, ``text`` for people, and the case that it has already."""

    code: str
    text: str
    case: Case | None = None


class MayNotApply(CaseError):
    """The group may not apply in this call."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.text)
        self.obstacle = obstacle


def may_apply(call: Call, group: CommunityGroup) -> bool:
    return obstacle(call, group) is None


def require(call: Call, group: CommunityGroup) -> None:
    """Raises MayNotApply unless the group may apply in the call."""
    if found := obstacle(call, group):
        raise MayNotApply(found)


def obstacle(call: Call, group: CommunityGroup) -> Obstacle | None:
    """The first thing that keeps ``group`` from applying; None when nothing does. At most two queries."""
    return _of_the_group(call, group) or _applied_already(call, group)


def _of_the_group(call: Call, group: CommunityGroup) -> Obstacle | None:
    programme = call.programme
    if not programme.is_active:
        return Obstacle("programme", _("Applications for this programme are not taken at present. Please ask the hub."))
    if not group.is_active:
        return Obstacle("group", _("This group is no longer in use. Please ask the hub."))
    if group.verification == CommunityGroup.Verification.REFUSED:
        return Obstacle(
            "verification", _("The hub has not accepted this group, so it cannot apply. Please ask the hub.")
        )
    if programme.open_to and group.kind not in programme.open_to:
        return Obstacle("kind", _("Groups of this kind cannot apply for this programme. Please ask the hub."))
    hubs = list(call.hubs.all())
    if hubs and group.hub_id not in {hub.pk for hub in hubs}:
        names = "、".join(hub.name for hub in hubs)
        return Obstacle("hub", _("This call is for groups of %(hubs)s. Please ask your hub.") % {"hubs": names})
    return None


def counted(call: Call, group: CommunityGroup) -> QuerySet[Case]:
    """The group's cases in the call that are open or granted; refused and withdrawn ones do not count."""
    return Case.objects.filter(call=call, group=group, outcome__in=COUNTED)


def _applied_already(call: Call, group: CommunityGroup) -> Obstacle | None:
    most = call.programme.applications_per_group
    mine = list(counted(call, group).order_by("pk")[:most])
    if len(mine) < most:
        return None
    text = _(
        "Your group has applied in this call already (%(number)s); it may have %(most)d at a time. "
        "To apply anew, withdraw that application first as long as it is not decided."
    ) % {"number": mine[-1].number, "most": most}
    return Obstacle("applied", text, mine[-1])
