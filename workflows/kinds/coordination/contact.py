"""Who may see the contact of the other side: one rule, asked by every door. Nothing else hands contact data out."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cms.people.groups import acts_for
from cms.people.models import Person, User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case
from workflows.correspondence.addressee import newest_submission
from workflows.kinds.coordination.models import Agreement, Consent, Side, Sounding

ENDED_WITHOUT = (Case.Outcome.REFUSED, Case.Outcome.WITHDRAWN, Case.Outcome.LAPSED)
SHORTEST_NUMBER = 9
# Sections of the form that say how somebody is reached.
CONTACT = {"group": ("group_address",), "contact": ("contact_phone", "contact_email")}


def side_of(viewer: Any, sounding: Sounding) -> str:
    """The side for which ``viewer`` speaks; empty for everybody else, staff of a group's case among them."""
    case = sounding.case
    if acts_for(viewer, sounding.group):
        return Side.PARTNER
    if acts_for_case(viewer, case) or speaks_for_ward(viewer, case):
        return Side.APPLICANT
    return ""


def speaks_for_ward(viewer: Any, case: Case) -> bool:
    """The hub's staff are the side that asks when the ward started the case."""
    return case.is_of_ward and access.is_of_the_hub(viewer, case) and not access.has_own_interest(viewer, case)


def may_see_contact(viewer: Any, sounding: Sounding) -> bool:
    """Whether ``viewer`` is of one side, and the consents of both sides stand at this moment."""
    return bool(side_of(viewer, sounding)) and both_stand(sounding)


def both_stand(sounding: Sounding) -> bool:
    """Read from the database as it is now, see ``opened``."""
    return opened().filter(pk=sounding.pk).exists()


def opened() -> QuerySet[Sounding]:
    """The group has accepted, both sides consent, the case has not failed, no other group has the agreement."""
    consents = Consent.objects.filter(sounding=OuterRef("pk"), withdrawn_at=None)
    others = Agreement.objects.filter(case=OuterRef("case"), agreed_on__isnull=False).exclude(sounding=OuterRef("pk"))
    accepted = Sounding.objects.filter(state=Sounding.State.ACCEPTED).exclude(case__outcome__in=ENDED_WITHOUT)
    return accepted.filter(*(Exists(consents.filter(side=side)) for side in Side), ~Exists(others))


def standing(sounding: Sounding) -> Any:
    return Consent.objects.filter(sounding=sounding, withdrawn_at=None)


def contact_for(viewer: Any, sounding: Sounding) -> Consent | None:
    """What the other side lets ``viewer`` see; None until both consents stand, and when one was taken back."""
    if not may_see_contact(viewer, sounding):
        return None
    mine = side_of(viewer, sounding)
    return standing(sounding).exclude(side=mine).first()


def names_contact(text: str, case: Case) -> bool:
    """Whether ``text``, which another side will read, holds a telephone, address or e-mail of the application, or
    one that a side has named with its consent."""
    submission = newest_submission(case)
    answers = submission.answers if submission else {}
    values = [answers.get(section, {}).get(one) for section, questions in CONTACT.items() for one in questions]
    for named in Consent.objects.filter(sounding__case=case, withdrawn_at=None).values_list("phone", "email"):
        values += named
    told = _plain(text)
    return any(len(value) >= SHORTEST_NUMBER and value in told for value in (_plain(str(one or "")) for one in values))


def _plain(text: str) -> str:
    """Without what people type between digits: 03-1234-5678, ０３（１２３４）５６７８."""
    return re.sub(r"[\s\-()‐‑‒–—―−ー]", "", unicodedata.normalize("NFKC", text)).casefold()


def own_contact(user: User, case: Case | None = None) -> dict[str, str]:
    """What a side may begin its consent with: the application's contact for the applicant, else the account's."""
    if case is not None and (submission := newest_submission(case)):
        given = submission.answers.get("contact", {})
        return {name: str(given.get(f"contact_{name}") or "") for name in ("name", "phone", "email")}
    person = Person.objects.filter(user=user).first()
    return {
        "name": person.name if person else user.get_full_name(),
        "phone": person.phone if person else "",
        "email": user.email,
    }
