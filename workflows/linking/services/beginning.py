"""Something is begun from a case: made, linked, recorded on both sides and told, or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Stale
from cms.people.models import User
from forms.models import Draft
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.engine.acting import locked_case
from workflows.linking import access, spawnable
from workflows.linking.models import CaseLink
from workflows.linking.spawnable import Made, Spawnable

MARK, ORIGIN = "link", "origin"


def begin(case: Case, *, actor: User, sort: str, about: str = "", given: Mapping[str, Any] | None = None) -> CaseLink:
    """The link of what was begun now, or of what stands begun already: pressing twice makes one.

    given   what the person said on the way, for the room that makes it
    Raises  Forbidden, CaseError (not at this step, not offered), Stale (a colleague was faster), Busy.
    """
    wanted = spawnable.sorts().get(sort)
    if wanted is None:
        raise CaseError(_("This cannot be begun from the case as it stands now."))
    try:
        with locked_case(case) as locked:
            return _begin(locked, wanted, actor=actor, about=about, given=given or {})
    except IntegrityError as error:
        if not CaseLink.objects.filter(source=case, sort=sort, about=about, ended_at=None).exists():
            raise
        raise Stale(_("A colleague has just begun this from the case.")) from error


def _begin(case: Case, wanted: Spawnable, *, actor: User, about: str, given: Mapping[str, Any]) -> CaseLink:
    access.require(actor, case, wanted)
    if begun := _standing(case, wanted.sort, about, actor):
        return begun
    made = wanted.make(case, actor=actor, about=about, given=given)
    link = CaseLink(source=case, root_id=root_of(case), sort=wanted.sort, about=about, made_by=actor)
    link.draft, link.page = made.draft, made.page
    link.save(force_insert=True)
    if made.draft is not None:
        _mark(made.draft, link)
    record(case, actor=actor, verb="link_begun", payload=_told(wanted, about, made))
    wanted.announce(link, actor=actor)
    return link


def _standing(case: Case, sort: str, about: str, actor: User) -> CaseLink | None:
    """The one that counts; what is no longer there makes room for another."""
    link = CaseLink.objects.select_related("draft").filter(source=case, sort=sort, about=about, ended_at=None).first()
    if link is None or link.is_there:
        return link
    link.ended_at, link.ended_by, link.how = timezone.now(), actor, CaseLink.How.GONE
    link.save(update_fields=["ended_at", "ended_by", "how"])
    return None


def root_of(case: Case) -> int:
    """The case at the top of the family in which ``case`` is."""
    above = CaseLink.objects.filter(case=case).values_list("root_id", flat=True).first()
    return above or case.pk


def _mark(draft: Draft, link: CaseLink) -> None:
    """The form itself knows its link, so that sending any other form asks nobody. Raises CaseError when it is taken."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.sent_at or row.discarded_at:
        raise CaseError(_("The form was sent or discarded meanwhile. Please look at the case as it is now."))
    row.context = {**row.context, MARK: link.pk, ORIGIN: link.source.number}
    row.save(update_fields=["context"])


def _told(wanted: Spawnable, about: str, made: Made) -> dict[str, object]:
    payload: dict[str, object] = {"sort": wanted.sort, "about": about}
    return payload | ({"page": made.page.pk} if made.page else {})
