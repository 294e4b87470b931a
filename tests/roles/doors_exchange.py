"""Needs and offers, introductions, and what visitors ask groups: at the desk, in My page, and by a signed link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.roles.door import Door, act, listing, page
from tests.roles.people import (
    READ_ALL,
    everybody,
    hub_acts,
    nobody,
    of_the_group,
    only,
    reads_case,
    reads_cases,
    signed_in,
)
from tests.roles.world import Side, World

WRONG = frozenset({422})
reads_all = only(*READ_ALL)


def words(world: World, side: Side) -> dict[str, Any]:
    """A need that is complete and would be taken."""
    return {
        "side": "need", "kind": "people", "title": "手伝いを求めます", "text": "当日の受付", "audience": "public",
        "area": side.args["exchange_area"]["pk"], "expires_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }  # fmt: skip


def new_words(world: World, side: Side) -> dict[str, Any]:
    return {**words(world, side), "group": side.group.pk}


def pair(world: World, side: Side) -> dict[str, Any]:
    return {"other": side.args["exchange_other"]["pk"], "message": "ご紹介します。"}


CONSENT = {"name": "担当", "reach": "03-0000-0000"}
REQUEST = {"kind": "join", "name": "見本 花子", "address": "new@example.jp", "message": "入会したい", "consent": "on"}
EXCHANGE_DESK: tuple[Door, ...] = (
    listing("desk:exchange", reads_cases, reads_all),
    listing("desk:exchange", reads_cases, reads_all, query={"over": "on"}),
    listing("desk:introductions", reads_cases, reads_all),
    page("desk:exchange_listing", "exchange_staff", reads_case, shows=True),
    act("desk:exchange_listing", "exchange_staff", hub_acts, pair, "exchange_introduction", sees=reads_case),
    act("desk:exchange_take_off", "exchange_staff", hub_acts, {"reason": "試験"}, "exchange_listing", sees=reads_case),
    page("desk:introduction", "introduced", reads_case, shows=True),
    *(act("desk:introduction", "introduced", hub_acts, {"outcome": outcome, "reason": "試験"}, "exchange_introduction",
          sees=reads_case)
      for outcome in ("met", "agreed", "not")),
)  # fmt: skip
INTRODUCED = "exchange_introduction"
OF_GROUPS: tuple[Door, ...] = (
    listing("exchange:own", signed_in),
    listing("exchange:new", signed_in),
    act("exchange:new", "none", of_the_group, new_words, "exchange_listing", sided=True, told=WRONG),
    page("exchange:edit", "exchange_staff", of_the_group, shows=True),
    act("exchange:edit", "exchange_staff", of_the_group, words, "exchange_listing"),
    act("exchange:close", "exchange_staff", of_the_group, {}, "exchange_listing"),
    act("exchange:renew", "exchange_staff", of_the_group, {}, "exchange_listing"),
    page("exchange:introduction", "introduction", of_the_group, shows=True),
    act("exchange:consent", "introduction", of_the_group, CONSENT, INTRODUCED),
    act("exchange:take_back", "introduction", of_the_group, {}, INTRODUCED),
    act("exchange:decline", "introduction", of_the_group, {"reason": "試験"}, INTRODUCED),
    page("exchange:asks", "asks", of_the_group, shows=True),
    act("exchange:accept", "asks", of_the_group, CONSENT, "exchange_grouprequest"),
    act("exchange:refuse", "asks", of_the_group, {"answer": ""}, "exchange_grouprequest"),
)
# What is public names its group; the signed link of a visitor is the key.
OF_EVERYBODY: tuple[Door, ...] = (
    listing("exchange:listings", everybody, everybody),
    page("exchange:listing", "exchange_public", everybody, shows=True),
    page("exchange:ask", "asked_group", everybody, sees=nobody),
    act("exchange:ask", "asked_group", everybody, REQUEST, "exchange_grouprequest", sees=nobody),
    listing("exchange:asked", everybody),
    page("exchange:confirm", "request_confirm", everybody, shows=True),
    act("exchange:confirm", "request_confirm", everybody, {}, "exchange_grouprequest"),
    page("exchange:request", "request_page", everybody, shows=True),
    act("exchange:request", "request_page", everybody, {}, "exchange_grouprequest", ok=200),
)
FOLLOW = {"address": "reader@example.jp"}
OF_FOLLOWERS: tuple[Door, ...] = (
    page("exchange:follow", "asked_group", everybody, sees=nobody),
    act("exchange:follow", "asked_group", everybody, FOLLOW, "exchange_follower", sees=nobody),
    listing("exchange:follow_asked", everybody),
    page("exchange:follow_confirm", "follow_confirm", everybody, shows=True),
    act("exchange:follow_confirm", "follow_confirm", everybody, {}, "exchange_follower", ok=200),
    page("exchange:unfollow", "unfollow", everybody, shows=True),
    act("exchange:unfollow", "unfollow", everybody, {}, "exchange_follower", ok=200),
)
EXCHANGE = (*OF_FOLLOWERS, *OF_GROUPS, *OF_EVERYBODY)
