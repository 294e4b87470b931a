"""Every route × every role × own and foreign record: the status, a canary of the foreign record, the rows."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from cms.people import groups
from forms import access as draft_access
from forms.models import Draft, DraftFile
from tests.roles.classification import DOORS, ELSEWHERE, SIGN_IN, WAGTAIL, Door
from tests.roles.world import CANARY, ROLES, World, make_world
from workflows.cases import access
from workflows.cases.models import Case, CaseEvent, Consultation
from workflows.correspondence.models import Letter, LetterCorrection

pytestmark = pytest.mark.django_db
CLOSED = {302, 401, 403, 404}
OPEN = {200, 302, 400, 405, 409, 422}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back; no atomic block, so that durable ones stay outermost."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        transaction.clean_savepoints()


def routes() -> dict[str, Any]:
    """Name with namespace → pattern, for every route of the product."""
    found: dict[str, Any] = {}

    def walk(resolver: Any, space: str) -> None:
        for part in resolver.url_patterns:
            if isinstance(part, URLResolver):
                walk(part, f"{space}{part.namespace}:" if part.namespace else space)
            elif isinstance(part, URLPattern):
                found[f"{space}{part.name}" if part.name else ""] = part

    walk(get_resolver(), "")
    return found


def rows() -> tuple[Any, ...]:
    """What a refused attempt must leave as it was."""
    return (
        list(Case.objects.order_by("pk").values_list("pk", "revision", "holder", "hub", "outcome")),
        CaseEvent.objects.count(),
        list(Draft.objects.order_by("pk").values_list("pk", "sent_at", "discarded_at", "updated_at")),
        DraftFile.objects.count(),
        list(Letter.objects.order_by("pk").values_list("pk", "state", "posted_on", "opened_at")),
        list(LetterCorrection.objects.order_by("pk").values_list("pk", "state")),
        list(Consultation.objects.order_by("pk").values_list("pk", "state")),
    )


def go(client: Client, door: Door, address: str) -> HttpResponseBase:
    return getattr(client, door.method)(address, door.data)


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def without_token(html: str) -> str:
    """The page without the mask of its CSRF token, which is new in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def is_passed(response: Any) -> bool:
    """Inside, not merely sent to sign in or back to the dashboard."""
    to = response.get("Location", "")
    turned_away = response.status_code == 302 and ("/accounts/" in to or to in ("/cms/", "/"))
    return response.status_code in OPEN and not turned_away


def wrong(world: World, role: str, name: str, door: Door) -> list[str]:
    """What is wrong in the cells of this route and role; empty when all are as classified."""
    client, found = world.client(role), []
    for side in ("own", "foreign"):
        address = reverse(name, kwargs=world.side(side).args[door.record])
        with undone():
            before = rows()
            response = go(client, door, address)
            may, cell = door.may(role, side), f"{role} {side} {name} → {response.status_code}"
            text = body(response)
            if may and not is_passed(response) and response.status_code not in door.also:
                found.append(f"{cell}: should pass")
            if not may:
                if response.status_code not in CLOSED:
                    found.append(f"{cell}: should be closed")
                if side == "foreign" and CANARY in text:
                    found.append(f"{cell}: shows the canary")
                if rows() != before:
                    found.append(f"{cell}: changed rows")
    return found


def test_every_route_is_classified() -> None:
    unknown = [
        name
        for name in routes()
        if name not in DOORS and name not in ELSEWHERE and not name.startswith((*SIGN_IN, *WAGTAIL))
    ]
    assert unknown == []
    assert [name for name in DOORS if name not in routes()] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_cell_is_as_classified(role: str) -> None:
    world = make_world()
    found = [line for name, door in DOORS.items() for line in wrong(world, role, name, door)]
    assert found == []


@pytest.mark.parametrize("role", ["anonymous", "applicant"])
def test_wagtails_own_pages_are_closed_to_residents(role: str) -> None:
    world = make_world()
    client, opened = world.client(role), []
    for name, pattern in routes().items():
        if not name.startswith("wagtail") or name.startswith(("wagtail_serve", "wagtailcore", "wagtaildocs_serve")):
            continue
        kinds = {"int": 1, "uuid": uuid.uuid4(), "slug": "x", "str": "x", "path": "x"}
        args = {key: kinds.get(type(c).__name__.removesuffix("Converter").lower(), "1")
                for key, c in pattern.pattern.converters.items()}  # fmt: skip
        try:
            address = reverse(name, kwargs=args)
        except NoReverseMatch:  # a pattern by regular expression is not one address
            continue
        if client.get(address).status_code == 200:
            opened.append(address)
    assert [
        a for a in opened if not a.startswith(("/cms/login", "/cms/password_reset", "/cms/sprite", "/cms/jsi18n"))
    ] == []


def test_lists_show_no_foreign_record() -> None:
    world = make_world()
    for role in ("applicant", "stranger", "reviewer", "chief"):
        client = world.client(role)
        for address in (
            "/mypage/",
            "/cms/desk/?view=all",
            "/cms/desk/consultations/",
            "/cms/desk/letters/",
            "/cms/groups/",
        ):
            assert CANARY not in body(client.get(address)), (role, address)
        assert CANARY not in body(client.get("/cms/desk/", {"view": "all", "q": CANARY})).replace(
            f'value="{CANARY}"', ""
        )


def test_a_foreign_record_and_a_missing_one_are_answered_alike() -> None:
    world = make_world()
    for role, name, record in (("reviewer", "desk:case", "case"), ("applicant", "intake:case", "case"),
                               ("applicant", "intake:letter", "letter")):  # fmt: skip
        client = world.client(role)
        foreign = client.get(reverse(name, kwargs=world.foreign.args[record]))
        missing = client.get(reverse(name, kwargs={"pk": 999_999}))
        assert foreign.status_code == missing.status_code == 404
        assert without_token(body(foreign)) == without_token(body(missing))


def test_the_matrix_notices_an_authorisation_that_says_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the authorisation functions saying yes, every guarded cell of a record goes red."""
    world = make_world()
    everything = Case.objects.all
    monkeypatch.setattr(access, "readable_by_staff", lambda user: everything())
    monkeypatch.setattr(access, "readable_by_applicant", lambda user: everything())
    monkeypatch.setattr(access, "may_read_as_staff", lambda user, case: True)
    monkeypatch.setattr(access, "may_read_as_applicant", lambda user, case: True)
    monkeypatch.setattr(groups, "acts_for", lambda user, group: True)
    monkeypatch.setattr(draft_access, "owner_only", lambda actor, draft: True)
    for role, names in {
        "reviewer": ["desk:case", "desk:chart", "desk:file", "desk:letter"],
        "applicant": ["intake:case", "intake:receipt", "intake:sent", "intake:case_file"],
    }.items():
        for name in names:
            assert wrong(world, role, name, DOORS[name]), f"{role} {name} stayed green"
