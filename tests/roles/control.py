"""The authorisation functions saying yes: put in place of the real ones wherever these are used."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import FunctionType, MappingProxyType
from typing import Any

import pytest
from django.apps import apps

from cms.admin import exporting
from cms.admin.models import Export
from cms.api.keys import asking, issuing
from cms.api.models import ApiKey
from cms.hubs.models import Hub
from cms.people import access, groups, middleware, permissions
from cms.people.models import CommunityGroup, Role
from cms.people.models.role import HUB_ROLES, WARD_ROLES
from cms.people.services import invitations
from forms import access as drafts
from tests.check import PACKAGES
from tests.roles.world import World
from workflows.cases import access as cases
from workflows.cases import party
from workflows.cases.models import Case
from workflows.correspondence import rights
from workflows.kinds.coordination import rights as coordination
from workflows.kinds.coordination.models import Advice
from workflows.kinds.volunteering.models import Appointment
from workflows.kinds.volunteering.services import holding

# Apps with registers whose rows nobody deletes.
KEPT = ("hubs", "programmes", "editing", "volunteering")
Yes = Callable[..., Any]


@cache
def load_everything() -> None:
    """Every module of ours is imported before one is patched: a later import would keep what it finds."""
    for package in PACKAGES[:-1]:
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not {"settings", "migrations", "management", "wsgi"} & set(found.name.split(".")):
                import_module(found.name)


def everywhere(monkeypatch: pytest.MonkeyPatch, function: Yes, yes: Yes) -> None:
    """``yes`` stands wherever a module of ours has ``function``, under whatever name."""
    load_everything()
    uses = 0
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").split(".")[0] not in PACKAGES or module.__name__.startswith("tests."):
            continue
        for name, value in list(vars(module).items()):
            if value is function:
                monkeypatch.setattr(module, name, yes)
                uses += 1
            _bound_nowhere(function, value)
    assert uses, f"nobody uses {function}"


def _bound_nowhere(function: Yes, value: Any) -> None:
    """A default argument keeps the function that it was given, so no door may depend on one."""
    for found in [value] if isinstance(value, FunctionType) else list(getattr(value, "__dict__", {}).values()):
        if isinstance(found, FunctionType):
            defaults = (*(found.__defaults__ or ()), *(found.__kwdefaults__ or {}).values())
            assert function not in defaults, f"{found.__qualname__} binds {function.__name__} as a default"


def sign_in_says_yes(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Whoever has not signed in counts as some resident."""
    real = middleware.guarded_user

    def somebody(request: Any) -> Any:
        user = real(request)
        if user.is_authenticated:
            return user
        return type(world.people["stranger"]).objects.get(pk=world.people["stranger"].pk)

    everywhere(monkeypatch, real, somebody)


def resident_side_says_yes(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Everybody acts for every group, manages it, owns every draft and is the person invited."""
    sign_in_says_yes(monkeypatch, world)
    everywhere(monkeypatch, groups.groups_of, lambda user: CommunityGroup.objects.filter(is_active=True))
    everywhere(monkeypatch, groups.acts_for, lambda user, group: True)
    everywhere(monkeypatch, groups.manages, lambda user, group: True)
    everywhere(monkeypatch, drafts.owner_only, lambda actor, draft: True)
    everywhere(monkeypatch, invitations.is_addressed_to, lambda invitation, user: True)
    everywhere(monkeypatch, cases.readable_by_applicant, lambda user: Case.objects.all())
    everywhere(monkeypatch, party.acts_for_case, lambda user, case: True)
    everywhere(
        monkeypatch, holding.of_user, lambda user: Appointment.objects.select_related("case__hub", "hub", "person")
    )
    everywhere(monkeypatch, holding.is_own, lambda user, appointment: True)
    everywhere(monkeypatch, asking.one_of, lambda request, keys, pk, *, door: ApiKey.objects.get(pk=pk))
    everywhere(monkeypatch, issuing.belongs_to, lambda key, user: True)


def desk_says_yes(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Everybody holds every role everywhere with every permission, owns every draft and export, is never partial.

    Whoever asked for a correction may confirm it too: the second person is a rule beside the roles.
    """
    sign_in_says_yes(monkeypatch, world)
    codes = dict(Hub.objects.values_list("pk", "code"))
    held = {(str(role), hub) for role in HUB_ROLES for hub in codes} | {(str(role), None) for role in WARD_ROLES}
    everything = access.Roles(frozenset(held), MappingProxyType(codes))
    assert everything.names == set(Role)
    strings = frozenset(
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
        for model in apps.get_models()
        for verb in ("add", "change", "view", *(["delete"] if model._meta.app_label in KEPT else []))
    )
    real = permissions.permissions_of
    everywhere(monkeypatch, access.roles_of, lambda user: everything)
    everywhere(monkeypatch, real, lambda roles: real(roles) | strings)
    everywhere(monkeypatch, groups.acts_for, lambda user, group: False)
    everywhere(monkeypatch, groups.belongs_to, lambda user, group: False)
    everywhere(monkeypatch, cases.has_own_interest, lambda user, case: False)
    everywhere(monkeypatch, rights.hindrance_to_confirm, lambda user, correction, case: "")
    everywhere(monkeypatch, drafts.owner_only, lambda actor, draft: True)
    everywhere(monkeypatch, coordination.own_advice, lambda user: Advice.objects.select_related("case", "asked_by"))
    everywhere(monkeypatch, coordination.gives_advice, lambda user, advice: True)
    everywhere(monkeypatch, exporting.exports_of, lambda user: Export.objects.select_related("file"))
