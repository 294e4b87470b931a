"""Proposing a page for the next issue of a bulletin.

An article goes in itself. Of any other page a draft of an article is made, which its editors shorten and publish;
until then no reader sees it in the issue. The issue is a draft, too: the next one that nobody has sent to approval.
"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.errors import CaseError
from pages.begun.sort import waiting
from pages.editing import turns
from pages.models import ArticlePage, BulletinPage, HubPage, IssueEntry, IssuePage, WardHomePage
from pages.models.content import ContentPage, PlacedPage
from pages.rules.actions.history import APPLIED
from pages.rules.forms.parts import ActionForm
from pages.rules.models import Proposal, Rule
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Action, Given, Plan

OF_HUB, OF_WARD = "hub", "ward"
MONTH, WEEK = datetime.timedelta(days=30), datetime.timedelta(days=7)
COPIED = ("summary", "body", "easy_body", "lead_picture", "readings", "search_readings")


class BulletinForm(ActionForm):
    which = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Of which bulletin"),
        choices=[(OF_HUB, pgettext_lazy("bulletin", "of the hub in whose site the page lies")),
                 (OF_WARD, pgettext_lazy("bulletin", "of the ward"))],
        initial=OF_HUB,
        widget=forms.RadioSelect,
    )  # fmt: skip
    column = forms.CharField(required=False, max_length=40, label=gettext_lazy("Column of the issue"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.reach.is_ward:
            del self.fields["which"]

    def given(self) -> dict[str, Any]:
        found = super().given()
        return {"which": OF_HUB, **found} if self.cleaned_data.get("use") else {}


class PutIntoBulletin(Action):
    code = "bulletin"
    title = gettext_lazy("Add it to the next issue of the bulletin")
    form = BulletinForm
    needs_public = True

    def refusal(self, given: Given, hub_id: int | None) -> str:
        if hub_id is not None and given.get("which", OF_HUB) != OF_HUB:
            return _("A rule of a hub adds to the bulletin of this hub only.")
        return ""

    def plan(self, given: Given, rule: Rule, occurrence: Occurrence) -> Plan:
        page = occurrence.page
        if not isinstance(page, ContentPage) or isinstance(page, BulletinPage | IssuePage):
            raise CaseError(_("A page of this kind cannot stand in a bulletin."))
        bulletin = bulletin_of(given, occurrence)
        if _stands_in(bulletin, page):
            return Plan(_("It was put into an issue of this bulletin before."))
        issue = next_issue(bulletin)
        words = _("into the draft “%(title)s”") if issue else _("into the new draft “%(title)s”")
        told = words % {"title": _title(issue) if issue else title_of(next_number(bulletin))}
        if not isinstance(page, ArticlePage):
            told = _("%(where)s, as the draft of an article") % {"where": told}
        return Plan(told, lambda: propose(page, bulletin, column=given.get("column", ""), rule=rule))


def bulletin_of(given: Given, occurrence: Occurrence) -> BulletinPage:
    hub = occurrence.hub
    site: Page | None
    if given.get("which", OF_HUB) == OF_WARD:
        site = WardHomePage.objects.first()
        missing = _("The ward has no bulletin yet. Its editors make one in the editor.")
    elif hub is None:
        raise CaseError(_("The page lies in the site of no hub."))
    else:
        site = HubPage.objects.filter(hub=hub).first()
        missing = _("The hub has no bulletin yet. Its editors make one in the editor.")
    found = BulletinPage.objects.child_of(site).order_by("-live", "path").first() if site else None
    if found is None:
        raise CaseError(missing)
    return found


def _stands_in(bulletin: BulletinPage, page: Page) -> bool:
    if Proposal.objects.filter(page_id=page.pk, bulletin=bulletin).exists():
        return True
    issues = IssuePage.objects.child_of(bulletin)
    if IssueEntry.objects.filter(article_id=page.pk, issue__in=issues).exists():
        return True
    drafts = (draft for draft in issues.filter(has_unpublished_changes=True) if draft.latest_revision_id)
    return any(
        entry.article_id == page.pk for one in drafts for entry in one.get_latest_revision_as_object().entries.all()
    )


def next_issue(bulletin: BulletinPage) -> IssuePage | None:
    """The first that was never published and waits neither for approval nor for its time."""
    never = IssuePage.objects.child_of(bulletin).filter(live=False, first_published_at=None)
    free = never.exclude(pk__in=_scheduled(bulletin)).order_by("number", "path")
    asked = waiting([one.pk for one in free])
    return next((one for one in free if one.pk not in asked), None)


def _scheduled(bulletin: BulletinPage) -> list[int]:
    from wagtail.models import Revision

    children = [str(pk) for pk in bulletin.get_children().values_list("pk", flat=True)]
    due = Revision.page_revisions.filter(object_id__in=children, approved_go_live_at__isnull=False)
    return [int(pk) for pk in due.values_list("object_id", flat=True)]


def next_number(bulletin: BulletinPage) -> int:
    """After all that there are, drafts as they were saved last."""
    numbers = [0]
    for issue in IssuePage.objects.child_of(bulletin):
        newest = issue if issue.live or not issue.latest_revision_id else issue.get_latest_revision_as_object()
        numbers.append(newest.number)
    return max(numbers) + 1


def title_of(number: int) -> str:
    return _("Issue %(number)s") % {"number": number}


def _title(issue: IssuePage) -> str:
    return str(issue.draft_title or issue.title)


def propose(page: Any, bulletin: BulletinPage, *, column: str, rule: Rule) -> None:
    """The bulletin is locked: two pages at once do not begin two issues, and no page comes in twice."""
    turns.take([bulletin.pk])
    bulletin = BulletinPage.objects.get(pk=bulletin.pk)
    if Proposal.objects.filter(page_id=page.pk, bulletin=bulletin).exists():
        return
    issue = next_issue(bulletin) or _begin_issue(bulletin)
    turns.take([issue.pk])
    article = page if isinstance(page, ArticlePage) else _article_of(page, bulletin)
    draft = issue.get_latest_revision_as_object() if issue.latest_revision_id else issue
    last = max((entry.sort_order or 0 for entry in draft.entries.all()), default=-1)
    draft.entries.add(IssueEntry(article=article, column=column, sort_order=last + 1))
    draft.save_revision(clean=False, changed=True)
    log(instance=issue, action=APPLIED, data={"rule": rule.name})
    Proposal.objects.create(page_id=page.pk, bulletin=bulletin, issue=issue, article=article)


def _begin_issue(bulletin: BulletinPage) -> IssuePage:
    """As far from the last one as that from the one before; its editors correct the day."""
    days = list(
        IssuePage.objects.child_of(bulletin).order_by("-issued_on", "-number").values_list("issued_on", flat=True)[:2]
    )
    gap = max(days[0] - days[1], WEEK) if len(days) == 2 else MONTH
    today = timezone.localdate()
    day = max(days[0] + gap, today) if days else today + gap
    number = next_number(bulletin)
    issue = IssuePage(title=title_of(number), number=number, issued_on=day, live=False)
    return _put_below(bulletin, issue)


def _article_of(page: Any, bulletin: BulletinPage) -> ArticlePage:
    values = {name: getattr(page, name) for name in COPIED}
    article = ArticlePage(title=page.title, live=False, **values)
    if isinstance(page, PlacedPage):
        article.topics = list(page.topics.all())
        article.hubs = list(page.hubs.all())
        article.areas = list(page.areas.all())
    return _put_below(bulletin, article)


def _put_below(bulletin: BulletinPage, page: Any) -> Any:
    bulletin.refresh_from_db()
    bulletin.add_child(instance=page)
    page.save_revision(clean=False, changed=True)
    log(instance=page, action="wagtail.create")
    return page
