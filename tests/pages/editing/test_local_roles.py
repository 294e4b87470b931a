"""A role on one page branch: what it opens, for how long, and where the rights from above end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.people.models import LocalRole, User
from pages.models import StandardPage
from tests.factories_editing import Site, client_of, make_live, make_sites
from tests.factories_people import add_totp, make_user
from tests.factories_sharing import give, stop
from tests.pages.editing.browser import editor_form

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
    return page.specific.get_latest_revision_as_object().title == "改めた題名"


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
