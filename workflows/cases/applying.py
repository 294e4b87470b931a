"""May this group or person apply in this call? One rule for starting, sending, the consultation, paper, and the pages.

The time to apply is ``Call.is_open``; who acts for a group is ``cms.people.groups``. On paper the staff may accept
a form in spite of this rule, with a reason on record; money is granted in spite of it by nobody (see grants).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import CommunityGroup
from forms.wording import said
from workflows.cases.models import Case
from workflows.cases.party import Party
from workflows.programmes.models import Call

NOT_COUNTED = (Case.Outcome.REFUSED, Case.Outcome.WITHDRAWN, Case.Outcome.LAPSED)


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


def may_apply(call: Call, party: Party) -> bool:
    return obstacle(call, party) is None


def require(call: Call, party: Party) -> None:
    """Raises MayNotApply unless the party may apply in the call."""
    if found := obstacle(call, party):
        raise MayNotApply(found)


def obstacle(call: Call, party: Party) -> Obstacle | None:
    """The first thing that keeps ``party`` from applying; None when nothing does. At most two queries."""
    found = _of_the_programme(call)
    if party.group is not None:
        found = found or _of_the_group(call, party.group)
    return found or _of_the_hub(call, party) or _applied_already(call, party)


def _of_the_programme(call: Call) -> Obstacle | None:
    if call.programme.is_active:
        return None
    return Obstacle(
        "programme",
        said("Applications for this programme are not taken at present. Please ask the hub.", call.programme.kind),
    )


def _of_the_group(call: Call, group: CommunityGroup) -> Obstacle | None:
    programme = call.programme
    if not group.is_active:
        return Obstacle("group", _("This group is no longer in use. Please ask the hub."))
    if group.verification == CommunityGroup.Verification.REFUSED:
        return Obstacle(
            "verification",
            said("The hub has not accepted this group, so it cannot apply. Please ask the hub.", programme.kind),
        )
    if programme.open_to and group.kind not in programme.open_to:
        return Obstacle(
            "kind", said("Groups of this kind cannot apply for this programme. Please ask the hub.", programme.kind)
        )
    return None


def _of_the_hub(call: Call, party: Party) -> Obstacle | None:
    hubs = list(call.hubs.all())
    if not hubs or party.hub.pk in {hub.pk for hub in hubs}:
        return None
    names = "、".join(hub.name for hub in hubs)
    if party.group is not None:
        return Obstacle("hub", _("This call is for groups of %(hubs)s. Please ask your hub.") % {"hubs": names})
    return Obstacle("hub", _("This call is for %(hubs)s. Please choose that hub.") % {"hubs": names})


def counted(call: Call, party: Party) -> QuerySet[Case]:
    """The party's cases in the call that are open or decided in its favour; the others do not count."""
    return party.cases().filter(call=call).exclude(outcome__in=NOT_COUNTED)


def _applied_already(call: Call, party: Party) -> Obstacle | None:
    most = call.programme.applications_per_group
    mine = list(counted(call, party).order_by("pk")[:most])
    if len(mine) < most:
        return None
    if party.group is None:
        text = _(
            "You have applied here already (%(number)s); %(most)d at a time is possible. "
            "To apply anew, withdraw that application first as long as it is not decided."
        )
        return Obstacle("applied", text % {"number": mine[-1].number, "most": most}, mine[-1])
    text = said(
        "Your group has applied in this call already (%(number)s); it may have %(most)d at a time. "
        "To apply anew, withdraw that application first as long as it is not decided.",
        call.programme.kind,
        number=mine[-1].number,
        most=most,
    )
    return Obstacle("applied", text, mine[-1])
