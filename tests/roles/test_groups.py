"""Groups: what no role may do to them, and what ends for a group's own people when it is retired."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cms.people.models import CommunityGroup, GroupInvitation
from tests.roles.cells import ALWAYS, Answer, asked, undone
from tests.roles.people import HUB, STAFF
from tests.roles.world import World

BOTH: tuple[dict[str, str] | None, ...] = (None, {})
MANAGER = {"email": "manager@example.jp", "reason": "オンライン利用の申出"}


def tried(world: World, role: str, name: str, args: dict[str, Any], data: dict[str, Any] | None) -> Answer:
    return asked(world.clients[role], reverse(name, kwargs=args), query={}, data=data)


@pytest.mark.parametrize("role", STAFF)
def test_no_member_of_staff_withdraws_what_the_group_itself_sent(world: World, role: str) -> None:
    for data in BOTH:
        answer = tried(world, role, "groups:withdraw_invitation", world.own.args["invitation"], data)
        assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset()), data


@pytest.mark.parametrize("role", HUB)
def test_the_hub_withdraws_its_invitation_under_the_address_of_its_own_group_alone(world: World, role: str) -> None:
    """The invitation of another group is not reached through a group of one's own, nor the other way round."""
    own, foreign = world.own.args["hub_invitation"], world.foreign.args["hub_invitation"]
    for args in ({**own, "invitation": foreign["invitation"]}, {**foreign, "invitation": own["invitation"]}):
        for data in BOTH:
            answer = tried(world, role, "groups:withdraw_invitation", args, data)
            assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset()), (args, data)
    assert tried(world, role, "groups:withdraw_invitation", own, {}).status == 302


@pytest.mark.parametrize("role", HUB)
@pytest.mark.parametrize("state", ["unverified", "refused", "retired", "joined"])
def test_a_manager_is_invited_to_a_verified_group_in_use_and_not_by_its_own_people(
    world: World, role: str, state: str
) -> None:
    args = world.own.args["idle"]
    with undone():
        group = CommunityGroup.objects.get(pk=args["pk"])
        if state == "joined":
            group.memberships.create(user=world.people[role])
        else:
            group.is_active = state != "retired"
            group.verification = "verified" if state == "retired" else state
            group.save()
        for data in (None, MANAGER):
            answer = tried(world, role, "groups:invite_manager", args, data)
            assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset()), data
    assert tried(world, role, "groups:invite_manager", args, MANAGER).status == 302


def test_a_chief_neither_retires_nor_takes_back_a_group_of_their_own(world: World) -> None:
    for record in ("idle", "retired"):
        args = world.own.args[record]
        with undone():
            CommunityGroup.objects.get(pk=args["pk"]).memberships.create(user=world.people["chief"])
            for data in (None, {"reason": "届出"}):
                answer = tried(world, "chief", "groups:use", args, data)
                assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset()), (record, data)
        assert tried(world, "chief", "groups:use", args, {"reason": "届出"}).status == 302


@pytest.mark.parametrize("role", HUB)
def test_a_retired_group_is_read_but_not_verified(world: World, role: str) -> None:
    args, data = world.own.args["retired"], {"accepted": "yes", "note": ""}
    assert tried(world, role, "groups:edit", args, None).status == 200
    answer = tried(world, role, "groups:edit", args, data)
    assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset())


def test_a_group_with_open_cases_is_not_retired(world: World) -> None:
    answer = tried(world, "chief", "groups:use", world.own.args["group"], {"reason": "届出"})
    assert (answer.status, answer.wrote - ALWAYS) == (200, frozenset())
    assert "手続き中" in answer.text


@pytest.mark.parametrize("name", ["group", "change", "officers", "invite"])
def test_a_retired_group_is_closed_to_its_own_people(world: World, name: str) -> None:
    """The applicant manages both; what was open for the one is not there for the other."""
    assert tried(world, "applicant", f"people:{name}", world.own.args["group"], None).status == 200
    data = [None] if name == "group" else [None, {"name": "別の名", "email": "x@example.jp", "right": "member"}]
    for sent in data:
        answer = tried(world, "applicant", f"people:{name}", world.own.args["retired"], sent)
        assert (answer.status, answer.wrote - ALWAYS) == (404, frozenset()), sent


@pytest.mark.parametrize("name", ["change", "officers", "invite"])
def test_a_plain_member_is_told_that_a_manager_does_this_and_a_stranger_finds_nothing(world: World, name: str) -> None:
    for role, status in (("applicant", 200), ("member", 403), ("stranger", 404)):
        assert tried(world, role, f"people:{name}", world.own.args["group"], None).status == status, role


def test_an_invitation_of_the_hub_names_its_ground(world: World) -> None:
    """The ground tells the hub's invitations from the group's own; only those are withdrawn at the desk."""
    grounds = {
        name: bool(GroupInvitation.objects.get(pk=world.own.args[name]["invitation"]).reason)
        for name in ("invitation", "hub_invitation")
    }
    assert grounds == {"invitation": False, "hub_invitation": True}
