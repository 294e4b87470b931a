"""Wagtail's own views: closed to residents, and which role may write what through them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.roles.cells import ALWAYS, REFUSED, SIGN_IN, asked
from tests.roles.classification import FOREIGN
from tests.roles.people import STAFF
from tests.roles.world import CANARY, World

ADDRESSES = [address for address, heading in FOREIGN.items() if heading == "Wagtail's admin"]
# Pictures of the desk and its words, the same for everybody.
FOR_EVERYBODY = {"cms/sprite/", "cms/jsi18n/"}
# Wagtail's reading API of the admin: the number is a page's.
BY_PAGE = ("cms/api/main/^pages/",)
# Pages of the signed-out, which lead to the one sign-in or answer 404.
SIGNED_OUT = ("cms/login/", "cms/logout/", "cms/password_reset/")
VALUES = {
    "app_label": "pages",
    "app_name": "pages",
    "content_type_app_name": "pages",
    "model_name": "standardpage",
    "content_type_model_name": "standardpage",
    "action_name": "submit",
    "action": "delete",
    "filter_spec": "original",
    "uidb64": "x",
    "token": "x",
}
METHODS: tuple[dict[str, str] | None, ...] = (None, {})
# What a form of the desk might send: names, and places and choices of the foreign side.
POSTED = ("title", "name", "slug", "new_title", "new_slug", "comment")
# Numbers in an address that are no page's, and whose they are.
NUMBERS = {
    "cms/images/chooser/chosen/": "image_id",
    "cms/documents/chooser/chosen/": "document_id",
    "cms/collections/": "collection_id",
    "cms/workflows/tasks/": "task_id",
    "cms/workflows/task_chooser/": "task_id",
}
COMPARED = (
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
)


def concrete(address: str, world: World, *, page: str = "page", side: str = "foreign") -> str:
    """An address of this pattern with the pages, files and steps of one side; 1 for other numbers."""
    chosen = world.side(side)
    number = str(chosen.written.get(page) or chosen.args[page]["page_id"])
    files = next((name for start, name in NUMBERS.items() if address.startswith(start)), "")
    address = address.replace(COMPARED, f"{number}/revisions/compare/earliest...latest/")

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in chosen.written:
            return str(chosen.written[name])
        if files and name == "pk":
            return str(chosen.written[files])
        return (
            number
            if "page" in name or name == "destination_id" or address.startswith(BY_PAGE)
            else VALUES.get(name, "1")
        )

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, address).replace("^", "")


@pytest.mark.parametrize("role", ["anonymous", "applicant"])
def test_wagtails_own_views_are_closed_to_residents(world: World, role: str) -> None:
    """Whatever the method: signing in, or nothing there; no row is written, no foreign name shown."""
    opened = []
    for address in ADDRESSES:
        for data in METHODS:
            answer = asked(world.clients[role], concrete(address, world), query={}, data=data)
            led_away = answer.status == 302 and answer.to.startswith((*SIGN_IN, "/accounts/"))
            closed = answer.status in REFUSED or led_away or address in FOR_EVERYBODY
            if not closed and not (address.startswith(SIGNED_OUT) and answer.status in (302, 405)):
                opened.append(f"{address} {answer.status} {answer.to}")
            if answer.wrote - ALWAYS or CANARY in answer.text:
                opened.append(f"{address} wrote {sorted(answer.wrote)}")
    assert opened == [], "\n" + "\n".join(opened)


# One's own settings, and small copies of one's own pictures.
OWN = ALWAYS | {"wagtailusers_userprofile", "wagtailadmin_editingsession", "kizuna_media_wardrendition"}
FAILS = "cms/failwhale/"  # Wagtail's example of a page that fails


def shows_foreign(text: str) -> bool:
    """A name of the foreign side, also as it stands in the JSON of a chooser; the bare word is what was asked for."""
    name = f"{CANARY}の"
    return name in text or json.dumps(name)[1:-1] in text


def foreign_posts(world: World) -> dict[str, str]:
    """Texts, and the foreign side's pages and files wherever a form might take one."""
    written = world.foreign.written
    pages = dict.fromkeys(("new_parent_page", "chooser", "parent_page"), str(written["draft"]))
    return {
        **dict.fromkeys(POSTED, "x"),
        "external-link-chooser-url": "/",
        **pages,
        "collection": str(written["collection_id"]),
    }


def foreign_queries(world: World) -> dict[str, str]:
    """Names and numbers of the foreign side, as lists, searches and choosers take them."""
    return {"q": CANARY, "id": str(world.foreign.written["draft"]), "term": CANARY, "childOf": "1", "p": "1"}


def tries(world: World, *, page: str) -> Iterator[tuple[str, dict[str, str], dict[str, str] | None]]:
    """Every address with what is asked and sent: read, searched and chosen from, posted to."""
    for address in ADDRESSES:
        if page == "draft" or re.search("page|destination", address):
            for query, data in (({}, None), (foreign_queries(world), None), ({}, foreign_posts(world))):
                yield address, query, data
        if address.startswith("cms/bulk/"):
            yield address, foreign_queries(world), foreign_posts(world)


@pytest.mark.parametrize("role", ["editor", "chief", "reviewer", "division_approver"])
def test_nobody_reads_or_writes_through_wagtail_what_is_another_hubs(world: World, role: str) -> None:
    """Every view of Wagtail's with the numbers of the foreign side: its hub's page, a draft, a page under approval."""
    found = []
    for page in ("draft", "page", "waiting"):
        for address, query, data in tries(world, page=page):
            answer = asked(world.clients[role], concrete(address, world, page=page), query=query, data=data)
            where = f"{page} {'GET' if data is None else 'POST'} {address} {query} {answer.status} {answer.to}"
            if more := answer.wrote - OWN:
                found.append(f"{where} wrote {sorted(more)}")
            if shows_foreign(answer.text):
                found.append(f"{where} shows the canary")
            if answer.status == 500 and address != FAILS:
                found.append(f"{where} fails")
    assert found == [], "\n" + "\n".join(found)


def test_the_same_requests_show_and_write_the_foreign_side_for_the_editor_in_chief(world: World) -> None:
    """So the test above asks for what is there."""
    shown, wrote = set(), set()
    for address in ADDRESSES:
        for page in ("draft", "waiting"):
            for data in (None, foreign_posts(world)):
                client = world.clients["editor_in_chief"]
                answer = asked(client, concrete(address, world, page=page), query={}, data=data)
                shown |= {address} if shows_foreign(answer.text) else set()
                wrote |= {address} if answer.wrote - OWN else set()
    assert len(shown) > 30, sorted(shown)
    assert len(wrote) > 8, sorted(wrote)


def test_wagtails_reports_are_there_for_auditor_and_administrator_alone(world: World) -> None:
    """They tell of the pages and records of every hub alike; for anybody else signed in they do not exist."""
    reports = [concrete(address, world) for address in ADDRESSES if address.startswith("cms/reports/")]
    assert len(reports) == 12
    for role in STAFF:
        for address in reports:
            status = asked(world.clients[role], address, query={}, data=None).status
            assert (status != 404) == (role in ("auditor", "administrator")), (role, address, status)
