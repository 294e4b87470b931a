"""There is no way around approval: whatever an editor posts, nothing that nobody approved becomes public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from wagtail.models import Page, PageViewRestriction

from cms.jobs import schedules
from cms.people.models import User
from pages.editing.publishing import publish_due
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites, submit
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form

pytestmark = pytest.mark.django_db
NEW = {"title": "新しいページ", "slug": "new", "body": "null", "next": ""}


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


@pytest.fixture
def west(sites: dict[str, Site]) -> Site:
    return sites["west"]


def public_titles() -> set[str]:
    """What anybody reads: titles, addresses and order of live pages, as they are live."""
    return {f"{page.path} {page.url_path} {page.title}" for page in Page.objects.live()}


def edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def press(client: Client, page: Page, **data: Any) -> None:
    client.post(edit_address(page), {**editor_form(client, edit_address(page)), **data})


def by_edit(client: Client, west: Site, draft: Page, live: Page) -> None:
    press(client, draft, **{"action-publish": "1"})
    press(client, live, **{"action-publish": "1", "title": "通してはいけない題名"})


def by_creation(client: Client, west: Site, draft: Page, live: Page) -> None:
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", west.page.pk])
    client.post(address, {**editor_form(client, address), **NEW, "action-publish": "1"})


def by_schedule(client: Client, west: Site, draft: Page, live: Page) -> None:
    soon = timezone.localtime(timezone.now() + timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M")
    press(client, draft, go_live_at=soon)
    press(client, draft, go_live_at=soon, **{"action-publish": "1"})
    press(client, live, go_live_at=soon, title="通してはいけない題名", **{"action-publish": "1"})


def by_bulk(client: Client, west: Site, draft: Page, live: Page) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={draft.pk}", {"include_descendants": "on"})
    client.post(f"{address}?id={west.page.pk}", {"include_descendants": "on"})
    client.post(f"{address}?id=all&childOf={west.page.pk}", {"include_descendants": "on"})


def by_copy(client: Client, west: Site, draft: Page, live: Page) -> None:
    for extra in ({"publish_copies": "on"}, {"alias": "on"}):
        address = reverse("wagtailadmin_pages:copy", args=[live.pk])
        where = {"new_title": "通してはいけない写し", "new_slug": f"copy-{len(extra)}-{next(iter(extra))}"}
        client.post(address, {**where, "new_parent_page": west.page.pk, **extra})


def by_revert(client: Client, west: Site, draft: Page, live: Page) -> None:
    live.title = "通してはいけない題名"
    revision = live.save_revision(user=west.editor)
    address = reverse("wagtailadmin_pages:revisions_revert", args=[live.pk, revision.pk])
    client.post(address, {**editor_form(client, address), "revision": revision.pk, "action-publish": "1"})


def by_moving(client: Client, west: Site, draft: Page, live: Page) -> None:
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[live.pk, draft.pk]))
    client.post(reverse("wagtailadmin_pages:set_page_position", args=[live.pk]), query_params={"position": 0})


def by_own_approval(client: Client, west: Site, draft: Page, live: Page) -> None:
    state = submit(draft, west.editor)
    state.refresh_from_db()
    step = state.current_task_state_id
    for name in ("workflow_action", "collect_workflow_action_data"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[draft.pk, "approve", step])
        client.post(address, {"comment": ""})
    chosen = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}
    press(client, draft, **chosen)


def by_restriction(client: Client, west: Site, draft: Page, live: Page) -> None:
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[live.pk]), {"restriction_type": "none"})
    client.post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))


WAYS: dict[str, Callable[[Client, Site, Page, Page], None]] = {
    way.__name__: way
    for way in (
        by_edit,
        by_creation,
        by_schedule,
        by_bulk,
        by_copy,
        by_revert,
        by_moving,
        by_own_approval,
        by_restriction,
    )
}


@pytest.mark.parametrize("way", WAYS)
def test_an_editor_makes_nothing_public(west: Site, way: str) -> None:
    draft, live = make_draft(west), make_live(west)
    before = public_titles()
    WAYS[way](client_of(west.editor), west, draft, live)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        publish_due()
    assert public_titles() == before


@pytest.mark.parametrize("way", ["by_edit", "by_creation", "by_schedule", "by_bulk", "by_copy", "by_revert"])
def test_the_same_requests_publish_for_the_editor_in_chief(west: Site, way: str) -> None:
    """So each way above is tried with data that would work."""
    draft, live = make_draft(west), make_live(west)
    before = public_titles()
    client = client_of(make_staff("editor_in_chief"))
    WAYS[way](client, west, draft, live)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        publish_due()
    assert public_titles() != before


def test_a_restriction_stays_whatever_an_editor_posts(west: Site) -> None:
    live = make_live(west)
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    by_restriction(client_of(west.editor), west, live, live)
    assert PageViewRestriction.objects.filter(page=live).exists()


def test_the_writing_api_of_wagtail_is_mounted_nowhere(west: Site) -> None:
    for address in ("/api/v3/pages/", "/cms/api/v3/pages/"):
        assert client_of(west.editor).get(address).status_code == 404
    for ask in ("post", "put", "patch", "delete"):
        assert getattr(client_of(west.editor), ask)("/api/v2/pages/").status_code == 405


def test_the_reading_api_of_the_admin_shows_the_own_branch_alone(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    own, foreign = make_draft(west, "自拠点の下書き"), make_draft(east, "金糸雀の下書き")
    client = client_of(west.editor)
    text = client.get("/cms/api/main/pages/?limit=20").content.decode()
    assert own.title in text
    assert "金糸雀" not in text
    assert client.get(f"/cms/api/main/pages/{foreign.pk}/").status_code == 404
    for kind in ("images", "documents"):
        assert client.get(f"/cms/api/main/{kind}/").status_code == 404


def scheduled(page: Page, user: User, **times: Any) -> Page:
    for name, value in times.items():
        setattr(page, name, value)
    page.save_revision(user=user)
    return page


def run_worker_schedule() -> None:
    """As the worker does it: the schedule's own function, by the name in the table."""
    (one,) = [one for one in schedules.declared() if one.name == "publish-scheduled"]
    import_string(one.func)()


