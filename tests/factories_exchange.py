"""Needs, offers and introductions for tests; rows only, no service is called."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cms.hubs.models import Area, Hub
from cms.people.models import CommunityGroup, User
from tests.factories_people import make_group, make_hub, make_membership, make_user
from workflows.exchange.models import Introduction, Listing

_serial = itertools.count(1)


def make_area(**fields: Any) -> Area:
    number = next(_serial)
    defaults = {"name": f"試験第{number}地域", "layer": Area.Layer.NETWORK}
    return Area.objects.create(code=f"exchange-{number}", **{**defaults, **fields})


def make_listing(side: str = "need", *, group: CommunityGroup | None = None, **fields: Any) -> Listing:
    """Open and public; its group belongs to a hub of its own unless ``group`` is given."""
    number = next(_serial)
    defaults: dict[str, Any] = {
        "kind": "tools",
        "title": f"試験のテント{number}",
        "text": "夏まつりで使う。",
        "area": fields.pop("area", None) or make_area(),
        "audience": "public",
        "expires_on": timezone.localdate() + timedelta(days=30),
    }
    return Listing.objects.create(side=side, group=group or make_group(make_hub()), **{**defaults, **fields})


def make_side(side: str, hub: Hub | None = None, **fields: Any) -> tuple[Listing, User]:
    """A listing and the person who acts for its group."""
    user = make_user(name=f"試験 {next(_serial)}")
    return make_listing(side, group=make_group(hub or make_hub(), manager=user), **fields), user


def make_introduction(actor: User, need: Listing, offer: Listing, **fields: Any) -> Introduction:
    values = {"message": "ご紹介します。", **fields}
    return Introduction.objects.create(need=need, offer=offer, introduced_by=actor, **values)


def make_colleague(group: CommunityGroup) -> User:
    user = make_user()
    make_membership(group, user)
    return user
