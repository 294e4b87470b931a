"""A case came to nothing: what was begun from it is undone by those who may, and told to those who must.

Nothing that others rely on is taken away silently: an application that was sent stays, and who works on it is told.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.acting import locked_case
from workflows.engine.ending import has_failed
from workflows.linking import access
from workflows.linking.hanging import Hanging, remedies, standing
from workflows.linking.models import CaseLink


def settle(case: Case, *, actor: User, chosen: Collection[str]) -> int:
    """What ``actor`` has ``chosen`` and may undo is undone; of the rest their keepers are told, once. How many undone.

    Inside a transaction, ``case`` locked. Again is harmless: what is undone or told stays so.
    """
    undone = 0
    for one in remedies(_locked(case), actor):
        if one.key in chosen and one.remedy.do:
            _undo(case, one, actor)
            undone += 1
        elif one.link.told_at is None:
            _tell(case, one, actor)
    return undone


def settle_later(case: Case, *, actor: User, chosen: Collection[str]) -> int:
    """The same for a case that has failed already. Raises Forbidden, CaseError (it has not failed), Busy."""
    with locked_case(case) as locked:
        if not access.keeps(actor, locked):
            raise Forbidden(_("Only the hub of the case does this, and nobody for their own group."))
        if not has_failed(locked):
            raise CaseError(_("This case goes on, so nothing that was begun from it has to be undone."))
        return settle(locked, actor=actor, chosen=chosen)


def _locked(case: Case) -> list[CaseLink]:
    """The links under their locks, each read anew with what it leads to."""
    list(CaseLink.objects.select_for_update().filter(source=case, ended_at=None).order_by("pk").values_list("pk"))
    return standing(case)


def _undo(case: Case, one: Hanging, actor: User) -> None:
    link = one.link
    one.sort.undo(link, actor=actor)
    ended = {"ended_at": timezone.now(), "ended_by": actor, "how": CaseLink.How.UNDONE}
    # Not saved as a whole: the page that it led to may be gone by now.
    CaseLink.objects.filter(pk=link.pk).update(**ended)
    record(case, actor=actor, verb="link_undone", payload={"sort": link.sort, "about": link.about})


def _tell(case: Case, one: Hanging, actor: User) -> None:
    """The keepers get one mail each; an application that was sent has it in its own chain."""
    link = one.link
    for user, path in one.sort.keepers(link):
        if user.pk != actor.pk:
            _mail(link, user, path)
    link.told_at = timezone.now()
    link.save(update_fields=["told_at"])
    record(case, actor=actor, verb="link_told", payload={"sort": link.sort, "about": link.about})
    if link.case is not None:
        told = {"sort": link.sort, "number": case.number, "case": case.pk, "outcome": case.outcome}
        record(lock(link.case), actor=actor, verb="source_ended", payload=told)


def _mail(link: CaseLink, user: User, path: str) -> None:
    write_mail(
        to=user.email,
        template="link_source_ended",
        context={"link": f"{settings.BASE_URL}{path}"},
        about=f"case:{link.source_id}",
        key=f"link:{link.pk}:ended:{user.pk}",
    )
