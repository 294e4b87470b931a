"""Keys of the API: a person's own in My page, those of staff in the admin, those of all for administrators."""

from __future__ import annotations

from typing import Any

from tests.roles.door import act, listing, page
from tests.roles.people import nobody, only, signed_in, staff, the_owner

NEW: dict[str, Any] = {"name": "新しいキー", "scopes": ["mine"], "days": "10"}


def revokes(role: str, side: str) -> bool:
    return role == "administrator" or (role == "reviewer" and side == "own")


KEYS_RESIDENT = (
    listing("own_keys:mine", signed_in),
    listing("own_keys:new", signed_in),
    act("own_keys:new", "none", signed_in, NEW, "kizuna_api_apikey", ok=200, sees=nobody),
    page("own_keys:revoke", "own_key", the_owner, shows=True),
    act("own_keys:revoke", "own_key", the_owner, {}, "kizuna_api_apikey"),
)
KEYS_DESK = (
    listing("api_keys:mine", staff),
    listing("api_keys:all", only("administrator"), only("administrator")),
    listing("api_keys:new", staff),
    act("api_keys:new", "none", staff, NEW, "kizuna_api_apikey", ok=200, sees=nobody),
    page("api_keys:revoke", "staff_key", revokes, shows=True),
    act("api_keys:revoke", "staff_key", revokes, {}, "kizuna_api_apikey"),
)
