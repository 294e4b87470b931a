"""Groups for which the person acts: without them a front end could not begin a form for one."""

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
    """``id`` is the ``group`` of ``POST /drafts``; ``hub`` a code."""

    id: int
    name: str
    hub: str


@router.get("/me/groups", response=list[OwnGroup])
def list_my_groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups in whose name this person may apply, by name."""
    groups = groups_of(request.user).select_related("hub").order_by("name", "pk")
    return [{"id": one.pk, "name": one.name, "hub": one.hub.code} for one in groups]
