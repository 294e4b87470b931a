"""Accounts, persons, groups and roles for tests; rows only, no service is called."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, Deputy, GroupMembership, HubRole, NameTerm, Person, User
from cms.search.suffixes import endings

_serial = itertools.count(1)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = datetime.date(2020, 4, 1)


def make_hub(code: str = "", **fields: Any) -> Hub:
    """A hub of its own, or the one with ``code`` if it exists already."""
    number = next(_serial)
    defaults = {"name": f"試験第{number}拠点", "status": Hub.Status.ACTIVE, **fields}
    return Hub.objects.get_or_create(code=code or f"trial-{number}", defaults=defaults)[0]


def make_user(email: str = "", *, name: str = "", password: str | None = None, **fields: Any) -> User:
    """A resident's account with a verified address; ``name`` is "family given"."""
    email = email or f"user{next(_serial)}@example.jp"
    family, _, given = name.partition(" ")
    user = User.objects.create_user(email, password, last_name=family, first_name=given, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_staff(role: str, hub: Hub | None = None, *, second_factor: bool = True, **fields: Any) -> User:
    """An account that has held ``role`` since 2020, with an authenticator app set up."""
    user = make_user(fields.pop("email", "") or f"{role}{next(_serial)}@example.jp", **fields)
    HubRole.objects.create(user=user, role=role, hub=hub, from_on=LONG_AGO)
    if second_factor:
        add_totp(user)
    return user


def add_totp(user: User, secret: str = TOTP_SECRET) -> Authenticator:
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)})


def make_person(user: User | None = None, **fields: Any) -> Person:
    """A person, findable by name and reading."""
    number = next(_serial)
    person = Person.objects.create(user=user, **{"name": f"試験 太郎{number}", "name_kana": "しけん たろう", **fields})
    terms = endings(person.name, person.name_kana, person.name_alternative)
    NameTerm.objects.bulk_create(NameTerm(term=t, person=person) for t in terms)
    return person


def make_group(hub: Hub | None = None, *, manager: User | None = None, **fields: Any) -> CommunityGroup:
    """A verified group; ``manager`` acts for it and invites."""
    number = next(_serial)
    defaults = {
        "name": f"試験{number}町会",
        "name_kana": f"しけん{number}ちょうかい",
        "kind": CommunityGroup.Kind.NEIGHBOURHOOD,
        "verification": CommunityGroup.Verification.VERIFIED,
        "address": "練馬区試験町1-2-3",
        "phone": "03-0000-0000",
    }
    group = CommunityGroup.objects.create(hub=hub or make_hub(), **{**defaults, **fields})
    terms = endings(group.name, group.name_kana)
    NameTerm.objects.bulk_create(NameTerm(term=t, group=group) for t in terms)
    if manager is not None:
        make_membership(group, manager, right=GroupMembership.Right.MANAGER)
    return group


def make_membership(group: CommunityGroup, user: User, *, right: str = "member", **fields: Any) -> GroupMembership:
    return GroupMembership.objects.create(group=group, user=user, right=right, **fields)


def make_deputy(principal: User, deputy: User, *, recorded_by: User | None = None, **fields: Any) -> Deputy:
    """A record in force today, for two weeks around."""
    today = datetime.date.today()
    defaults = {
        "from_on": today - datetime.timedelta(days=7),
        "until_on": today + datetime.timedelta(days=7),
        "reason": "出張のため",
    }
    return Deputy.objects.create(
        principal=principal, deputy=deputy, recorded_by=recorded_by or principal, **{**defaults, **fields}
    )
