"""Which permission strings each role carries: the table behind the authentication backend.

Rights on cases are strings of their own, with the hub's code where the role is local
("cases.review@hikarigaoka"). The administrator runs the installation and opens no case.
"""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps

from cms.people.access import Roles
from cms.people.models import Role

ADMIN_ACCESS = "wagtailadmin.access_admin"
VIEW = ("view",)
KEEP = ("add", "change", "view")
FULL = ("add", "change", "delete", "view")

# Accounts, roles and groups are ended, never deleted.
ADMINISTRATOR_APPS: dict[str, tuple[str, ...]] = {
    "hubs": KEEP,
    "programmes": KEEP,
    "people": KEEP,
    "jobs": ("change", "view"),
    "mailings": VIEW,
    "audit": VIEW,
    "wagtailredirects": FULL,
}
ADMINISTRATOR_MODELS: dict[str, tuple[str, ...]] = {
    "wagtailcore.site": FULL,
    "wagtailcore.collection": FULL,
    "wagtailcore.workflow": KEEP,
    "wagtailcore.task": KEEP,
    "editing.moderationrule": KEEP,
}
AUDITOR_APPS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("hubs", "programmes", "people", "jobs", "mailings", "audit"), VIEW
)
DIVISION_APPS: dict[str, tuple[str, ...]] = dict.fromkeys(("hubs", "programmes"), VIEW)
READS_GROUPS = (
    Role.REVIEWER,
    Role.CHIEF,
    Role.DIVISION_REVIEWER,
    Role.DIVISION_APPROVER,
    Role.ACCOUNTANT,
)


def _of_apps(table: dict[str, tuple[str, ...]]) -> set[str]:
    return {
        f"{label}.{verb}_{model._meta.model_name}"
        for label, verbs in table.items()
        if label in apps.app_configs
        for model in apps.get_app_config(label).get_models()
        for verb in verbs
    }


def _of_kinds(verbs: tuple[str, ...]) -> set[str]:
    """What kinds of request have for the administrator to keep, see ``workflows.engine.plugin``."""
    return {
        f"{config.label}.{verb}_{name}"
        for config in apps.get_app_configs()
        for name in getattr(config, "administered", ())
        for verb in verbs
    }


@lru_cache(maxsize=16)
def ward_wide(role: str) -> frozenset[str]:
    """Strings that ``role`` carries wherever it is held."""
    found = {ADMIN_ACCESS}
    if role == Role.ADMINISTRATOR:
        found |= _of_apps(ADMINISTRATOR_APPS)
        found |= {
            f"{label}.{verb}_{name}"
            for model, verbs in ADMINISTRATOR_MODELS.items()
            for label, name in [model.split(".")]
            for verb in verbs
        }
        found |= _of_kinds(KEEP)
    if role == Role.AUDITOR:
        found |= _of_apps(AUDITOR_APPS) | _of_kinds(VIEW)
    if role in (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.ACCOUNTANT):
        found |= _of_apps(DIVISION_APPS) | _of_kinds(VIEW)
    if role in READS_GROUPS:
        found.add("people.view_communitygroup")
    if role == Role.DIVISION_REVIEWER:
        found.add("cases.draft")
    if role == Role.DIVISION_APPROVER:
        found.add("cases.approve")
    if role == Role.EDITOR_IN_CHIEF:
        found |= {"mailings.write", "mailings.send"}
    return frozenset(found)


def permissions_of(roles: Roles) -> frozenset[str]:
    """All permission strings of ``roles``."""
    found: set[str] = {ADMIN_ACCESS} if roles.local else set()
    for role in roles.names:
        found |= ward_wide(role)
    for hub in roles.hubs_as(Role.REVIEWER, Role.CHIEF):
        found.add(f"cases.review@{roles.hub_codes[hub]}")
    for hub in roles.hubs_as(Role.EDITOR, Role.CHIEF):
        found.add(f"mailings.write@{roles.hub_codes[hub]}")
    for hub in roles.hubs_as(Role.CHIEF):
        found.add(f"mailings.send@{roles.hub_codes[hub]}")
    return frozenset(found)
