"""Wagtail's own views: closed to residents, and which role may write what through them."""

from __future__ import annotations

import re

import pytest

from tests.roles.cells import ALWAYS, REFUSED, SIGN_IN, asked
from tests.roles.classification import FOREIGN
from tests.roles.people import STAFF
from tests.roles.world import CANARY, World

ADDRESSES = [address for address, heading in FOREIGN.items() if heading == "Wagtail's admin"]
# Pictures of the desk and its words, the same for everybody.
FOR_EVERYBODY = {"cms/sprite/", "cms/jsi18n/"}
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
COMPARED = (
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
)


def concrete(address: str, world: World) -> str:
    """An address of this pattern: an existing page where it names one, 1 for other numbers."""
    page = str(world.foreign.args["page"]["page_id"])
    address = address.replace(COMPARED, f"{page}/revisions/compare/live...latest/")

    def value(match: re.Match[str]) -> str:
        return page if "page" in match[1] or match[1] == "destination_id" else VALUES.get(match[1], "1")

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


def test_a_member_of_staff_without_rights_writes_nothing_through_wagtail(world: World) -> None:
    """Every view of Wagtail's, read and posted to by the role with the least: only their own settings change."""
    own = ALWAYS | {"wagtailusers_userprofile", "wagtailadmin_editingsession"}
    found = []
    for address in ADDRESSES:
        for data in (None, {"title": "x", "name": "x", "slug": "x"}):
            answer = asked(world.clients["editor"], concrete(address, world), query={}, data=data)
            if more := answer.wrote - own:
                found.append(f"{address} {answer.status} wrote {sorted(more)}")
            if CANARY in answer.text:
                found.append(f"{address} shows the canary")
    assert found == [], "\n" + "\n".join(found)


def test_wagtails_reports_are_there_for_auditor_and_administrator_alone(world: World) -> None:
    """They tell of the pages and records of every hub alike; for anybody else signed in they do not exist."""
    reports = [concrete(address, world) for address in ADDRESSES if address.startswith("cms/reports/")]
    assert len(reports) == 12
    for role in STAFF:
        for address in reports:
            status = asked(world.clients[role], address, query={}, data=None).status
            assert (status != 404) == (role in ("auditor", "administrator")), (role, address, status)
