"""Whatever form a resident writes into: a session or CSRF token that ends costs no text and does nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cms.people.models import CommunityGroup, GroupMembership, Person, User
from forms.models import HeldText
from tests.factories_intake import make_applicant, make_draft, make_whole_call, submitted_case
from tests.sign_in import sign_in
from tests.workflows.intake.browser import answers, hidden, opened, soup, text
from workflows.cases.models import Case, Consultation
from workflows.intake.views.held import FORMS, SECTION
from workflows.intake.writers import COOKIE
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}
KEPT = "いま書いていた文"


@dataclass
class World:
    user: User
    group: CommunityGroup
    call: Call
    case: Case


@dataclass(frozen=True)
class Form:
    """Where the form stands, what is written, in which input ``KEPT`` is, and what sending it changes."""

    address: Callable[[World], str]
    given: Callable[[World], dict[str, Any]]
    shown: str
    changed: Callable[[World], Any]


WISH = {"wish": KEPT, "wanted_dates": "平日", "contact_phone": "03-1111-1111"}
GROUP = {
    "name": KEPT, "name_kana": "シケンカイ", "kind": "neighbourhood", "postal_code": "176-8501",
    "address": "練馬区1", "phone": "", "register_number": "",
}  # fmt: skip
FORM = {
    "intake:consultation": Form(
        lambda w: f"/calls/{w.call.slug}/consultation/",
        lambda w: {**WISH, "group": w.group.pk},
        "#id_wish",
        lambda w: Consultation.objects.count(),
    ),
    "intake:start": Form(
        lambda w: f"/calls/{w.call.slug}/start/",
        lambda w: {**{k: v[0] for k, v in parse_qs(answers(w.call)).items()}, "group": w.group.pk},
        "",
        lambda w: w.user.drafts.count(),
    ),
    "intake:withdraw": Form(
        lambda w: f"/mypage/cases/{w.case.pk}/withdraw/",
        lambda w: {"reason": KEPT},
        "#id_reason",
        lambda w: Case.objects.get(pk=w.case.pk).outcome,
    ),
    "people:profile": Form(
        lambda w: "/mypage/profile/",
        lambda w: {"name": KEPT, "name_kana": "シケン", "phone": "", "postal_code": "", "address": ""},
        "#id_name",
        lambda w: Person.objects.get(user=w.user).name,
    ),
    "people:register": Form(
        lambda w: "/mypage/groups/new/",
        lambda w: {**GROUP, "hub": w.group.hub_id},
        "#id_name",
        lambda w: CommunityGroup.objects.count(),
    ),
    "people:change": Form(
        lambda w: f"/mypage/groups/{w.group.pk}/edit/",
        lambda w: {**GROUP, "hub": w.group.hub_id},
        "#id_name",
        lambda w: CommunityGroup.objects.get(pk=w.group.pk).name,
    ),
    "people:officers": Form(
        lambda w: f"/mypage/groups/{w.group.pk}/officers/",
        lambda w: {
            "officer-TOTAL_FORMS": "3", "officer-INITIAL_FORMS": "0",
            "officer-1-title": "会計", "officer-1-name": KEPT, "officer-1-name_kana": "シケン",
            "officer-1-from_on": "2026-04-01", "officer-1-until_on": "",
        },
        "#id_officer-0-name",
        lambda w: w.group.officers.count(),
    ),
    "people:invite": Form(
        lambda w: f"/mypage/groups/{w.group.pk}/invite/",
        lambda w: {"email": "neighbour@example.jp", "right": GroupMembership.Right.MANAGER},
        "",
        lambda w: w.group.invitations.count(),
    ),
}  # fmt: skip


@pytest.fixture
def world() -> World:
    user, group = make_applicant()
    call = make_whole_call(programme={"consultation": "optional"})
    return World(user, group, call, submitted_case(call=call, user=user, group=group))


def way_back(away: Any) -> str:
    """The page to which signing in leads."""
    assert away.status_code == 302
    assert away["Location"].startswith("/accounts/login/")
    return parse_qs(urlsplit(away["Location"]).query)["next"][0]


def is_there(page: Any, name: str, given: dict[str, Any]) -> bool:
    shown = soup(page)
    if name == "intake:start":
        return shown.select_one(f'input[name=group][value="{given["group"]}"][checked]') is not None
    if name == "people:invite":
        chosen = shown.select_one("input[name=right][checked]")
        return (shown.select_one("#id_email")["value"], chosen["value"]) == (given["email"], given["right"])
    field = shown.select_one(FORM[name].shown)
    return (field.get("value") or field.get_text().strip()) == KEPT


def test_every_form_is_tried_here() -> None:
    assert set(FORM) | {SECTION} == FORMS


@pytest.mark.parametrize("name", FORM)
def test_a_session_that_ended_costs_no_text(client: Client, world: World, name: str) -> None:
    form = FORM[name]
    given, before = form.given(world), form.changed(world)
    back = way_back(client.post(form.address(world), given))
    assert form.changed(world) == before
    sign_in(client, world.user)
    for _twice in range(2):
        page = client.get(back)
        assert is_there(page, name, given)
        assert "まだ送信されていません" in text(page)
        assert form.changed(world) == before
    revision = soup(page).select_one("input[name=revision]")
    seen = {"revision": revision["value"]} if revision is not None else {}
    assert client.post(back, {**given, **seen}).status_code == 302
    assert form.changed(world) != before
    assert not HeldText.objects.exists()


@pytest.mark.parametrize("name", FORM)
def test_a_csrf_token_that_ended_costs_no_text(world: World, name: str) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), world.user)
    form = FORM[name]
    given, before = form.given(world), form.changed(world)
    away = client.post(form.address(world), given, headers=HERE)
    assert away.status_code == 302
    assert is_there(client.get(away["Location"]), name, given)
    assert form.changed(world) == before


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {}])
def test_another_site_puts_no_word_into_a_form(world: World, headers: dict[str, str]) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), world.user)
    for form in FORM.values():
        assert client.post(form.address(world), form.given(world), headers=headers).status_code == 403
    assert not HeldText.objects.exists()


def test_on_a_shared_machine_the_next_person_sees_nothing_of_it(client: Client, world: World) -> None:
    sign_in(client, world.user)
    client.get("/mypage/profile/")
    del client.cookies["sessionid"]
    back = way_back(client.post("/mypage/profile/", FORM["people:profile"].given(world)))
    assert HeldText.objects.get().person == world.user
    other, _group = make_applicant()
    sign_in(client, other)
    page = client.get(back)
    assert KEPT not in page.content.decode()
    assert "お預かりした文章は" in text(page)
    sign_in(client, world.user)
    assert KEPT in client.get(back).content.decode()


def test_a_forged_name_of_the_writer_counts_for_nothing(client: Client, world: World) -> None:
    client.cookies[COOKIE] = f"{world.user.pk}:forged"
    client.post("/mypage/profile/", FORM["people:profile"].given(world))
    assert HeldText.objects.get().person is None


def test_the_text_comes_back_at_its_own_address_only(client: Client, world: World) -> None:
    back = way_back(client.post("/mypage/groups/new/", FORM["people:register"].given(world)))
    sign_in(client, world.user)
    query = urlsplit(back).query
    assert KEPT not in client.get(f"/mypage/profile/?{query}").content.decode()


def test_a_text_too_long_to_be_held_is_named_and_the_others_come_back(client: Client, world: World) -> None:
    given = {**WISH, "group": world.group.pk, "wish": "あ" * 350_000}
    back = way_back(client.post(f"/calls/{world.call.slug}/consultation/", given))
    sign_in(client, world.user)
    page = client.get(back)
    assert soup(page).select_one("#id_contact_phone")["value"] == "03-1111-1111"
    assert "相談したいこと" in text(page).split("もう一度入力してください")[1][:60]


def test_no_sign_in_form_is_ever_held(client: Client) -> None:
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/login/code/confirm/"):
        client.post(address, {"login": "a@example.jp", "password": "secret", "code": "123456"})
    assert not HeldText.objects.exists()
    assert not [name for name in FORMS if name.startswith(("account", "mfa"))]


def test_a_held_text_stays_held_until_all_of_it_is_kept(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = make_draft(user, make_whole_call(), group)
    address = f"/mypage/drafts/{draft.pk}/activity/"
    typed = {**opened(client, draft, "activity"), "title": "題", "purpose": "あ" * 20_001, "action": "list"}
    client.logout()
    away = client.post(address, typed)
    sign_in(client, draft.owner)
    page = client.get(parse_qs(urlsplit(away["Location"]).query)["next"][0])
    given = {**typed, **hidden(page, f'form[action="{address}"]')}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert HeldText.objects.count() == 1
    again = {**given, **hidden(refused, f'form[action="{address}"]'), "purpose": "短い"}
    assert client.post(address, again).status_code == 302
    assert not HeldText.objects.exists()