def test_what_is_approved_today_goes_live_at_its_time_and_off_at_its_end(west: Site) -> None:
    now = timezone.now()
    draft = scheduled(
        make_draft(west), west.editor, go_live_at=now + timedelta(days=2), expire_at=now + timedelta(days=5)
    )
    state = submit(draft, west.editor)
    state.refresh_from_db()
    step = state.current_task_state
    step.task.specific.on_action(step, west.chief, "approve")
    seen = {}
    for day in (0, 1, 3, 4, 6):
        with time_machine.travel(now + timedelta(days=day)):
            run_worker_schedule()
            draft.refresh_from_db()
            seen[day] = draft.live, Client().get(f"/west/{draft.slug}/").status_code
    assert seen == {0: (False, 404), 1: (False, 404), 3: (True, 200), 4: (True, 200), 6: (False, 404)}
    assert draft.expired


def test_one_page_that_cannot_be_published_keeps_nobody_else_back(west: Site) -> None:
    now = timezone.now()
    bad, good = make_draft(west, "壊れた予約"), make_draft(west, "よい予約")
    for page in (bad, good):
        scheduled(page, west.editor, go_live_at=now + timedelta(hours=1)).get_latest_revision().publish()
    revision = bad.get_latest_revision()
    revision.content = {**revision.content, "slug": good.slug}
    revision.save()
    with time_machine.travel(now + timedelta(hours=2)):
        run_worker_schedule()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.live
    assert not bad.live


def test_the_command_of_wagtail_finds_nothing_left_to_do(west: Site) -> None:
    now = timezone.now()
    page = scheduled(make_draft(west), west.editor, go_live_at=now + timedelta(hours=1))
    page.get_latest_revision().publish()
    with time_machine.travel(now + timedelta(hours=2)):
        assert publish_due() == (1, 0)
        assert publish_due() == (0, 0)
        before = public_titles()
        call_command("publish_scheduled")
        assert public_titles() == before
