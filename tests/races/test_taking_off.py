"""A chief approves a page while the editor-in-chief takes it off, deletes or moves it. PostgreSQL only.

Whoever comes second acts on what the first one left, or is told who was faster; the server never has to break up a
deadlock, and nobody sees an error of the program.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from treebeard.mp_tree import MP_MoveHandler
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision, WorkflowState

from pages.editing import turns
from pages.editing.publishing import publish_due
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites
from tests.factories_people import make_staff
from tests.races.harness import PATIENCE, behind_lock, meet_before, together, without_row_locks
from tests.races.pressing import APPROVES, before, deadlocks, logged, told, without_turns

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
OLD, NEW = "公開中のページ", "承認を待つ題名"
APPROVE, PUBLISH = "wagtail.workflow.approve", "wagtail.publish"


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> dict[str, Site]:
    """Nobody gives up here: how long one waits is told in ``test_turns``."""
    monkeypatch.setattr(turns, "SECONDS", int(PATIENCE))
    return make_sites()


@pytest.fixture(autouse=True)
def broken_up(own_database: object) -> Iterator[list[int]]:
    """How many deadlocks the server is to have found at the end of the test: none, unless a control says otherwise."""
    expected = [0]
    yield expected
    assert deadlocks() == expected[0]


def changed(site: Site) -> StandardPage:
    """A published page whose next version is to be approved."""
    page = make_live(site, OLD)
    page.title = NEW
    page.save_revision(user=site.editor)
    return page


def at_once(number: int, page: Page, approve: Callable[[], Any], other: Callable[[], Any]) -> list[Any]:
    """What both were answered. In the first two rounds each order once, later whichever the server lets go first."""
    rows = Page.objects.filter(pk=page.pk)
    if number == 0:
        return behind_lock(rows, approve, other)
    if number == 1:
        return behind_lock(rows, other, approve)[::-1]
    return together(approve, other)


def race(
    site: Site, make: Callable[[], StandardPage], press: Callable[[StandardPage], tuple[str, dict[str, str]]]
) -> Iterator[tuple[StandardPage, HttpResponse, HttpResponse, str]]:
    """In every round: the page, both answers, and what the chief reads."""
    chief, other = client_of(site.chief), client_of(make_staff("editor_in_chief"))
    for number in range(ROUNDS):
        page = make()
        address, (form,) = before(page, site, chief)
        door, data = press(page)
        approve = partial(chief.post, address, {**form, **APPROVES})
        approved, done = at_once(number, page, approve, partial(other.post, door, data))
        assert done.status_code == 302, (approved, done)
        assert approved.status_code in (302, 409), (approved, done)
        yield page, approved, done, told(chief, approved)


def door(name: str) -> Callable[[Page], tuple[str, dict[str, str]]]:
    return lambda page: (reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), {})


def state_of(page: Page) -> str:
    return str(WorkflowState.objects.get(object_id=str(page.pk)).status)


def test_an_approval_and_a_taking_off_at_once_are_one_after_the_other(sites: dict[str, Site]) -> None:
    """Approved and then taken off, or taken off, and the chief is told and has approved nothing."""
    west, firsts = sites["west"], set()
    for page, _approved, _done, said in race(west, partial(changed, west), door("unpublish")):
        page.refresh_from_db()
        first = "approval" if logged(page, APPROVE) else "taking off"
        assert not page.live
        assert logged(page, "wagtail.unpublish") == 1
        expected = (NEW, 2, "approved") if first == "approval" else (OLD, 1, "in_progress")
        assert (page.title, logged(page, PUBLISH), state_of(page)) == expected
        assert ("さんがこのページの公開を取りやめました" in said) == (first == "taking off")
        firsts.add(first)
    assert firsts == {"approval", "taking off"}


def test_an_approval_and_a_deletion_at_once_are_one_after_the_other(sites: dict[str, Site]) -> None:
    west, firsts = sites["west"], set()
    for page, approved, _done, said in race(west, partial(make_draft, west), door("delete")):
        first = "approval" if logged(page, APPROVE) else "deletion"
        assert not Page.objects.filter(pk=page.pk).exists()
        assert not WorkflowState.objects.filter(object_id=str(page.pk)).exists()
        assert (logged(page, "wagtail.delete"), logged(page, PUBLISH)) == (1, int(first == "approval"))
        assert (approved.status_code == 409) == (first == "deletion")
        assert ("さんが削除しました" in said) == (first == "deletion")
        firsts.add(first)
    assert firsts == {"approval", "deletion"}


def test_an_approval_and_a_move_to_another_hub_at_once_are_one_after_the_other(sites: dict[str, Site]) -> None:
    """The chief of the first hub has nothing to say any more of a page that was moved before."""
    west, east, firsts = sites["west"], sites["east"], set()

    def away(page: Page) -> tuple[str, dict[str, str]]:
        return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, east.page.pk]), {}

    drafts = (make_draft(west, slug=f"moved-{number}") for number in range(ROUNDS))
    for page, approved, _done, said in race(west, partial(next, drafts), away):
        page.refresh_from_db()
        east.page.refresh_from_db()
        first = "approval" if logged(page, APPROVE) else "move"
        assert page.is_child_of(east.page)
        assert (page.home_hub_id, page.url_path) == (east.hub.pk, f"{east.page.url_path}{page.slug}/")
        assert (page.live, state_of(page)) == ((True, "approved") if first == "approval" else (False, "in_progress"))
        assert (approved.status_code == 409) == (first == "move")
        assert ("あなたの担当ではない場所へ移しました" in said) == (first == "move")
        firsts.add(first)
    assert firsts == {"approval", "move"}
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_approval_and_the_end_of_the_pages_time_at_once_are_one_after_the_other(sites: dict[str, Site]) -> None:
    """The worker takes off what has expired; the chief approves a version that stays."""
    west, firsts = sites["west"], set()
    chief = client_of(west.chief)
    for number in range(ROUNDS):
        page = changed(west)
        address, (form,) = before(page, west, chief)
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        answer, due = at_once(number, page, partial(chief.post, address, {**form, **APPROVES}), publish_due)
        page.refresh_from_db()
        first = "approval" if logged(page, APPROVE) else "the end"
        assert (answer.status_code, due) == (302, (0, int(first == "the end"))), (answer, due)
        expected = (True, NEW, "approved") if first == "approval" else (False, OLD, "in_progress")
        assert (page.live, page.title, state_of(page)) == expected
        assert ("このページの公開が終了しました" in told(chief, answer)) == (first == "the end")
        firsts.add(first)
    assert firsts == {"approval", "the end"}


def test_a_date_that_comes_while_it_is_taken_back_is_one_or_the_other(sites: dict[str, Site]) -> None:
    """Taken back, and nothing goes live; or live, and whoever came too late is told so."""
    west, firsts = sites["west"], set()
    client = client_of(make_staff("editor_in_chief"))
    for number in range(ROUNDS):
        page = make_draft(west)
        version = page.get_latest_revision()
        Revision.objects.filter(pk=version.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
        button = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, version.pk])
        answer, due = at_once(number, page, partial(client.post, button), publish_due)
        page.refresh_from_db()
        first = "the date" if page.live else "taking back"
        assert (answer.status_code, due) == (302, (int(first == "the date"), 0)), (answer, due)
        assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
        assert ("この版は、すでに公開されました" in told(client, answer)) == (first == "the date")
        firsts.add(first)
    assert firsts == {"the date", "taking back"}


def read_before_it_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes the page off has read it before the approval, and writes after it."""
    barrier, through = threading.Barrier(2), threading.Event()
    approve, write = EditView.perform_workflow_action, UnpublishPageAction._commit_unpublish

    def approving(self: EditView) -> Any:
        barrier.wait(PATIENCE)
        try:
            return approve(self)
        finally:
            through.set()

    def writing(self: UnpublishPageAction, page: Page) -> None:
        barrier.wait(PATIENCE)
        assert through.wait(PATIENCE)
        write(self, page)

    monkeypatch.setattr(EditView, "perform_workflow_action", approving)
    monkeypatch.setattr(UnpublishPageAction, "_commit_unpublish", writing)


