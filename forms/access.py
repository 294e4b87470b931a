"""Who may work on a draft: its owner. The one rule for pages, saving, files, held texts and sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404

from cms.core.errors import Closed
from cms.core.waiting import or_busy
from cms.people.models import User
from forms.models import Draft
from forms.wording import said


def owner_only(actor: User, draft: Draft) -> bool:
    return actor.pk is not None and draft.owner_id == actor.pk


def open_draft(owner: User, draft_id: Any) -> Draft:
    """The draft, with its version. Http404 when there is none for this person, or it was discarded."""
    try:
        key = draft_id if isinstance(draft_id, UUID) else UUID(str(draft_id))
        draft = Draft.objects.select_related("version").get(pk=key, discarded_at=None)
    except (ValueError, Draft.DoesNotExist) as nothing:
        raise Http404 from nothing
    if not owner_only(owner, draft):
        raise Http404
    return draft


def locked(draft: Draft, actor: User) -> Draft:
    """The draft's row, locked for this transaction and still open for writing.

    Raises Http404 for other people's drafts, Closed once it was sent or discarded, and Busy while
    another request holds it.
    """
    with or_busy():
        row = Draft.objects.select_for_update(of=("self",)).select_related("version").get(pk=draft.pk)
    if not owner_only(actor, row):
        raise Http404
    if row.discarded_at is not None:
        raise Closed(said("This form was discarded and can no longer be changed.", row.version.kind))
    if row.sent_at is not None:
        raise Closed(said("This form was already sent and can no longer be changed.", row.version.kind))
    return row
