"""Content rules as staff put them together, and pages that go through real publishing."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from cms.people.models import User
from pages.models import ArticlePage, BulletinPage, EventPage, NewsPage
from pages.rules.models import Rule, RuleRun
from pages.rules.services import Wanted, save_rule
from tests.factories_pages import paragraphs
from tests.factories_people import make_staff

TELL: dict[str, Any] = {"use": True, "roles": ["editor_in_chief"]}
BULLETIN = {"use": True, "which": "hub"}


def make_rule(
    event: str = "page_published",
    *,
    conditions: dict[str, Any] | None = None,
    actions: dict[str, Any] | None = None,
    hub: Hub | None = None,
    branch: Page | None = None,
    actor: User | None = None,
    **fields: Any,
) -> Rule:
    """A rule of the ward for the sites of all hubs, or of ``hub``; it tells the editor-in-chief unless said."""
    where = "branch" if branch else "hub" if hub else "hubs"
    default = {"tell": {**TELL, "roles": ["editor"]} if hub or branch else TELL}
    values = {"name": "試験の決まり", "where": where, **fields}
    wanted = Wanted(
        event=event, hub=hub, branch=branch, conditions=conditions or {}, actions=actions or default, **values
    )
    return save_rule(None, wanted, actor=actor or make_staff("administrator"))


def write(parent: Page, model: type[Page] = NewsPage, title: str = "訓練のお知らせ", **fields: Any) -> Any:
    """A draft as the editor's button leaves it."""
    parent.refresh_from_db()
    if issubclass(model, NewsPage | ArticlePage | EventPage | BulletinPage):
        fields = {"body": paragraphs("本文です。"), **fields}
    slug = fields.pop("slug", f"page-{Page.objects.count()}")
    page = parent.add_child(instance=model(title=title, slug=slug, live=False, **fields))
    page.save_revision()
    return page


def publish(page: Any, by: User | None = None, **changes: Any) -> Any:
    """The newest version with ``changes`` goes live; the worker has done what that owes."""
    draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    run_due()
    return Page.objects.get(pk=page.pk).specific


def logged(rule: Rule) -> list[tuple[str, dict[str, str]]]:
    """State of each run with the states of its actions, oldest first."""
    runs = RuleRun.objects.filter(rule=rule).order_by("pk").prefetch_related("acts")
    return [(str(run.state), {one.kind: str(one.state) for one in run.acts.all()}) for run in runs]
