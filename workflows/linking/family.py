"""The family of a case: what it was begun from and what was begun from it, as one tree. Five queries and one a sort.

A case that the viewer may not read is not named: staff see that there is one, applicants see nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people.groups import groups_of
from cms.people.models import User
from workflows.cases import access, outcomes
from workflows.cases.models import Case
from workflows.engine.kind import kind_of
from workflows.linking import spawnable
from workflows.linking.models import CaseLink
from workflows.linking.spawnable import State

ROWS = ("group", "person", "hub")


@dataclass
class Node:
    """One case, form or page. ``name`` is empty for a case that the viewer may not read."""

    sort: str
    name: str
    state: str
    url: str = ""
    party: str = ""
    is_here: bool = False
    is_over: bool = False
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Viewer:
    """Who looks, and from which side."""

    user: User
    at_desk: bool
    reads: Callable[[Case], bool]


def at_desk(case: Case, user: User) -> list[Node]:
    """For staff; empty for a case without a family."""
    return _tree(case, _links(case), Viewer(user, True, lambda one: access.may_read_as_staff(user, one)))


def for_applicant(case: Case, user: User) -> list[Node]:
    """Cases of the viewer's groups, their own forms, public pages; empty when that is this case alone."""
    links = _links(case)
    if not links:
        return []
    mine = set(groups_of(user).values_list("pk", flat=True))

    def reads(one: Case) -> bool:
        return one.group_id in mine if one.group_id else one.applicant_id == user.pk and not one.is_of_ward

    tops = _tree(case, links, Viewer(user, False, reads))
    return tops if len(tops) > 1 or any(top.children for top in tops) else []


def _tree(case: Case, links: list[CaseLink], viewer: Viewer) -> list[Node]:
    """One tree; several where an applicant may not know of what holds them together."""
    below: dict[int, list[CaseLink]] = defaultdict(list)
    for link in links:
        below[link.source_id].append(link)
    states = _states(links, viewer)
    top = next((link.source for link in links if link.source_id == link.root_id), None)
    return _case_nodes(top, case.pk, viewer, below, states) if top else []


def _links(case: Case) -> list[CaseLink]:
    """Of the whole family, oldest first, however deep it is."""
    root = CaseLink.objects.filter(Q(source=case) | Q(case=case)).values_list("root_id", flat=True).first()
    if root is None:
        return []
    rows = [f"{side}__{name}" for side in ("source", "case") for name in ROWS]
    return list(CaseLink.objects.filter(root=root).select_related("draft", *rows).order_by("made_at", "pk"))


def _states(links: Iterable[CaseLink], viewer: Viewer) -> dict[int, State]:
    """Of forms and pages; a form that was sent is a case and tells its own."""
    by_sort: dict[str, list[CaseLink]] = defaultdict(list)
    for link in links:
        if link.case_id is None and link.ended_at is None:
            by_sort[link.sort].append(link)
    known, found = spawnable.sorts(), dict[int, State]()
    for sort, some in by_sort.items():
        if sort in known:
            found |= known[sort].states(some, viewer.user, at_desk=viewer.at_desk)
    return found


def _case_nodes(
    one: Case, here: int, viewer: Viewer, below: dict[int, list[CaseLink]], states: dict[int, State]
) -> list[Node]:
    """The case with what is below it; without a node for a case of which an applicant may not know."""
    reads = viewer.reads(one)
    children: list[Node] = []
    for link in below[one.pk]:
        if link.case is not None:
            children += _case_nodes(link.case, here, viewer, below, states)
        elif reads or viewer.at_desk:
            children += _leaf(link, viewer, states)
    if reads:
        return [_named(one, here, viewer, children)]
    if not viewer.at_desk:
        return children
    return [Node("", "", _("Another case, which is not visible to you"), children=children)]


def _named(one: Case, here: int, viewer: Viewer, children: list[Node]) -> Node:
    kind, step = kind_of(one), kind_of(one).step(one.step)
    state = str(step.label if viewer.at_desk else step.public_label)
    if viewer.at_desk and one.outcome:
        state = f"{state}（{outcomes.words(one.kind, one.outcome)}）"
    return Node(
        sort=str(kind.title),
        name="　".join(part for part in (one.number, one.title) if part),
        state=state,
        url=reverse("desk:case" if viewer.at_desk else "intake:case", args=[one.pk]),
        party=one.party_name,
        is_here=one.pk == here,
        is_over=one.closed_at is not None,
        children=children,
    )


def _leaf(link: CaseLink, viewer: Viewer, states: dict[int, State]) -> list[Node]:
    """A form or a page; what was undone is told to staff and left out for applicants."""
    state, sort = states.get(link.pk), spawnable.of(link)
    if link.ended_at and viewer.at_desk:
        state = State(link.get_how_display(), is_over=True)
    if state is None or sort is None:
        return []
    return [Node(str(sort.title), state.name, state.words, url=state.url, is_over=state.is_over)]
