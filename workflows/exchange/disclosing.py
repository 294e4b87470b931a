"""What this room keeps about one person: what they asked of groups, which groups they follow."""

from __future__ import annotations

from django.db.models import Q

from workflows.engine.disclosing import Tables, Whom, register
from workflows.exchange.models import Follower, GroupRequest


def kept(whom: Whom) -> Tables:
    theirs = Q()
    for address in whom.addresses:
        theirs |= Q(address__iexact=address)
    if not theirs:
        return {}
    if whom.hubs is not None:
        theirs &= Q(group__hub__in=whom.hubs)
    asked = ("group__name", "kind", "name", "address", "message", "state", "consented_at", "created_at", "answer")
    following = ("group__name", "address", "confirmed_at", "left_at")
    return {
        "requests_to_groups": list(GroupRequest.objects.filter(theirs).order_by("pk").values(*asked)),
        "followed_groups": list(Follower.objects.filter(theirs).order_by("pk").values(*following)),
    }


register("exchange", kept)
