"""What residents write into the forms of a kind outlives an ended session or CSRF token, as in every other form."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from cms.people.models import User
from forms.models import HeldText
from tests.every_kind.driving import bring
from tests.factories_coordination import make_asked, make_sides
from tests.factories_editing import make_sites
from tests.factories_intake import make_applicant
from tests.factories_volunteering import (
    ask_to_go_on,
    make_application,
    make_appointment,
    make_recruitment,
    make_slot,
    to_slot,
)
from tests.sign_in import sign_in
from tests.workflows.intake.browser import soup, text
from workflows.engine.kind import kinds
from workflows.kinds.coordination.models import Consent, ReviewSheet
from workflows.kinds.coordination.services import sounding
from workflows.kinds.volunteering.models import Activity, Appointment, Article, Renewal, SlotChoice, VolunteerProfile

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}
KEPT = "いま書いていた文"
CONTACT = {"name": KEPT, "phone": "03-1111-1111", "email": "", "agrees": "on"}
SHEET = {"achieved": KEPT, "again": "yes", "may_publish": "no"}
LOG = {"done_on": "2026-11-01", "hours": "1.5", "text": KEPT}


@dataclass
class Scene:
    """Who writes where; ``changed`` is what sending the form changes."""

    user: User
    address: str
    given: dict[str, Any]
    changed: Callable[[], Any]
    shown: str = field(default="")


def asked(name: str, given: dict[str, Any], shown: str) -> Scene:
    """A group that was asked writes to the hub."""
    sides = make_asked()
    found = sides.sounding
    if name == "consent":
        sounding.answer(found, actor=sides.helper, accepts=True)

    def changed() -> Any:
        now = sides.sounding
        return now.state, now.conditions, now.remarks.count(), Consent.objects.count()

    return Scene(sides.helper, f"/mypage/coordination/requests/{found.pk}/{name}/", given, changed, shown)


def own_consent() -> Scene:
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    address = f"/mypage/coordination/partners/{sides.sounding.pk}/consent/"
    return Scene(sides.asker, address, CONTACT, Consent.objects.count, "#id_name")


def sheet(of_partner: bool) -> Scene:
    sides = make_sides()
    bring(sides.case, "agreed", until="review")
    address = f"requests/{sides.sounding.pk}/sheet/" if of_partner else f"cases/{sides.case.pk}/sheet/"
    user = sides.helper if of_partner else sides.asker
    return Scene(user, f"/mypage/coordination/{address}", SHEET, ReviewSheet.objects.count, "#id_achieved")


def slot() -> Scene:
    recruitment = make_recruitment()
    case = make_application(recruitment)
    to_slot(case)
    wanted = make_slot(recruitment, case.hub, days=9)
    shown = f'input[name=slot][value="{wanted.pk}"][checked]'
    address = f"/mypage/volunteering/cases/{case.pk}/slot/"
    assert case.applicant is not None
    return Scene(case.applicant, address, {"slot": str(wanted.pk)}, SlotChoice.objects.count, shown)


def serving(name: str, given: dict[str, Any], changed: Callable[[], Any], shown: str = "#id_text") -> Scene:
    row = make_appointment(hub=make_sites()["west"].hub)
    if name == "renewal/":
        ask_to_go_on(row)
    assert row.user is not None
    return Scene(row.user, f"/mypage/volunteering/appointments/{row.pk}/{name}", given, changed, shown)


def log() -> Scene:
    given = {**LOG, "done_on": timezone.localdate().isoformat(), "key": str(uuid.uuid4())}
    return serving("", given, Activity.objects.count)


def article() -> Scene:
    given = {"title": "題", "text": KEPT, "key": str(uuid.uuid4())}
    return serving("article/", given, Article.objects.count)


def profile() -> Scene:
    given = {"skills": KEPT, "availability": "", "skills_for": "hub", "contact_for": "hub"}
    return serving("profile/", given, VolunteerProfile.objects.filter(skills=KEPT).count, "#id_skills")


def renewal() -> Scene:
    chosen = 'input[name=answer][value="yes"][checked]'
    return serving("renewal/", {"answer": "yes"}, lambda: Renewal.objects.get().answer, chosen)


def resign() -> Scene:
    return serving("resign/", {"reason": KEPT}, lambda: Appointment.objects.get().state, "#id_reason")


FORM: dict[str, Callable[[], Scene]] = {
    "coordination:answer": lambda: asked("answer", {"answer": "accept", "conditions": KEPT}, "#id_conditions"),
    "coordination:ask": lambda: asked("ask", {"text": KEPT}, "#id_text"),
    "coordination:consent": lambda: asked("consent", CONTACT, "#id_name"),
    "coordination:own_consent": own_consent,
    "coordination:sheet": lambda: sheet(True),
    "coordination:own_sheet": lambda: sheet(False),
    "volunteering:slot": slot,
    "volunteering:appointment": log,
    "volunteering:article": article,
    "volunteering:profile": profile,
    "volunteering:renewal": renewal,
    "volunteering:resign": resign,
}
each = pytest.mark.parametrize("name", FORM)


def is_there(page: Any, scene: Scene) -> bool:
    found = soup(page).select_one(scene.shown)
    return found is not None and (found.name == "input" and found.has_attr("checked") or KEPT in str(found))


def way_back(away: Any) -> str:
    assert away.status_code == 302
    assert away["Location"].startswith("/accounts/login/")
    return parse_qs(urlsplit(away["Location"]).query)["next"][0]


def form_of(page: Any, scene: Scene) -> str:
    """Where the form that holds the text is sent."""
    found = soup(page).select_one(scene.shown).find_parent("form")
    return found.get("action") or page.wsgi_request.get_full_path()


def test_every_form_of_a_kind_is_tried_here() -> None:
    assert set(FORM) == {name for kind in kinds().values() for name in kind.forms}


@each
def test_a_session_that_ended_costs_no_text(client: Client, name: str) -> None:
    scene = FORM[name]()
    before = scene.changed()
    back = way_back(client.post(scene.address, scene.given))
    assert scene.changed() == before
    sign_in(client, scene.user)
    for _twice in range(2):
        page = client.get(back)
        assert page.status_code == 200
        assert is_there(page, scene)
        assert "まだ送信されていません" in text(page)
        assert scene.changed() == before
    assert client.post(form_of(page, scene), scene.given).status_code == 302
    assert scene.changed() != before
    assert not HeldText.objects.exists()


@each
def test_a_csrf_token_that_ended_costs_no_text(name: str) -> None:
    scene = FORM[name]()
    client = sign_in(Client(enforce_csrf_checks=True), scene.user)
    before = scene.changed()
    away = client.post(scene.address, scene.given, headers=HERE)
    assert away.status_code == 302
    assert is_there(client.get(away["Location"]), scene)
    assert scene.changed() == before


@each
def test_nobody_else_gets_the_text(client: Client, name: str) -> None:
    scene = FORM[name]()
    sign_in(client, scene.user)
    client.get(urlsplit(scene.address).path)
    del client.cookies["sessionid"]
    back = way_back(client.post(scene.address, scene.given))
    other, _group = make_applicant()
    sign_in(client, other)
    page = client.get(back)
    assert page.status_code == 404
    assert KEPT not in page.content.decode()


def test_a_form_without_a_page_of_its_own_leads_to_where_it_stands(client: Client) -> None:
    scene = FORM["coordination:ask"]()
    sign_in(client, scene.user)
    page = client.get(scene.address)
    assert (page.status_code, page["Location"]) == (302, scene.address.removesuffix("ask/"))


def test_what_is_wrong_is_told_and_the_text_waits_until_it_is_right(client: Client) -> None:
    scene = FORM["coordination:consent"]()
    back = way_back(client.post(scene.address, {**scene.given, "phone": ""}))
    sign_in(client, scene.user)
    refused = client.post(form_of(client.get(back), scene), {**scene.given, "phone": ""})
    assert refused.status_code == 422
    assert HeldText.objects.count() == 1
    assert client.post(form_of(refused, scene), scene.given).status_code == 302
    assert not HeldText.objects.exists()
