"""The published schema is the one on file, nothing written from it is old, and no released client is broken."""

from __future__ import annotations

import json

from cms.api.clients import snapshot
from cms.api.clients.comparing import breaks

MEND = "run make clients"


def test_the_schema_is_the_snapshot() -> None:
    """Whoever changes the API sees in the diff of one file what changes for its clients."""
    assert snapshot.SNAPSHOT.read_text(encoding="utf-8") == snapshot.today(), MEND


def test_no_client_in_use_is_broken() -> None:
    """Also after the snapshot was written anew: the promise is the released schema, which no command writes."""
    assert breaks(snapshot.read(snapshot.RELEASED), json.loads(snapshot.today())) == []


def test_a_breaking_change_would_be_named() -> None:
    """The comparison reads real schemas: each of these, done to today's, is told."""
    released, today = snapshot.read(snapshot.RELEASED), json.loads(snapshot.today())
    del today["paths"]["/api/v1/flows"]
    schemas = today["components"]["schemas"]
    del schemas["Receipt"]["properties"]["number"]
    schemas["SendingGiven"]["required"].append("colour")
    schemas["SendingGiven"]["properties"]["colour"] = {"type": "string"}
    schemas["DraftGiven"]["properties"]["call"]["maxLength"] = 5
    schemas["CaseTold"]["properties"]["version"]["type"] = "string"

    found = breaks(released, today)

    for rule in (
        "path removed: /api/v1/flows",
        "field of an answer removed: Receipt (told) number",
        "new needed input: SendingGiven (given) colour",
        "limit narrowed: DraftGiven (given) call maxLength 50 → 5",
        "type changed: CaseTold (told) version integer → string",
    ):
        assert rule in found
