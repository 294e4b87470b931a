"""Those who told of something are told what came of it, or do not wish to be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.people.models import User
from workflows.fieldwork import access
from workflows.fieldwork.models import FieldNote, Informant, Issue
from workflows.fieldwork.services.issues import locked_open
from workflows.fieldwork.services.notes import locked_note


def add_informant(note: FieldNote, *, actor: User, name: str, reach: str, wishes: bool) -> Informant:
    """Somebody told of what stands in the note. Not once the issue has ended: then it would say that all were told."""
    name, reach = name.strip(), reach.strip()
    if not name or unstorable(name + reach):
        raise CaseError(_("Please write something here; some characters cannot be kept."))
    with or_busy(), transaction.atomic():
        if note.issue_id is not None:
            locked_open(Issue(pk=note.issue_id), actor)
        locked = locked_note(note, actor)
        if locked.erased_at is not None:
            raise CaseError(_("The content of this note was erased."))
        if locked.issue_id != note.issue_id:
            raise CaseError(_("Somebody changed this note meanwhile. Please look at it again."))
        informant = Informant.objects.create(note=locked, name=name, reach=reach, wishes=wishes)
        log(locked, "fieldwork.informant_added", user=actor)
    return informant


def record_told(informant: Informant, *, actor: User, how: str) -> Informant:
    with or_busy(), transaction.atomic():
        locked = _locked(informant, actor)
        locked.told_at, locked.told_by, locked.told_how = timezone.now(), actor, Informant.How(how)
        locked.save(update_fields=["told_at", "told_by", "told_how"])
        log(locked.note, "fieldwork.informant_told", user=actor, data={"informant": locked.pk})
    return locked


def record_declined(informant: Informant, *, actor: User) -> Informant:
    """They said that they need not hear of it."""
    with or_busy(), transaction.atomic():
        locked = _locked(informant, actor)
        locked.declined_at, locked.declined_by = timezone.now(), actor
        locked.save(update_fields=["declined_at", "declined_by"])
        log(locked.note, "fieldwork.informant_declined", user=actor, data={"informant": locked.pk})
    return locked


def _locked(informant: Informant, actor: User) -> Informant:
    locked = Informant.objects.select_for_update(of=("self",)).select_related("note").get(pk=informant.pk)
    if not access.reads_note(actor, locked.note):
        raise Forbidden(_("This note belongs to another hub, or it is private."))
    if locked.told_at is not None or locked.declined_at is not None:
        raise CaseError(_("This is on record already."))
    return locked
