"""Each event reaches its rules once, through the product's own publishing and approval."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from pages.editing import reviewing
from pages.editing.models import ModerationRule
from pages.editing.publishing import publish_due
from pages.models import EventPage
from pages.rules.listening import KIND
from pages.rules.models import Rule, RuleRun
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites, submit
from tests.factories_people import make_staff
from tests.factories_rules import logged, make_rule, publish, write

pytestmark = pytest.mark.django_db
MET = ("met", {"tell": "done"})


@pytest.fixture
def west() -> Site:
    make_staff("editor_in_chief")
    return make_sites()["west"]


def seen(rule: Rule) -> list[tuple[str, dict[str, str]]]:
    run_due()
    return logged(rule)


def decide(page: Page, site: Site, action: str) -> None:
    state = page.specific.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    assert client_of(site.chief).post(address, {"comment": "直してください。"}).status_code == 302


def test_a_page_that_is_published_each_time_it_is(west: Site) -> None:
    rule, page = make_rule("page_published"), write(west.page)
    publish(page)
    publish(page, title="直した題名")
    assert logged(rule) == [MET, MET]


def test_approval_publishes_as_any_other_way(west: Site) -> None:
    rule, page = make_rule("page_published"), make_draft(west)
    submit(page, west.editor)
    decide(Page.objects.get(pk=page.pk), west, "approve")
    assert seen(rule) == [MET]


def test_what_is_scheduled_is_published_when_its_time_has_come(west: Site) -> None:
    rule, page = make_rule("page_published"), write(west.page, go_live_at=timezone.now() + datetime.timedelta(days=1))
    Page.objects.get(pk=page.pk).specific.get_latest_revision().publish()
    assert seen(rule) == []
    past = timezone.now() - datetime.timedelta(minutes=1)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    content = {**revision.content, "go_live_at": past.isoformat()}
    page.revisions.update(approved_go_live_at=past, content=content)
    assert publish_due() == (1, 0)
    assert seen(rule) == [MET]


def test_a_page_that_is_taken_off(west: Site) -> None:
    rule, page = make_rule("page_unpublished"), make_live(west)
    page.unpublish()
    assert seen(rule) == [MET]


def test_a_page_that_is_sent_to_approval_and_again_after_it_came_back(west: Site) -> None:
    rule, page = make_rule("page_submitted"), make_draft(west)
    state = submit(page, west.editor)
    assert seen(rule) == [MET]
    decide(Page.objects.get(pk=page.pk), west, "reject")
    state.refresh_from_db()
    state.resume(user=west.editor)
    assert seen(rule) == [MET, MET]


def test_the_second_step_of_an_approval_is_no_new_submission(west: Site) -> None:
    ModerationRule.objects.create(hub=west.hub, editor_in_chief_approves=True)
    rule, page = make_rule("page_submitted"), make_draft(west)
    submit(page, west.editor)
    decide(Page.objects.get(pk=page.pk), west, "approve")
    assert seen(rule) == [MET]


def test_a_page_that_is_sent_back(west: Site) -> None:
    rule, page = make_rule("page_sent_back"), make_draft(west)
    submit(page, west.editor)
    decide(Page.objects.get(pk=page.pk), west, "reject")
    assert seen(rule) == [MET]


@pytest.mark.parametrize(("days", "event"), [(3, "review_soon"), (-1, "review_over")])
def test_a_page_whose_day_to_be_checked_comes(west: Site, days: int, event: str) -> None:
    soon, over = make_rule("review_soon"), make_rule("review_over")
    make_live(west, review_on=timezone.localdate() + datetime.timedelta(days=days))
    reviewing.warn()
    reviewing.warn()
    assert {"review_soon": seen(soon), "review_over": seen(over)} == {
        "review_soon": [],
        "review_over": [],
        event: [MET],
    }


def test_an_event_that_is_called_off_once_however_often_it_is_published(west: Site) -> None:
    rule, page = make_rule("event_cancelled"), write(west.page, EventPage)
    publish(page)
    assert logged(rule) == []
    publish(page, is_cancelled=True)
    publish(page, title="中止のお知らせ")
    assert logged(rule) == [MET]
    publish(page, is_cancelled=False)
    publish(page, is_cancelled=True)
    assert logged(rule) == [MET, MET]


def test_nothing_is_owed_where_no_rule_listens(west: Site) -> None:
    make_rule("page_unpublished")
    make_rule("page_published", is_on=False)
    publish(write(west.page))
    assert not OutboxItem.objects.filter(kind=KIND).exists()


def test_a_publication_that_is_rolled_back_owes_nothing(west: Site) -> None:
    make_rule("page_published")
    page = write(west.page)
    with transaction.atomic():
        page.get_latest_revision().publish()
        assert OutboxItem.objects.filter(kind=KIND).count() == 1
        transaction.set_rollback(True)
    run_due()
    assert not RuleRun.objects.exists()
    assert not OutboxItem.objects.filter(kind=KIND).exists()


def test_a_page_that_is_gone_or_off_again_meets_no_rule(west: Site) -> None:
    rule, gone, off = make_rule("page_published"), write(west.page), write(west.page)
    for page in (gone, off):
        page.get_latest_revision().publish()
    Page.objects.get(pk=gone.pk).delete()
    Page.objects.get(pk=off.pk).specific.unpublish()
    assert seen(rule) == [("not_met", {})]
    assert RuleRun.objects.get().reason == "ページは、すでに公開されていません。"
