"""The demo: works on whatever day it is loaded, is there as a whole or not at all, and alone publishes its calls."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import Page

from cms.config.demo.people import RESIDENTS, make_account
from cms.core import dates
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from workflows.cases.models import Case
from workflows.grants.verify import verify
from workflows.programmes.loading import load
from workflows.programmes.models import Call, Programme

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2027, 3, 31, 15, 30, tzinfo=UTC)  # 00:30 on 1 April in Japan
OUTCOMES = {"": 14, "granted": 2, "refused": 2, "withdrawn": 1, "agreed": 2, "appointed": 3, "waiting": 1}
CASES = sum(OUTCOMES.values())
# What a kind shows of itself; the letters at the end are made by the worker.
STEPS = {
    "coordination": {"receive", "candidates", "sounding", "decision", "carrying", "review", "refusal_letter"},
    "volunteering": {"receive", "hub_check", "slot", "interview", "decision", "letter"},
}
DAYS = [datetime.now(UTC) + timedelta(days=50), NEW_YEAR - timedelta(hours=1), NEW_YEAR]


@pytest.fixture(autouse=True)
def demo_mode(settings: Any) -> None:
    settings.DEMO = True


def load_demo(*options: str) -> None:
    call_command("demo", *options, stdout=io.StringIO())


@pytest.mark.parametrize("day", DAYS, ids=["in 50 days", "31 March", "1 April"])
def test_the_demo_loads_on_any_day_with_calls_of_its_own_fiscal_year(day: datetime) -> None:
    with time_machine.travel(day):
        load_demo()
        year = dates.fiscal_year(timezone.localdate())
        for call in Call.objects.all():
            assert call.is_open(timezone.now())
            assert (call.fiscal_year, call.budget_fiscal_year) == (year, year)
            assert call.title.startswith(dates.fiscal_year_wareki(year))
    assert Counter(Case.objects.values_list("outcome", flat=True)) == OUTCOMES
    for kind, steps in STEPS.items():
        assert set(Case.objects.filter(kind=kind).values_list("step", flat=True)) == steps, kind
    assert set(Case.objects.values_list("fiscal_year", flat=True)) == {year}
    assert [path for path in Page.objects.values_list("url_path", flat=True) if not path.isascii()] == []
    assert verify() == []


def test_an_end_in_the_middle_leaves_nothing_and_the_next_start_loads_the_whole() -> None:
    email, name, *_rest = RESIDENTS[-1]
    stumbling_block = make_account(email, name)
    with pytest.raises(IntegrityError):
        load_demo("--if-empty")
    for model in (Hub, Programme, CommunityGroup, Case):
        assert not model.objects.exists(), model
    stumbling_block.emailaddress_set.update(email="elsewhere@example.jp")
    User.objects.filter(pk=stumbling_block.pk).update(email="elsewhere@example.jp")
    load_demo("--if-empty")
    assert Case.objects.count() == CASES


def test_a_filled_database_is_left_alone() -> None:
    load_demo()
    before = User.objects.count()
    load_demo("--if-empty")
    assert (User.objects.count(), Case.objects.count()) == (before, CASES)


def test_the_files_alone_publish_no_call_and_keep_the_real_deadline() -> None:
    load()
    assert not Call.objects.filter(is_published=True).exists()
    call = Call.objects.get(slug="digital-2026")
    assert timezone.localtime(call.closes_at, dates.JST).isoformat() == "2026-12-31T23:59:00+09:00"
    assert (call.programme.cap_yen, str(call.report_due_on)) == (70_000, "2027-04-30")
