"""The form that was begun from a case is sent: the new case knows its origin, and the origin what came of it."""

from __future__ import annotations

from cms.people.models import User
from forms.models import Draft
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.ending import has_failed
from workflows.linking.models import CaseLink
from workflows.linking.services.beginning import MARK


def held_origin(draft: Draft) -> CaseLink | None:
    """The link of a form that is about to be sent, its source locked before the form: the order of settling.

    No query for a form that was begun in the usual way.
    """
    mark = draft.context.get(MARK)
    if mark is None:
        return None
    link = CaseLink.objects.select_related("source").filter(pk=mark, draft=draft).first()
    if link is not None:
        link.source = lock(link.source)
    return link


def sent(link: CaseLink | None, *, case: Case, actor: User) -> None:
    """Inside the sending transaction, after ``held_origin``: both chains say so."""
    if link is None:
        return
    source = link.source
    link.case = case
    link.save(update_fields=["case"])
    told = {"sort": link.sort, "number": source.number, "case": source.pk}
    record(case, actor=actor, verb="begun_from", payload=told)
    if has_failed(source):
        record(case, actor=None, verb="source_ended", payload={**told, "outcome": source.outcome})
    record(source, actor=actor, verb="link_sent", payload={**told, "number": case.number, "case": case.pk})
