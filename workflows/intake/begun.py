"""Applications that are begun from another case: which calls are open for its group, the form, and who is told.

The form belongs to one person of the group, as every form does; staff see that it exists and nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError, Forbidden
from cms.mailings.services import write_mail
from cms.people.groups import acts_for
from cms.people.models import GroupMembership, User
from forms import drafts
from forms.wording import said
from workflows.cases.applying import obstacle
from workflows.cases.models import Case
from workflows.cases.party import Party, acts_for_case, people_of
from workflows.engine.gist import Gist, day_of
from workflows.engine.kind import kind_of, kinds
from workflows.engine.reminders import people_for
from workflows.intake.services.starting import kind_for, start, wants_consultation_first
from workflows.intake.subjects import parse
from workflows.linking.models import CaseLink
from workflows.linking.spawnable import Fact, Made, Offer, Remedy, Spawnable, State
from workflows.programmes.models import Call
from workflows.programmes.models.call import ONE_MINUTE


@dataclass(frozen=True)
class Application(Spawnable):
    """Of every kind that says ``begun_as`` this sort."""

    sort: str
    title: str | Promise = gettext_lazy("Application for a subsidy")
    hint: str | Promise = gettext_lazy("The form is filled in with what is known; the group completes it and sends it.")
    for_applicants = True

    def offers(self, case: Case, user: User) -> list[Offer]:
        if case.group is None:
            return []
        party = Party.of(case.group)
        return [Offer(str(call.pk), call.title, self._obstacle(call, case, party, user)) for call in self.calls()]

    def calls(self) -> list[Call]:
        """Open now, of programmes in use, the first to close first."""
        slugs = [kind.slug for kind in kinds().values() if kind.begun_as == self.sort]
        now = database_now()
        shown = Call.objects.filter(programme__is_active=True, programme__kind__in=slugs, opens_at__lte=now)
        shown = shown.filter(closes_at__gt=now - ONE_MINUTE).select_related("programme").prefetch_related("hubs")
        return [call for call in shown.order_by("closes_at", "pk") if call.is_open(now)]

    def call(self, about: str) -> Call | None:
        return next((call for call in self.calls() if str(call.pk) == about), None)

    def _obstacle(self, call: Call, case: Case, party: Party, user: User) -> str:
        if found := obstacle(call, party):
            return found.text
        if wants_consultation_first(call, party):
            return said("This programme asks for a consultation before the application.", call.programme.kind)
        if owner_of(case, user) is None:
            return _("Nobody of the group has an account, so the form can only be typed in from paper.")
        return ""

    def filled_in(self, case: Case, about: str) -> list[Fact]:
        """The questions of the form that the case answers."""
        call = self.call(about)
        if call is None:
            return []
        values = gist_of(case).values()
        asked = [one for part in kind_for(call).definition(call)["sections"] for one in part["questions"]]
        return [(one["label"], shown(values[one["prefill"]])) for one in asked if one.get("prefill") in values]

    def make(self, case: Case, *, actor: User, about: str, given: Mapping[str, Any]) -> Made:
        """``given``: the answers on eligibility, from who begins it for their own group."""
        call, owner = self.call(about), owner_of(case, actor)
        if call is None:
            raise CaseError(_("This call is not open for applications now."))
        if case.group is None:
            raise CaseError(_("This case has no group that could apply."))
        if owner is None:
            raise CaseError(_("Nobody of the group has an account, so the form can only be typed in from paper."))
        draft = start(
            call, actor=owner, group=case.group, at=database_now(), eligibility=given.get("eligibility"),
            origin=gist_of(case).values(),
        )  # fmt: skip
        if CaseLink.objects.filter(draft=draft).exists():
            raise CaseError(_("The group has begun its application in this call from another case already."))
        return Made(draft=draft)

    def announce(self, link: CaseLink, *, actor: User) -> None:
        draft = link.draft
        if draft is None or draft.owner_id == actor.pk:
            return
        call = Call.objects.get(pk=parse(draft.subject).record)
        write_mail(
            to=draft.owner.email,
            template="application_prepared",
            context={
                "number": link.source.number, "call": call.title, "hub": link.source.hub,
                "until": dates.wareki(dates.jst_date(call.closes_at)) if call.closes_at else "",
                "link": f"{settings.BASE_URL}{reverse('intake:draft', args=[draft.pk])}",
            },
            about=f"case:{link.source_id}",
            key=f"link:{link.pk}:prepared",
        )  # fmt: skip

    def states(self, links: list[CaseLink], viewer: User, *, at_desk: bool) -> dict[int, State]:
        """Forms that were not sent: staff see the call, their owner a way to them, others nothing."""
        known = [link for link in links if link.draft is not None]
        calls = dict(Call.objects.filter(pk__in={number(link.about) for link in known}).values_list("pk", "title"))
        found = {}
        for link in known:
            draft = link.draft
            if draft is None or not (at_desk or draft.owner_id == viewer.pk):
                continue
            name = calls.get(number(link.about), "")
            if draft.discarded_at:
                found[link.pk] = State(_("discarded by the group"), name=name, is_over=True)
            else:
                url = "" if at_desk else reverse("intake:draft", args=[draft.pk])
                found[link.pk] = State(_("not sent yet"), name=name, url=url)
        return found

    def remedy(self, link: CaseLink, user: User) -> Remedy | None:
        if link.case is not None:
            if link.case.closed_at:
                return None
            return Remedy(_("The application was sent. It stays as it is, and who works on it is told."))
        draft = link.draft
        if draft is None or draft.discarded_at:
            return None
        told = _("The form was not sent yet. The person of the group who has it is told.")
        return Remedy(told, do=_("Discard the form that was not sent yet") if draft.owner_id == user.pk else "")

    def is_known_to_applicant(self, link: CaseLink, user: User) -> bool:
        if link.case is not None:
            return acts_for_case(user, link.case)
        return link.draft is not None and link.draft.owner_id == user.pk

    def undo(self, link: CaseLink, *, actor: User) -> None:
        if link.draft is None or link.draft.owner_id != actor.pk:
            raise Forbidden(_("Only the person who wrote this form can discard it."))
        drafts.discard(link.draft, actor=actor)

    def keepers(self, link: CaseLink) -> list[tuple[User, str]]:
        if link.case is not None:
            place = "intake:case" if link.case.turn == Case.Turn.APPLICANT else "desk:case"
            return [(user, reverse(place, args=[link.case.pk])) for user in people_for(link.case)]
        draft = link.draft
        if draft is None or not draft.owner.is_active:
            return []
        return [(draft.owner, reverse("intake:draft", args=[draft.pk]))]


def applications() -> Iterator[Application]:
    """One sort for each name that the installed kinds give."""
    for sort in dict.fromkeys(kind.begun_as for kind in kinds().values() if kind.begun_as):
        yield Application(sort)


def owner_of(case: Case, actor: User) -> User | None:
    """Whose form it will be: who begins it, if of the group; else who sent the case; else who manages the group."""
    if acts_for_case(actor, case):
        return actor
    if case.applicant is not None and acts_for(case.applicant, case.group):
        return case.applicant
    people = people_of(case)
    right = GroupMembership.Right.MANAGER
    managers = GroupMembership.objects.filter(group=case.group, right=right, ended_at=None).values("user_id")
    return people.filter(pk__in=managers).first() or people.first()


def gist_of(case: Case) -> Gist:
    find = kind_of(case).gist
    return find(case) if find else Gist(case.title)


def number(about: str) -> int:
    return int(about) if about.isascii() and about.isdigit() and len(about) < 10 else 0


def shown(value: str) -> str:
    """A day as people write it, any other text as it is."""
    day = day_of(value)
    return dates.wareki(day) if day else value
