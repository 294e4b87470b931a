"""Approvers are reminded before and after the due date, and whoever looks after a page of its review date."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.core import dates
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import HubRole, User
from pages.editing import reviewing
from pages.editing.models import ApprovalDue, ModerationRule
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites, submit
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db
# Far enough ahead that nothing of these days is due by the database's own clock.
LONG_PAST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
TUESDAY = datetime.datetime(2040, 6, 5, 1, 0, tzinfo=datetime.UTC)


@pytest.fixture
def sites() -> dict[str, Site]:
    with time_machine.travel(TUESDAY):
        return make_sites()


def subjects(user: User) -> list[str]:
    return list(OutgoingMail.objects.filter(to=user.email).order_by("pk").values_list("subject", flat=True))


def worker_on(day: datetime.datetime) -> None:
    """What is due on that day is done; the outbox is asked by its own clock, so the rows are moved to it."""
    with time_machine.travel(day):
        OutboxItem.objects.filter(due_at__lte=day, state="due").update(due_at=LONG_PAST)
        run_due()


def test_the_due_date_counts_business_days_by_the_rule(sites: dict[str, Site]) -> None:
    west = sites["west"]
    ModerationRule.objects.create(hub=west.hub, chief_days=5)
    with time_machine.travel(TUESDAY):
        for site in sites.values():
            submit(make_draft(site), site.editor)
    days = [dates.jst_date(due.due_at).isoformat() for due in ApprovalDue.objects.order_by("pk")]
    assert days == ["2040-06-12", "2040-06-08"]


def test_approvers_are_told_at_once_before_and_every_week_after(sites: dict[str, Site]) -> None:
    west = sites["west"]
    with time_machine.travel(TUESDAY):
        submit(make_draft(west), west.editor)
    told = {}
    for day in (1, 3, 4, 7, 8, 15):
        worker_on(TUESDAY + timedelta(days=day))
        told[day] = [subject[-8:] for subject in subjects(west.chief)]
    asked, soon, late = "ージがあります", "近づいています", "限が過ぎました"
    assert {day: [s[-7:] for s in found] for day, found in told.items()} == {
        1: [asked],
        3: [asked, soon],
        4: [asked, soon, late],
        7: [asked, soon, late],
        8: [asked, soon, late],
        15: [asked, soon, late, late],
    }


def test_a_step_that_is_decided_reminds_nobody(sites: dict[str, Site]) -> None:
    west = sites["west"]
    with time_machine.travel(TUESDAY):
        state = submit(make_draft(west), west.editor)
        state.refresh_from_db()
        step = state.current_task_state
        step.task.specific.on_action(step, west.chief, "approve")
    before = subjects(west.chief)
    for day in (3, 6, 20):
        worker_on(TUESDAY + timedelta(days=day))
    assert subjects(west.chief) == before


def test_reminders_go_to_whoever_may_act_then(sites: dict[str, Site]) -> None:
    west = sites["west"]
    with time_machine.travel(TUESDAY):
        submit(make_draft(west), west.editor)
    HubRole.objects.filter(user=west.chief).update(ended_at=TUESDAY + timedelta(days=1))
    successor = make_staff("chief", west.hub)
    worker_on(TUESDAY + timedelta(days=3))
    assert len(subjects(west.chief)) == 1
    assert subjects(successor) == ["ページの承認の期限が近づいています"]


def test_the_dashboard_tells_until_when(sites: dict[str, Site]) -> None:
    west = sites["west"]
    submit(make_draft(west, "待っている下書き"), west.editor)
    due = timezone.localtime(ApprovalDue.objects.get().due_at)
    home = client_of(west.chief).get(reverse("wagtailadmin_home")).content.decode()
    assert "待っている下書き" in home
    assert f"{due.year}年{due.month}月{due.day}日" in home
    assert "待っている下書き" not in client_of(sites["east"].chief).get(reverse("wagtailadmin_home")).content.decode()


def test_owners_are_told_fourteen_days_before_and_when_it_is_over(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    day = datetime.date(2026, 7, 31)
    make_live(west, "確かめるページ", review_on=day)
    make_draft(west, "未公開", review_on=day)
    written = {}
    for ahead in (15, 14, 13, 0, -1, -2):
        now = datetime.datetime(2026, 7, 31, 3, 0, tzinfo=datetime.UTC) - timedelta(days=ahead)
        with time_machine.travel(now):
            written[ahead] = reviewing.warn()
    assert written == {15: 0, 14: 2, 13: 0, 0: 0, -1: 2, -2: 0}
    for person in (west.editor, west.chief):
        assert subjects(person) == [
            "内容を確かめる日が近づいているページがあります",
            "内容を確かめる日が過ぎたページがあります",
        ]
    assert subjects(east.editor) == []
    mail = OutgoingMail.objects.first()
    assert "確かめるページ" not in mail.text + mail.html
    assert "/cms/editing/reviews/" in mail.text


def test_a_new_date_is_told_of_anew(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west, review_on=timezone.localdate() - timedelta(days=1))
    assert reviewing.warn() == 2
    page.review_on = timezone.localdate() + timedelta(days=3)
    page.save_revision().publish()
    assert reviewing.warn() == 2
    assert reviewing.warn() == 0


def test_the_list_of_review_dates_shows_the_own_branch(sites: dict[str, Site]) -> None:
    soon = timezone.localdate() + timedelta(days=5)
    for code, site in sites.items():
        make_live(site, f"{code}の確かめるページ", review_on=soon)
    address = reverse("editing:reviews")
    shown = client_of(sites["west"].editor).get(address).content.decode()
    assert "westの確かめるページ" in shown
    assert "eastの確かめるページ" not in shown
    everything = client_of(make_staff("auditor")).get(address).content.decode()
    assert "eastの確かめるページ" in everything
    assert client_of(make_staff("accountant")).get(address).status_code == 404
