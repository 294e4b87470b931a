"""Whoever wants to change a page while somebody is at it waits a bounded time and is told. PostgreSQL only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from django.urls import reverse
from wagtail.models import Page

from pages.editing import turns
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites
from tests.factories_people import make_staff
from tests.races.harness import PATIENCE

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
TOLD = "ただいま、ほかの人がこのページを更新しています。"
DOORS = ("edit", "unpublish", "lock", "unlock", "delete", "convert_alias")


@contextmanager
def at_work(page: Page) -> Iterator[None]:
    """Somebody else has the row of ``page`` and does not come to an end."""
    has, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            turns.take([page.pk])
            has.set()
            may_go.wait(PATIENCE)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert has.wait(PATIENCE)
    try:
        yield
    finally:
        may_go.set()
        holder.join(PATIENCE)


def rows(page: Page) -> dict[str, Any]:
    return Page.objects.filter(pk=page.pk).values().get()


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


@pytest.mark.parametrize("door", DOORS)
def test_who_waits_in_vain_is_told_and_nothing_is_changed(
    west: Site, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(turns, "SECONDS", 1)
    page, client = make_live(west), client_of(make_staff("editor_in_chief"))
    before, address = rows(page), reverse(f"wagtailadmin_pages:{door}", args=[page.pk])
    with at_work(page):
        answer = client.post(address)
    assert answer.status_code == 409
    assert TOLD in answer.content.decode()
    assert rows(page) == before


def test_the_editors_script_is_told_in_its_own_form(west: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SECONDS", 1)
    page, client = make_draft(west), client_of(west.editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with at_work(page):
        answer = client.post(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "busy")
    assert TOLD in answer.json()["error_message"]


@pytest.mark.parametrize("ticked", ["one", "all", "above"])
def test_a_bulk_action_waits_for_every_page_that_it_would_change(
    west: Site, monkeypatch: pytest.MonkeyPatch, ticked: str
) -> None:
    monkeypatch.setattr(turns, "SECONDS", 1)
    page, client = make_live(west), client_of(make_staff("editor_in_chief"))
    before, address = rows(page), reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    asked = {"one": f"id={page.pk}", "all": f"id=all&childOf={west.page.pk}", "above": f"id={west.page.pk}"}
    form = {"include_descendants": "on"} if ticked == "above" else {}
    with at_work(page):
        answer = client.post(f"{address}?{asked[ticked]}", form)
    assert answer.status_code == 409
    assert rows(page) == before
    assert client.post(f"{address}?{asked[ticked]}", form).status_code == 302
    assert rows(page)["live"] is False


def test_nobody_waits_for_a_page_that_somebody_looks_at_or_for_another_page(west: Site) -> None:
    page, other = make_live(west), make_live(west, "ほかのページ")
    client = client_of(make_staff("editor_in_chief"))
    with at_work(page):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
        answer = client.post(reverse("wagtailadmin_pages:lock", args=[other.pk]))
    assert answer.status_code == 302
    assert rows(other)["locked"]


def test_a_foreign_page_is_not_even_waited_for() -> None:
    sites = make_sites()
    page, stranger = make_live(sites["west"]), client_of(sites["east"].chief)
    with at_work(page):
        assert stranger.post(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 404
