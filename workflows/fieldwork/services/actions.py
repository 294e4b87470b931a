"""What is done about an issue: actions with groups, and links to what they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.people.models import CommunityGroup, User
from workflows.fieldwork import things
from workflows.fieldwork.models import Issue, IssueAction, IssueLink
from workflows.fieldwork.services.issues import locked_issue, locked_open


def add_action(
    issue: Issue, *, actor: User, what: str, groups: Iterable[CommunityGroup] = (), due_on: date | None = None
) -> IssueAction:
    if not what.strip() or unstorable(what):
        raise CaseError(_("Please write something here; some characters cannot be kept."))
    with or_busy(), transaction.atomic():
        locked = locked_open(issue, actor)
        action = IssueAction.objects.create(issue=locked, what=what.strip(), due_on=due_on, created_by=actor)
        action.groups.set(groups)
        log(locked, "fieldwork.action_added", user=actor, data={"action": action.pk})
    return action


def finish_action(action: IssueAction, *, actor: User) -> IssueAction:
    with or_busy(), transaction.atomic():
        issue = locked_issue(Issue(pk=action.issue_id), actor)
        locked = IssueAction.objects.select_for_update().get(pk=action.pk)
        if locked.done_on is not None:
            raise CaseError(_("This is on record already."))
        locked.done_on = timezone.localdate()
        locked.save(update_fields=["done_on"])
        log(issue, "fieldwork.action_done", user=actor, data={"action": locked.pk})
    return locked


def add_link(issue: Issue, *, actor: User, thing: str, text: str) -> IssueLink:
    """The issue leads to what ``text`` names (a number, an address). CaseError when there is none for this person."""
    key = things.find(thing, text.strip(), actor)
    if key is None:
        raise CaseError(_("Nothing of this name was found among what you may read."))
    try:
        with or_busy(), transaction.atomic():
            locked = locked_issue(issue, actor)
            link = IssueLink.objects.create(issue=locked, thing=thing, key=key, created_by=actor)
            log(locked, "fieldwork.linked", user=actor, data={"thing": thing, "key": key})
    except IntegrityError as error:
        if not IssueLink.objects.filter(issue=issue, thing=thing, key=key).exists():
            raise
        raise CaseError(_("The issue is linked with this already.")) from error
    return link


def remove_link(link: IssueLink, *, actor: User) -> None:
    with or_busy(), transaction.atomic():
        locked = locked_issue(Issue(pk=link.issue_id), actor)
        IssueLink.objects.filter(pk=link.pk).delete()
        log(locked, "fieldwork.unlinked", user=actor, data={"thing": link.thing, "key": link.key})
