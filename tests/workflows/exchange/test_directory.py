"""The directory holds groups in use: one that has ended, or is refused, is in no list, on no page and in no search."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.people.services.groups import verify_group
from cms.search.models import Entry
from pages.directory import has_profile
from pages.models import GroupProfilePage
from tests.factories_editing import make_sites
from tests.factories_people import make_staff
from tests.factories_sites import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile() -> GroupProfilePage:
    return make_profile(make_sites()["west"].page)


def shown(profile: GroupProfilePage) -> dict[str, bool]:
    """Wherever a reader could come across it."""
    hub = Client().get(f"/hubs/{profile.group.hub.code}/groups/")
    return {
        "list": profile.title in Client().get("/groups/").content.decode(),
        "list of the hub": profile.title in hub.content.decode(),
        "page": Client().get(profile.url).status_code == 200,
        "request": Client().get(f"/exchange/groups/{profile.group_id}/ask/").status_code == 200,
        "search": Entry.objects.filter(source="page", object_key=str(profile.pk)).exists(),
        "directory": has_profile(profile.group_id),
    }


@pytest.mark.parametrize("change", [{"is_active": False}, {"verification": "refused"}])
def test_a_group_that_has_ended_or_is_refused_is_out_of_the_directory(
    profile: GroupProfilePage, change: dict[str, Any]
) -> None:
    assert set(shown(profile).values()) == {True}, shown(profile)
    for name, value in change.items():
        setattr(profile.group, name, value)
    profile.group.save()
    assert set(shown(profile).values()) == {False}, shown(profile)


def test_the_profile_comes_back_with_the_group(profile: GroupProfilePage) -> None:
    chief = make_staff("chief", profile.group.hub)
    verify_group(profile.group, actor=chief, accepted=False, note="台帳にない")
    assert set(shown(profile).values()) == {False}, shown(profile)
    verify_group(profile.group, actor=chief, accepted=True)
    assert set(shown(profile).values()) == {True}, shown(profile)
