"""A role on one page branch: what it opens, for how long, and where the rights from above end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.people.models import LocalRole, User
from pages.editing.approvers import of_step
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_live, make_picture, make_sites, submit
from tests.factories_languages import translated
from tests.factories_people import make_staff, make_user
from tests.factories_sharing import give, stop
from tests.pages.editing.browser import editor_form
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def below(page: Page, title: str = "分科会の記録") -> StandardPage:
    page.refresh_from_db()
    child = page.add_child(instance=StandardPage(title=title, slug=f"child-{page.get_children().count()}", live=False))
    child.save_revision()
    return StandardPage.objects.get(pk=child.pk)


def status(user: User, page: Page) -> int:
    return client_of(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code


def saves(user: User, page: Page) -> bool:
    client, address = client_of(user), reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(address, {**editor_form(client, address), "title": "改めた題名"})
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().title == "改めた題名"


def test_an_editor_of_a_branch_writes_there_and_nowhere_else(sites: dict[str, Site]) -> None:
    west = sites["west"]
    branch, beside = make_live(west, "防災の会"), make_live(west, "清掃の会")
    child = below(branch)
    person = give(branch, "editor")
    assert saves(person, branch)
    assert saves(person, child)
    for page in (beside, west.page, sites["east"].page, make_live(sites["east"])):
        assert status(person, page) == 404
    shown = client_of(person).get(reverse("wagtailadmin_explore_root"))
    assert shown["Location"] == reverse("wagtailadmin_explore", args=[branch.pk])
    new = client_of(person).get(reverse("wagtailadmin_pages:add", args=["pages", "standardpage", beside.pk]))
    assert new.status_code == 404


@pytest.mark.parametrize(
    "term",
    [
        {"until_on": timezone.localdate() - timedelta(days=1)},
        {"from_on": timezone.localdate() + timedelta(days=1)},
        {"ended_at": timezone.now()},
    ],
)
def test_outside_its_term_a_local_role_opens_nothing(sites: dict[str, Site], term: dict[str, Any]) -> None:
    branch = make_live(sites["west"])
    assert status(give(branch, "editor", **term), branch) == 404
    assert status(give(branch, "editor", make_staff("section"), **term), branch) == 404


def test_a_role_that_ends_is_gone_at_the_next_request(sites: dict[str, Site]) -> None:
    branch = make_live(sites["west"])
    client = client_of(give(branch, "editor", make_staff("section")))
    address = reverse("wagtailadmin_pages:edit", args=[branch.pk])
    assert client.get(address).status_code == 200
    LocalRole.objects.update(ended_at=timezone.now())
    assert client.get(address).status_code == 404


def test_without_a_second_factor_a_local_role_opens_nothing(sites: dict[str, Site]) -> None:
    branch = make_live(sites["west"])
    person = give(branch, "editor", make_user())
    answer = sign_in(Client(), person, second_factor=False).get(reverse("wagtailadmin_pages:edit", args=[branch.pk]))
    assert answer.status_code == 302
    assert branch.title not in answer.content.decode()


def test_a_stop_ends_what_comes_from_above_and_not_what_is_given_there(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    inner = below(outer, "人選の記録")
    from_above = give(outer, "editor")
    here = give(inner, "editor")
    assert status(west.editor, inner) == status(from_above, inner) == 200
    stop(inner)
    assert status(west.editor, inner) == status(west.chief, inner) == status(from_above, inner) == 404
    assert status(from_above, outer) == status(west.editor, outer) == 200
    assert saves(here, inner)
    assert saves(make_staff("editor_in_chief"), below(inner))


def test_lists_counts_and_searches_leave_out_what_lies_behind_a_stop(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    inner = below(outer, "金糸雀の人選")
    stop(inner)
    call_command("update_index", verbosity=0)
    policy = policy_registry.get_by_type(Page)
    client = client_of(west.chief)
    assert inner.pk not in policy.explorable_instances(west.chief).values_list("pk", flat=True)
    for name, args, query in (
        ("wagtailadmin_explore", [outer.pk], {}),
        ("wagtailadmin_explore_root", [], {"q": "金糸雀"}),
        ("wagtailadmin_choose_page_child", [outer.pk], {}),
        ("wagtailadmin_home", [], {}),
        ("editing:reviews", [], {}),
    ):
        answer = client.get(reverse(name, args=args), query, follow=True)
        assert answer.status_code == 200, name
        assert "金糸雀" not in answer.content.decode().replace('value="金糸雀"', ""), name
    assert not policy.user_has_any_permission_for_instance(west.chief, ["change", "view"], inner)
    assert inner not in policy.instances_user_has_any_permission_for(west.chief, ["change"])


def test_whoever_writes_behind_a_stop_finds_the_way_down(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    inner = below(outer, "人選")
    deep = below(inner, "記録")
    stop(inner)
    give(deep, "editor", west.editor)
    shown = policy_registry.get_by_type(Page).explorable_instances(west.editor)
    assert {outer.pk, inner.pk, deep.pk} <= set(shown.values_list("pk", flat=True))
    assert not inner.permissions_for_user(west.editor).can_edit()


def test_a_chief_of_a_branch_approves_there_and_the_hubs_chief_behind_a_stop_does_not(sites: dict[str, Site]) -> None:
    west = sites["west"]
    branch = make_live(west, "委員会")
    chief = give(branch, "chief")
    waiting = submit(below(branch), west.editor)
    assert of_step(waiting.current_task_state) == {west.chief.pk, chief.pk}
    stop(branch)
    assert of_step(waiting.current_task_state) == {chief.pk}
    above = make_staff("editor_in_chief")
    LocalRole.objects.update(ended_at=timezone.now())
    assert of_step(waiting.current_task_state) == {above.pk}


def test_a_chief_of_a_branch_does_not_approve_what_they_wrote(sites: dict[str, Site]) -> None:
    branch = make_live(sites["west"], "委員会")
    chief = give(branch, "chief")
    page = below(branch)
    page.save_revision(user=chief)
    assert of_step(submit(page, chief).current_task_state) == {sites["west"].chief.pk}


def test_the_branch_is_the_page_in_every_language(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page, english = translated(west)
    person = give(page, "editor")
    assert status(person, page) == status(person, english) == 200
    stop(page)
    assert status(west.editor, english) == 404


def test_an_editor_of_a_branch_adds_pictures_of_the_hub_and_changes_their_own(sites: dict[str, Site]) -> None:
    west = sites["west"]
    person = give(make_live(west), "editor")
    own, others, far = make_picture(west), make_picture(west), make_picture(sites["east"])
    type(own).objects.filter(pk=own.pk).update(uploaded_by_user=person)
    policy = policy_registry.get_by_type(type(own))
    assert policy.user_has_permission(person, "add")
    choosable = policy.instances_user_has_any_permission_for(person, ["choose"])
    assert {own, others} <= set(choosable)
    assert far not in choosable
    changeable = policy.instances_user_has_any_permission_for(person, ["change"])
    assert set(changeable) == {own}


def test_a_hundred_local_roles_cost_no_more_than_one(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    pages = [below(outer) for _each in range(100)]
    client = client_of(west.editor)
    address = reverse("wagtailadmin_explore", args=[west.page.pk])
    counts = []
    for given in (pages[:1], pages[1:]):
        for page in given:
            give(page, "editor", west.editor, granted_by=west.chief)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
