"""Who writes which pages: rights come from live roles and hold for the branch of a hub."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.people.access import forget_roles
from cms.people.models import HubRole, User
from pages.editing.models import ModerationRule
from pages.models import HubPage, LanguageHubPage, StandardPage, WardHomePage
from tests.factories_editing import Site, also, client_of, make_draft, make_live, make_sites
from tests.factories_languages import translated
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form

pytestmark = pytest.mark.django_db
FORM = {"title": "改めた題名", "slug": "changed", "body": "null"}


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def edit(client: Client, page: Page, **data: str) -> int:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, {**editor_form(client, address), **data}).status_code


def may(user: User, action: str, page: Page) -> bool:
    forget_roles(user)
    return bool(getattr(page.permissions_for_user(user), f"can_{action}")())


def test_an_editor_edits_drafts_of_their_hub_and_publishes_nothing(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    client = client_of(west.editor)
    assert edit(client, draft, title="改めた題名") == 302
    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().title == "改めた題名"
    assert edit(client, draft, **{"action-publish": "1"}) == 302
    draft.refresh_from_db()
    assert not draft.live
    assert may(west.editor, "edit", draft)
    assert not may(west.editor, "publish", draft)


@pytest.mark.parametrize("role", ["reviewer", "accountant", "division_approver", "administrator", "auditor"])
def test_other_roles_write_no_page(sites: dict[str, Site], role: str) -> None:
    hub = sites["west"].hub if role == "reviewer" else None
    person = make_staff(role, hub)
    draft = make_draft(sites["west"])
    for action in ("edit", "publish", "delete", "add_subpage", "unpublish", "lock", "move"):
        assert not may(person, action, draft), action
        assert not may(person, action, sites["west"].page), action


def test_a_role_that_ended_yesterday_gives_nothing_today(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    assert may(west.editor, "edit", draft)
    HubRole.objects.filter(user=west.editor).update(until_on=timezone.localdate() - timedelta(days=1))
    assert not may(west.editor, "edit", draft)
    assert client_of(west.editor).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 404


def test_the_foreign_branch_is_out_of_reach_by_every_right(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    draft, live = make_draft(east), make_live(east)
    for person in (west.editor, west.chief):
        for page in (draft, live, east.page, WardHomePage.objects.get()):
            for action in ("edit", "publish", "delete", "add_subpage", "unpublish", "lock", "move", "copy"):
                assert not may(person, action, page), (person, action, page)


def test_an_editor_of_two_hubs_has_both_and_no_third(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    both = also(west.editor, "editor", east.hub)
    drafts = [make_draft(west), make_draft(east)]
    policy = policy_registry.get_by_type(Page)
    shown = set(policy.explorable_instances(both).values_list("pk", flat=True))
    assert {page.pk for page in drafts} <= shown
    home = WardHomePage.objects.get()
    assert policy.explorable_root_instance(both).pk == home.pk
    assert not shown & set(StandardPage.objects.child_of(home).values_list("pk", flat=True))


def test_the_explorer_begins_at_the_hubs_own_page(sites: dict[str, Site]) -> None:
    west = sites["west"]
    client = client_of(west.editor)
    answer = client.get(reverse("wagtailadmin_explore_root"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_explore", args=[west.page.pk])
    assert west.page.title in client.get(answer["Location"]).content.decode()


def begins_at(user: User) -> int:
    """The page at which the menu's list of pages opens, which is the one that the address without a place shows."""
    client = client_of(user)
    shown = client.get(reverse("wagtailadmin_home")).content.decode()
    (start,) = re.findall(
        r'"wagtail.sidebar.PageExplorerMenuItem",\s*"_args":\s*\[.*?\},\s*(\d+)\s*\]', shown, re.DOTALL
    )
    answer = client.get(reverse("wagtailadmin_explore_root"))
    place = answer["Location"] if answer.status_code == 302 else reverse("wagtailadmin_explore", args=[start])
    assert place == reverse("wagtailadmin_explore", args=[start])
    return int(start)


