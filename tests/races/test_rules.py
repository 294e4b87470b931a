"""Two workers at one occurrence, and two pages at one bulletin: each rule acts once. PostgreSQL only."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from pages.models import ArticlePage, IssuePage, NewsPage
from pages.rules import working
from pages.rules.listening import KIND
from pages.rules.models import Proposal, RuleAct, RuleRun
from tests.factories_editing import Site, make_sites
from tests.factories_pages import make_bulletin
from tests.factories_people import make_staff
from tests.factories_rules import BULLETIN, TELL, make_rule, write
from tests.races.harness import (
    meet_before,
    together,
    without_constraint,
    without_row_locks,
    without_uniqueness,
    without_upserts,
)

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


@pytest.fixture
def west() -> Site:
    make_staff("editor_in_chief")
    return make_sites()["west"]


def published(site: Site, count: int = 1, model: Any = NewsPage) -> list[dict[str, Any]]:
    """What ``count`` publications owe; nobody has worked on it."""
    OutboxItem.objects.all().delete()
    for page in [write(site.page, model) for _one in range(count)]:
        with transaction.atomic():
            page.get_latest_revision().publish()
    found = list(OutboxItem.objects.filter(kind=KIND).order_by("pk").values_list("payload", flat=True))
    OutboxItem.objects.all().delete()
    return found


def test_two_workers_at_one_occurrence_tell_once(west: Site) -> None:
    make_rule(actions={"tell": TELL})
    for number in range(1, ROUNDS + 1):
        [payload] = published(west)
        assert together(*[partial(working.work, payload)] * 2) == [None, None]
        assert (RuleRun.objects.count(), RuleAct.objects.count()) == (number, number)
        assert OutgoingMail.objects.count() == number


def test_control_without_guards_two_workers_tell_twice(west: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rule(actions={"tell": TELL})
    [payload] = published(west)
    without_row_locks(monkeypatch)
    without_constraint(RuleRun, "rule_run_once")
    without_uniqueness(OutgoingMail, "message_id")
    without_uniqueness(OutboxItem, "key")
    without_upserts(monkeypatch)
    meet_before(monkeypatch, QuerySet, "create", 2)
    together(*[partial(working.work, payload)] * 2)
    assert (RuleRun.objects.count(), OutgoingMail.objects.count()) == (2, 2)


def test_two_pages_at_once_go_into_one_new_issue(west: Site) -> None:
    make_rule(actions={"bulletin": BULLETIN})
    bulletin = make_bulletin(west.page)
    for _round in range(ROUNDS):
        for page in (*IssuePage.objects.all(), *ArticlePage.objects.all()):
            page.delete()
        payloads = published(west, 2)
        assert together(*[partial(working.work, one) for one in payloads]) == [None, None]
        issue = IssuePage.objects.get()
        assert issue.get_latest_revision_as_object().entries.count() == 2
        assert Proposal.objects.filter(bulletin=bulletin, issue=issue).count() == 2


def test_control_without_locks_two_pages_lose_one_another(west: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the same draft, and the later one writes it back without the other's article."""
    make_rule(actions={"bulletin": BULLETIN})
    bulletin = make_bulletin(west.page)
    issue = write(bulletin, IssuePage, title="第1号", number=1, issued_on="2026-12-01")
    payloads = published(west, 2, ArticlePage)
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, IssuePage, "save_revision", 2)
    together(*[partial(working.work, one) for one in payloads])
    assert IssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object().entries.count() == 1
    assert Proposal.objects.count() == 2
