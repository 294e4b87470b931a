"""A page is saved while somebody puts it behind a restriction: it is hidden, whoever comes last. PostgreSQL only."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from cms.search import writing
from cms.search.models import Entry
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_pages import paragraphs
from tests.races.harness import PATIENCE, together, without_row_locks

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
# Longer than a restriction takes that nothing holds up; a guarded one waits for the page and ends after it.
PAUSE = 0.4


@pytest.fixture
def page() -> StandardPage:
    make_small_ward()
    set_up_sites()
    page = StandardPage(title="鷺草の会", slug="flower", body=paragraphs("集まり"))
    HubPage.objects.get(slug="west").add_child(instance=page)
    return page


def race(page: StandardPage, monkeypatch: pytest.MonkeyPatch, pause: float) -> list[Any]:
    """The save has read that nothing restricts the page when the restriction comes."""
    read, restricted = threading.Event(), threading.Event()
    write = writing.write

    def late(*args: Any) -> None:
        if not read.is_set():
            read.set()
            restricted.wait(pause)
        write(*args)

    def save() -> None:
        StandardPage.objects.get(pk=page.pk).save()

    def restrict() -> None:
        assert read.wait(PATIENCE)
        PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN)
        restricted.set()

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write", late)
        return together(save, restrict)


def is_public(page: StandardPage) -> bool:
    return Entry.objects.get(source="page", object_key=str(page.pk)).is_public


def test_a_page_saved_and_restricted_at_once_is_hidden(page: StandardPage, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(ROUNDS):
        assert race(page, monkeypatch, PAUSE) == [None, None]
        assert not is_public(page)
        PageViewRestriction.objects.all()[0].delete()
        assert is_public(page)


def test_control_without_locks_a_restricted_page_stays_public(
    page: StandardPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_row_locks(monkeypatch)
    assert race(page, monkeypatch, PATIENCE) == [None, None]
    assert is_public(page)
    assert PageViewRestriction.objects.count() == 1
