"""What a person may do to a matter of theirs over the API: the same as on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from cms.api.acting import cleaned, href, told, unknown
from cms.api.problems import Problem
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services.locking import lock
from workflows.engine.matter import Action, MatterSort


def address(sort: MatterSort, found: Any, *more: str) -> str:
    return href("me", "matters", sort.name, sort.id_of(found), *more)


def offered(sort: MatterSort, found: Any, user: User) -> list[dict[str, Any]]:
    """As ``allowed_actions`` lists them."""
    return [_told(sort, found, user, one) for one in sort.actions if one.offered(found, user)]


def _told(sort: MatterSort, found: Any, user: User, one: Action) -> dict[str, Any]:
    form = one.form(found, user, None) if one.form else None
    question = _question(one, found)
    return told(
        one.id, str(one.label), str(one.help), address(sort, found, "actions", one.id), form,
        needs_confirmation=bool(question), summary=question,
    )  # fmt: skip


def _question(one: Action, found: Any) -> list[list[str]]:
    """What is put before the action, as a summary has it; empty when it needs no confirmation."""
    text = str(one.confirm(found))
    return [[str(one.label), text]] if text else []


def find(sort: MatterSort, action: str) -> Action:
    """Raises Http404 for what nobody can do; what cannot be done now is for its service to refuse."""
    one = sort.by_id.get(action)
    if one is None:
        raise Http404
    return one


def perform(
    sort: MatterSort, found: Any, user: User, one: Action, given: Mapping[str, Any], version: str, confirmed: bool
) -> dict[str, Any]:
    """Done by its service on the locked case; then the version, and the words that the page would say.

    Raises Problem for a wrong input, an old ``version`` or a missing confirmation, Http404 for what is gone meanwhile,
    and what the service raises.
    """
    lock(Case(pk=sort.case(found)))
    found = sort.find(user, sort.id_of(found))
    if found is None:
        raise Http404
    build, form = one.form, None
    if build is not None:
        form = cleaned(lambda data: build(found, user, data), given)
    elif given:
        raise Problem("unknown-field", errors=[unknown(name) for name in given])
    if sort.version(found) != version and not one.patience:
        raise Problem("changed")
    if (question := _question(one, found)) and not confirmed:
        raise Problem("confirmation-needed", more={"summary": question})
    words = str(one.said(found))
    one.do(found, user, form)
    now = sort.find(user, sort.id_of(found))
    return {"action": one.id, "text": words, "version": sort.version(now) if now is not None else ""}