def test_control_without_turns_what_was_approved_and_published_is_lost(
    sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Approved and published by the log, and the old text is written back over it: neither order would do that."""
    without_turns(monkeypatch)
    without_row_locks(monkeypatch)
    read_before_it_is_approved(monkeypatch)
    west = sites["west"]
    chief, other = client_of(west.chief), client_of(make_staff("editor_in_chief"))
    page = changed(west)
    address, (form,) = before(page, west, chief)
    taken_off = partial(other.post, reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    answers: list[Any] = together(partial(chief.post, address, {**form, **APPROVES}), taken_off)
    assert [answer.status_code for answer in answers] == [302, 302], answers
    page.refresh_from_db()
    assert (logged(page, APPROVE), logged(page, PUBLISH), state_of(page)) == (1, 2, "approved")
    assert (page.live, page.title) == (False, OLD)


def crossing(sites: dict[str, Site], *clients: Client) -> tuple[list[StandardPage], list[Any]]:
    """One page of each hub is moved to the other hub, both at once."""
    west, east = sites["west"], sites["east"]
    pages = [make_live(west, slug=f"west-{timezone.now():%f}"), make_live(east, slug=f"east-{timezone.now():%f}")]
    doors = [
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, to.page.pk])
        for page, to in zip(pages, (east, west), strict=True)
    ]
    return pages, together(*[partial(one.post, address) for one, address in zip(clients, doors, strict=True)])


def test_two_pages_that_change_places_wait_for_each_other_in_one_order(sites: dict[str, Site]) -> None:
    clients = [client_of(make_staff("editor_in_chief")) for _one in range(2)]
    for _round in range(ROUNDS):
        pages, answers = crossing(sites, *clients)
        assert [answer.status_code for answer in answers] == [302, 302], answers
        for page, site in zip(pages, (sites["east"], sites["west"]), strict=True):
            page.refresh_from_db()
            site.page.refresh_from_db()
            assert page.is_child_of(site.page)
    assert Page.find_problems() == ([], [], [], [], [])


def test_control_without_turns_two_pages_that_change_places_are_a_deadlock(
    sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch, broken_up: list[int]
) -> None:
    """Each has counted its page off at its own hub and waits to count it in at the other's."""
    without_turns(monkeypatch)
    meet_before(monkeypatch, MP_MoveHandler, "increment_numchild", 2)
    clients = [client_of(make_staff("editor_in_chief")) for _one in range(2)]
    for client in clients:
        client.raise_request_exception = False
    _pages, answers = crossing(sites, *clients)
    assert sorted(answer.status_code for answer in answers) == [302, 409], answers
    broken_up[0] = 1
