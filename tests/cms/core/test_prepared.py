"""A prepared query finds what the same query finds when it is written anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.core.prepared import Prepared
from cms.hubs.models import Chome, Hub
from pages import call_facts
from pages.models import CallPage, EventDate, HubPage, NewsPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import make_event, make_news
from tests.factories_programmes import make_call
from workflows.programmes.models import Call

SAMPLE = 987_654


@pytest.fixture(autouse=True)
def _ward(db: None) -> None:
    make_small_ward()
    make_call("open-call")
    set_up_sites()


def test_objects_come_with_what_they_are_joined_to() -> None:
    query = Prepared(lambda pk: CallPage.objects.select_related("call__programme").filter(pk=pk), SAMPLE)
    for _each in range(2):
        for page in CallPage.objects.all():
            with CaptureQueriesContext(connection) as captured:
                found = query.first(page.pk)
                assert found == page
                assert (found.call, found.call.programme) == (page.call, Call.objects.get().programme)
            # The page's own two, which were not prepared, and the one that was.
            assert len([q for q in captured.captured_queries if "INNER JOIN" in q["sql"]]) >= 1
    assert query.first(SAMPLE) is None


def test_values_are_converted_as_ever() -> None:
    HubPage.objects.get(slug="west").save_revision().publish()
    page = HubPage.objects.get(slug="west")
    found = Prepared(lambda pk: HubPage.objects.filter(pk=pk), SAMPLE).first(page.pk)
    assert found is not None
    assert {f.attname: getattr(found, f.attname) for f in HubPage._meta.concrete_fields} == {
        f.attname: getattr(page, f.attname) for f in HubPage._meta.concrete_fields
    }
    assert found.first_published_at.tzinfo is not None
    found.title = "変えた題"
    found.save()
    assert HubPage.objects.get(pk=page.pk).title == "変えた題"


def test_the_places_of_a_hub() -> None:
    page = HubPage.objects.get(slug="west")
    places = Prepared(lambda area: Chome.objects.filter(areas=area), SAMPLE)
    assert places.all(page.hub.area_id) == list(Chome.objects.filter(areas=page.hub.area_id))
    assert places.all(SAMPLE) == []


def test_rows_of_a_joined_query() -> None:
    programme = Call.objects.get().programme
    assert sorted(call_facts.LISTS.all(programme.pk)) == sorted(call_facts._both(programme.pk))
    assert len(call_facts.LISTS.all(programme.pk)) == 3


def test_a_sample_that_is_nowhere_is_a_mistake_that_is_told() -> None:
    with pytest.raises(ValueError, match="sample"):
        Prepared(lambda pk: Hub.objects.all(), SAMPLE).all(1)


def test_text_is_a_value_and_never_part_of_the_query() -> None:
    query = Prepared(lambda slug: Page.objects.filter(slug=slug), "sample-slug")
    assert [page.slug for page in query.all("west")] == ["west"]
    assert query.all("west' OR '1'='1") == []


def test_days_and_moments_are_given_as_the_database_takes_them() -> None:
    home, now, today = HubPage.objects.get(slug="west"), timezone.now(), timezone.localdate()
    for days in (1, 5):
        make_event(home, starts_in_days=days)
        make_news(home, published_on=today + timedelta(days=days))
    before = Prepared(lambda at: EventDate.objects.filter(starts_at__lt=at), datetime(1987, 6, 5, 4, 3, tzinfo=UTC))
    since = Prepared(lambda on: NewsPage.objects.filter(published_on__gte=on), date(1987, 6, 5))
    assert [len(before.all(now + timedelta(days=days))) for days in (-1, 3, 9)] == [0, 1, 2]
    assert [len(since.all(today + timedelta(days=days))) for days in (1, 2, 6)] == [2, 1, 0]
