"""Needs, offers, introductions and requests of one side of the world."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pages.models import GroupProfilePage, HubPage
from tests.factories_exchange import make_area, make_introduction, make_listing
from tests.factories_people import make_group
from workflows.exchange import links
from workflows.exchange.models import Follower, GroupRequest


def make_exchange(side: Any) -> None:
    """One introduction with both consents, one pair that fits, one public offer, and a visitor's requests."""
    mark, now = side.mark, timezone.now()
    area = make_area()
    hidden = {"area": area, "audience": "staff"}
    other = make_group(side.hub, name=f"{mark}商店会")
    need = make_listing(group=side.group, title=f"{mark}のテント", **hidden)
    offer = make_listing("offer", group=other, title=f"{mark}の倉庫", **hidden)
    public = make_listing("offer", group=side.group, kind="place", area=area, title=f"{mark}の集会室")
    consents = {
        f"{which}_{name}": value
        for which in ("need", "offer")
        for name, value in (("at", now), ("by", side.user), ("name", f"{mark}の担当"), ("reach", f"{mark}@example.jp"))
    }
    sides = [make_listing(one, group=whose, kind="people", title=f"{mark}の手伝い", **hidden)
             for one, whose in (("need", side.group), ("offer", other))]  # fmt: skip
    row = make_introduction(side.reviewer, *sides, connected_at=now, **consents)
    asked = {"group": side.group, "kind": "join", "name": f"{mark} 見学", "message": f"{mark}に入りたい"}
    first = GroupRequest.objects.create(address="first@example.jp", **asked)
    waiting = {"state": "waiting", "confirmed_at": now}
    second = GroupRequest.objects.create(address="second@example.jp", **waiting, **asked)
    spelled = {"address": "reader@example.jp", "address_key": "reader@example.jp"}
    fresh = Follower.objects.create(group=side.group, **spelled)
    follower = Follower.objects.create(group=side.group, confirmed_at=now, **spelled)
    home = HubPage.objects.get(hub=side.hub)
    neutral = make_group(side.hub, name="公開の会")
    profile = GroupProfilePage(title="公開の会", group=neutral, consented_on=timezone.localdate())
    home.add_child(instance=profile)
    side.args |= {
        "exchange_area": {"pk": area.pk}, "exchange_other": {"pk": offer.pk}, "exchange_staff": {"pk": need.pk},
        "exchange_public": {"pk": public.pk}, "introduced": {"pk": row.pk},
        "introduction": {"pk": row.pk, "group": side.group.pk}, "asks": {"pk": second.pk},
        "asked_group": {"group": neutral.pk},
        "request_confirm": {"token": _token(links.confirm_url(first))},
        "follow_confirm": {"token": _token(links.follow_url(fresh))},
        "unfollow": {"token": _token(links.unfollow_url(follower.pk))},
        "request_page": {"token": _token(links.page_url(second))},
    }  # fmt: skip


def _token(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
