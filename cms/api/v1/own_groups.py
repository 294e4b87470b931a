"""The groups for which the person acts: for one of them an application is begun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cms.api.keys.scopes import Scope
from cms.api.shapes import Told
from cms.api.signing_in import signed_in
from cms.people.groups import groups_of

router = Router(auth=signed_in(Scope.MINE))


class OwnGroup(Told):
    """``verification`` by the hub: a group that it has refused cannot apply."""

    id: int
    name: str
    kind: str
    hub: str
    verification: str


@router.get("/me/groups", response=list[OwnGroup])
def list_my_groups(request: HttpRequest) -> list[dict[str, Any]]:
    """In the order of their readings."""
    rows = groups_of(request.user).select_related("hub").order_by("name_kana", "pk")
    return [
        {"id": one.pk, "name": one.name, "kind": one.kind, "hub": one.hub.code, "verification": one.verification}
        for one in rows
    ]
