"""What a rule would do, for pages that are there. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from cms.core.errors import CaseError
from pages.editing.branches import roots_of
from pages.rules import registry
from pages.rules.matching import judge, lies_where
from pages.rules.models import Rule
from pages.rules.occurrence import Occurrence, of_page
from pages.rules.working import plan_of

DAYS = 30


@dataclass(frozen=True)
class Step:
    """One action: what it would do, or why it could not."""

    title: str
    told: str
    is_possible: bool


@dataclass(frozen=True)
class Trial:
    page: Page
    applies: bool
    reason: str
    steps: list[Step]


def candidates(rule: Rule, words: str = "") -> QuerySet[Page]:
    """Public pages where the rule applies: published within thirty days, or with these words in their title."""
    found = Page.objects.live().public().filter(depth__gt=1, alias_of=None).order_by("-last_published_at", "-pk")
    if words:
        found = found.filter(title__icontains=words)
    else:
        found = found.filter(last_published_at__gt=timezone.now() - timedelta(days=DAYS))
    if rule.where == Rule.Where.BRANCH:
        return found.descendant_of(rule.branch, inclusive=True) if rule.branch else found.none()
    if rule.hub_id:
        tops = Page.objects.none()
        for root in roots_of({rule.hub_id}):
            tops = tops | Page.objects.descendant_of(root, inclusive=True)
        return found & tops
    return found


def try_rule(rule: Rule, pages: list[Page]) -> list[Trial]:
    """As if the event of the rule happened at each of ``pages`` now, leaving out those where the rule does not hold."""
    event = registry.event_of(rule.event)
    if event is None:
        return []
    occurrences = [of_page(event, page) for page in pages]
    return [_trial(rule, one) for one in occurrences if lies_where(rule, one)]


def _trial(rule: Rule, occurrence: Occurrence) -> Trial:
    verdict = judge(rule.conditions.all(), occurrence)
    steps = _steps(rule, occurrence) if verdict.applies else []
    return Trial(occurrence.page, verdict.applies, verdict.reason, steps)


def _steps(rule: Rule, occurrence: Occurrence) -> list[Step]:
    rows = {one.kind: one for one in rule.actions.all()}
    found = []
    for kind in registry.actions():
        if kind.code not in rows:
            continue
        try:
            plan = plan_of(rows[kind.code], rule, occurrence)
            found.append(Step(str(kind.title), plan.told, plan.step is not None))
        except CaseError as error:
            found.append(Step(str(kind.title), str(error), is_possible=False))
    return found
