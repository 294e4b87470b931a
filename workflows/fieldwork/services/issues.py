"""An issue is taken up, joined by notes, judged, worked on and ended; every step is a row of its history."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.hubs.models import Chome, Hub, Topic
from cms.people.models import User
from workflows.fieldwork import access
from workflows.fieldwork.models import FieldNote, Informant, Issue, IssueChange
from workflows.fieldwork.places import chome_of
from workflows.fieldwork.services.notes import locked_note

State, What = Issue.State, IssueChange.What


def open_issue(
    hub: Hub, *, actor: User, title: str, priority: int, reason: str, chome: Chome | None = None,
    topic: Topic | None = None, note: FieldNote | None = None,
) -> Issue:  # fmt: skip
    """The hub has an issue, and ``note`` belongs to it. ``title`` and ``reason`` are read across hubs: no names."""
    if hub.pk not in access.hubs_of(actor):
        raise Forbidden(_("Only the staff of this hub keep its issues."))
    title, reason = _text(title), _text(reason)
    if chome is not None and not chome_of(hub).filter(pk=chome.pk).exists():
        raise CaseError(_("This place is not in the area of the hub."))
    with or_busy(), transaction.atomic():
        issue = Issue(hub=hub, title=title, chome=chome, topic=topic, priority=priority, opened_by=actor)
        issue.save(force_insert=True)
        label = str(Issue.Priority(priority).value)
        _add(issue, actor, What.OPENED, "", title, "")
        _add(issue, actor, What.PRIORITY, "", label, reason)
        if note is not None:
            _tie(note, issue, actor)
        log(issue, "fieldwork.issue_opened", user=actor)
    return issue


def join(note: FieldNote, *, actor: User, issue: Issue) -> Issue:
    """The note belongs to an issue that is open already."""
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        _tie(note, locked, actor)
    return locked


def _tie(note: FieldNote, issue: Issue, actor: User) -> None:
    locked = locked_note(note, actor)
    if locked.hub_id != issue.hub_id:
        raise CaseError(_("The note and the issue belong to different hubs."))
    if locked.issue_id is not None:
        raise CaseError(_("This note already belongs to an issue."))
    locked.issue = issue
    locked.save(update_fields=["issue"])
    log(issue, "fieldwork.note_joined", user=actor, data={"note": locked.pk})


def set_priority(issue: Issue, *, actor: User, priority: int, reason: str) -> Issue:
    reason = _text(reason)
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        if locked.priority == priority:
            raise CaseError(_("The issue has this priority already."))
        before, locked.priority = locked.priority, Issue.Priority(priority)
        locked.save(update_fields=["priority"])
        _add(locked, actor, What.PRIORITY, str(before), str(priority), reason)
    return locked


def begin(issue: Issue, *, actor: User, reason: str = "") -> Issue:
    """Somebody works on it now."""
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        if locked.state == State.WORKING:
            raise CaseError(_("Somebody already works on this issue."))
        _move(locked, actor, State.WORKING, reason)
    return locked


def solve(issue: Issue, *, actor: User, result: str, untold_reason: str = "") -> Issue:
    """It is solved. Whoever told of it and wished to hear has been told, or it says why not."""
    result = _text(result)
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        locked.untold_reason = _why_untold(locked, untold_reason)
        _end(locked, actor, State.SOLVED, result)
    return locked


def pass_on(issue: Issue, *, actor: User, to: str, result: str, untold_reason: str = "") -> Issue:
    """It is not the hub's own: ``to`` names who has it now. Whoever told of it has heard that, or it says why not."""
    to, result = _text(to), _text(result)
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        locked.passed_to, locked.untold_reason = to, _why_untold(locked, untold_reason)
        _end(locked, actor, State.PASSED_ON, result)
    return locked


def reopen(issue: Issue, *, actor: User, reason: str) -> Issue:
    reason = _text(reason)
    with or_busy(), transaction.atomic():
        locked = locked_issue(issue, actor)
        if locked.is_open:
            raise CaseError(_("The issue is open already."))
        locked.closed_at, locked.passed_to, locked.untold_reason = None, "", ""
        _move(locked, actor, State.WORKING, reason)
    return locked


def waiting(issue: Issue) -> QuerySet[Informant]:
    """Those who told of it, wish to hear, can be reached and have not been told."""
    return Informant.objects.filter(
        ~Q(reach=""), note__issue=issue, wishes=True, told_at__isnull=True, declined_at__isnull=True
    )


def unasked(issue: Issue) -> QuerySet[FieldNote]:
    """Notes that say who was met, and nobody has recorded whether these people wish to hear."""
    return FieldNote.objects.filter(~Q(met=""), issue=issue, informants=None)


def _why_untold(issue: Issue, reason: str) -> str:
    """The reason, where somebody is not told; CaseError where one is needed and missing."""
    count, silent = waiting(issue).count(), unasked(issue).count()
    if not (count or silent):
        return ""
    if reason.strip():
        return _text(reason)
    if count:
        raise CaseError(
            _("%(count)d who told of this issue wish to hear of the result and are not told. "
              "Tell them first, or give the reason why they are not told.") % {"count": count}
        )  # fmt: skip
    raise CaseError(
        _("%(count)d notes say who was met, and not whether these people wish to hear of the result. "
          "Record them with the note, or give the reason why they are not told.") % {"count": silent}
    )  # fmt: skip


def _end(issue: Issue, actor: User, state: str, result: str) -> None:
    issue.result, issue.closed_at = result, timezone.now()
    _move(issue, actor, state, "")


def _move(issue: Issue, actor: User, state: str, reason: str) -> None:
    before, issue.state = issue.state, State(state)
    issue.save(update_fields=["state", "result", "passed_to", "untold_reason", "closed_at"])
    _add(issue, actor, What.STATE, before, state, _text(reason) if reason.strip() else "")


def _add(issue: Issue, actor: User, what: str, before: str, after: str, reason: str) -> None:
    IssueChange.objects.create(issue=issue, what=what, before=before, after=after, reason=reason, actor=actor)


def _text(text: str) -> str:
    text = text.strip()
    if not text or unstorable(text):
        raise CaseError(_("Please write something here; some characters cannot be kept."))
    return text


def locked_issue(issue: Issue, actor: User) -> Issue:
    """The row, locked; the actor belongs to its hub."""
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    if not access.keeps_issue(actor, locked):
        raise Forbidden(_("Only the staff of this hub keep its issues."))
    return locked


def locked_open(issue: Issue, actor: User) -> Issue:
    locked = locked_issue(issue, actor)
    if not locked.is_open:
        raise CaseError(_("This issue has ended. Open it again first."))
    return locked
