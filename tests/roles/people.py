"""Who tries the doors: everybody belongs to the own side, if to any; the foreign side is nobody's but the ward's."""

from __future__ import annotations

from collections.abc import Callable

from cms.people.models import Role

May = Callable[[str, str], bool]

RESIDENTS = ("anonymous", "applicant", "member", "stranger")
# ``member`` acts for the own group without managing it; ``deputy`` is a division reviewer who acts for the approver.
ROLES = (*RESIDENTS, *[str(role) for role in Role], "deputy")
STAFF = tuple(role for role in ROLES if role not in RESIDENTS)
REVIEWS = ("division_reviewer", "deputy")
READ_ALL = (*REVIEWS, "division_approver", "accountant", "auditor")
HUB = ("reviewer", "chief")
WRITERS = ("editor", "chief")


def everybody(role: str, side: str) -> bool:
    return True


def nobody(role: str, side: str) -> bool:
    return False


def signed_in(role: str, side: str) -> bool:
    return role != "anonymous"


def staff(role: str, side: str) -> bool:
    return role in STAFF


def the_owner(role: str, side: str) -> bool:
    """Wrote the draft, or manages the group: both are the own applicant."""
    return role == "applicant" and side == "own"


def of_the_group(role: str, side: str) -> bool:
    return role in ("applicant", "member") and side == "own"


def reads_case(role: str, side: str) -> bool:
    return role in READ_ALL or (role in HUB and side == "own")


def reads_cases(role: str, side: str) -> bool:
    return role in READ_ALL or role in HUB


def hub_acts(role: str, side: str) -> bool:
    return role in HUB and side == "own"


def own_chief(role: str, side: str) -> bool:
    return role == "chief" and side == "own"


def hub_staff(role: str, side: str) -> bool:
    return role in HUB


def writes_page(role: str, side: str) -> bool:
    return role == "editor_in_chief" or (role in WRITERS and side == "own")


def the_typist(role: str, side: str) -> bool:
    """Began the paper form, ordered the export: both are the own reviewer."""
    return role == "reviewer" and side == "own"


def only(*roles: str) -> May:
    return lambda role, side: role in roles


def either(*rules: May) -> May:
    return lambda role, side: any(rule(role, side) for rule in rules)
