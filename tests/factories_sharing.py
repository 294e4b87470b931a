"""Local roles and the ends of inheritance, as rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cms.people.models import LocalRole, User
from pages.editing.models import BranchStop
from tests.factories_people import LONG_AGO, add_totp, make_staff, make_user


def give(target: Model, role: str, user: User | None = None, **fields: Any) -> User:
    """``user`` (or a person who holds nothing else) holds ``role`` on a page or a case."""
    if user is None:
        user = make_user()
        add_totp(user)
    kind = LocalRole.Kind.PAGE if isinstance(target, Page) else LocalRole.Kind.CASE
    granted_by = fields.pop("granted_by", None) or make_staff("administrator")
    row = {"role": role, "kind": kind, "key": target.pk, "from_on": LONG_AGO, "reason": "分科会の担当"}
    LocalRole.objects.create(user=user, granted_by=granted_by, **{**row, **fields})
    return user


def stop(page: Page) -> BranchStop:
    return BranchStop.objects.create(page=page, stopped_by=make_staff("administrator"))