def test_with_translations_the_explorer_still_begins_at_the_hubs_japanese_page(sites: dict[str, Site]) -> None:
    """And the translations are reached from it: the list of the hub's English page is shown as well."""
    west, east = sites["west"], sites["east"]
    translated(west)
    assert begins_at(west.editor) == west.page.pk
    english = LanguageHubPage.objects.get(hub=west.hub)
    assert client_of(west.editor).get(reverse("wagtailadmin_explore", args=[english.pk])).status_code == 200
    found = client_of(west.editor).get(reverse("wagtailadmin_explore_root"), {"q": "How to use"})
    assert "How to use the hub" in found.content.decode()
    assert begins_at(also(west.editor, "editor", east.hub)) == WardHomePage.objects.get().pk
    assert begins_at(make_staff("editor_in_chief")) == Page.get_first_root_node().pk


def test_the_dashboard_counts_no_pages_of_others(sites: dict[str, Site]) -> None:
    page = BeautifulSoup(
        client_of(sites["west"].editor).get(reverse("wagtailadmin_home")).content.decode(), "html.parser"
    )
    assert not page.select(".w-summary li, .summary__list li")


def test_the_editor_in_chief_writes_and_publishes_everywhere(sites: dict[str, Site]) -> None:
    chief = make_staff("editor_in_chief")
    for site in sites.values():
        draft = make_draft(site)
        assert edit(client_of(chief), draft, **{"action-publish": "1"}) == 302
        draft.refresh_from_db()
        assert draft.live
    assert may(chief, "edit", WardHomePage.objects.get())


def test_a_chief_publishes_past_approval_only_where_the_rule_says_so(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    ModerationRule.objects.create(hub=west.hub, chief_publishes=True)
    assert may(west.chief, "publish", make_draft(west))
    assert not may(east.chief, "publish", make_draft(east))
    assert not may(west.editor, "publish", make_draft(west))


def test_an_editor_deletes_only_drafts_of_their_own(sites: dict[str, Site]) -> None:
    west = sites["west"]
    colleague = make_staff("editor", west.hub)
    own, others, live = make_draft(west), make_draft(west, by=colleague), make_live(west)
    client = client_of(west.editor)
    for page in (own, others, live):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert set(StandardPage.objects.child_of(west.page)) == {others, live}


def test_the_page_of_a_hub_is_neither_deleted_nor_made_nor_given_to_another_hub(sites: dict[str, Site]) -> None:
    west = sites["west"]
    HubPage.objects.filter(pk=west.page.pk).update(live=False)
    ModerationRule.objects.create(hub=west.hub, chief_publishes=True)
    for person in (west.chief, make_staff("editor_in_chief")):
        client = client_of(person)
        client.post(reverse("wagtailadmin_pages:delete", args=[west.page.pk]))
        assert HubPage.objects.filter(pk=west.page.pk).exists()
        client.post(reverse("wagtailadmin_pages:add", args=["pages", "hubpage", WardHomePage.objects.get().pk]), FORM)
        assert HubPage.objects.count() == 2
        assert 'name="hub"' not in client.get(reverse("wagtailadmin_pages:edit", args=[west.page.pk])).content.decode()


def test_who_has_nothing_to_do_with_pages_costs_no_query(
    sites: dict[str, Site], django_assert_num_queries: Any
) -> None:
    reviewer = make_staff("reviewer", sites["west"].hub)
    policy = policy_registry.get_by_type(Page)
    policy.get_cached_permissions_for_user(reviewer)
    with django_assert_num_queries(0):
        assert not policy.user_has_any_permission(reviewer, ["add", "change", "publish"])
        forget_roles(reviewer)
    with django_assert_num_queries(1):  # the roles themselves
        policy.get_cached_permissions_for_user(reviewer)
