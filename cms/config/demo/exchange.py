"""Invented needs and offers, an introduction under way, one that led to something, and a visitor's request."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cms.config.demo.people import Cast
from cms.hubs.models import Area
from cms.people.models import CommunityGroup, User
from workflows.exchange.models import GroupRequest, Listing
from workflows.exchange.services import introducing
from workflows.exchange.services import listing as listings

TEXTS = Path(__file__).parent / "texts" / "exchange.json"
MESSAGE = "条件が合いそうですので、ご紹介します。よろしければ、連絡先を伝えることに同意してください。"


def make_exchange(cast: Cast) -> None:
    """Written by the people of the groups, and introduced by the first hub's reviewer."""
    made = [_write(row) for row in json.loads(TEXTS.read_text())]
    pairs = [(need, offer) for need in made for offer in made if _fit(need, offer)]
    for number, (need, offer) in enumerate(pairs[:2]):
        row = introducing.introduce(need, offer, actor=cast["reviewer"], message=MESSAGE)
        _agree(row, need)
        if number:
            continue
        _agree(row, offer)
        reason = "夏まつりを共同で開くことになりました。"
        introducing.record_outcome(row, actor=cast["reviewer"], outcome="agreed", reason=reason)
    now = timezone.now()
    GroupRequest.objects.create(
        group=made[0].group, kind="help", name="見本 つばさ", address="tsubasa@example.jp", state="waiting",
        message="夏まつりの準備を、一度お手伝いしたいです。土曜日の午後に参加できます。",
        created_at=now - timedelta(days=2), confirmed_at=now - timedelta(days=2),
    )  # fmt: skip


def _fit(need: Listing, offer: Listing) -> bool:
    return need.side == "need" and offer.side == "offer" and need.kind == offer.kind and need.group_id != offer.group_id


def _write(row: dict[str, Any]) -> Listing:
    group = CommunityGroup.objects.select_related("hub__area").get(name=row["group"])
    area = group.hub.area or Area.objects.order_by("layer", "code").first()
    names = ("side", "kind", "title", "text", "conditions", "audience", "weekdays")
    return listings.write(group, actor=_person(group), area=area, **{name: row[name] for name in names})


def _person(group: CommunityGroup) -> User:
    return group.memberships.filter(ended_at=None).select_related("user").order_by("pk")[0].user


def _agree(row: Any, listing: Listing) -> None:
    user = _person(listing.group)
    reach = f"{user.email}（平日の夜）"
    introducing.consent(row, actor=user, group=listing.group, name=user.get_full_name(), reach=reach)
