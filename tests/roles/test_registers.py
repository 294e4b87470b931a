"""Registers are kept: nobody deletes their rows, one by one or many at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.hubs.models import Area
from cms.people.models import User
from tests.roles.cells import ALWAYS, REFUSED, Answer, asked, undone
from tests.roles.doors_registers import SNIPPETS
from tests.roles.people import ROLES
from tests.roles.world import World


def deleted_in_bulk(client: Client, name: str, pk: int) -> Answer:
    address = reverse("wagtail_bulk_action", args=[*name.split("_", 1), "delete"])
    return asked(client, address, query={"id": pk}, data={})


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_rows_of_a_register_in_bulk(world: World, role: str) -> None:
    found = []
    for name, (record, *_rest) in SNIPPETS.items():
        answer = deleted_in_bulk(world.clients[role], name, world.own.args[record]["pk"])
        if answer.status not in (*REFUSED, 200, 302) or answer.wrote - ALWAYS:
            found.append(f"{name} {answer.status} {answer.to} {sorted(answer.wrote)}")
    assert found == []


def test_a_deletion_in_bulk_is_seen_when_every_policy_says_yes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same request by an almighty account, which the database does not keep, takes the row away."""
    monkeypatch.setattr(User, "is_superuser", property(lambda user: True, lambda user, value: None))
    with undone():
        row = Area.objects.create(code="bulk", name="試験地域", layer=Area.Layer.NETWORK)
        answer = deleted_in_bulk(world.clients["editor"], "hubs_area", row.pk)
    assert "hubs_area" in answer.wrote, (answer.status, answer.to)
