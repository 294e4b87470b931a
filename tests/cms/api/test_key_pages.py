"""Keys are issued, shown once, listed and revoked on pages: a person's own, and for administrators all."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from wagtail.models import ModelLogEntry

from cms.api.keys.issuing import revoke
from cms.api.models import ApiKey
from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from cms.people.models import Role, User
from tests.cms.admin.test_japanese import strays
from tests.cms.api.fresh import fresh_client
from tests.cms.api.talking import make_key
from tests.cms.people.sign_in_page import totp_now
from tests.factories_people import make_hub, make_staff, make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
OWN, DESK = "/accounts/api-keys/", "/cms/api-keys/"
TOKEN = re.compile(r"kzn_[\w-]{43}")


def ask(client: Client, place: str, **data: object) -> HttpResponse:
    return client.post(f"{place}new/", {"name": "町会の帳簿", "scopes": ["mine"], "days": "10", **data})


def token_in(answer: HttpResponse) -> str:
    found = TOKEN.search(answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return found[0]


def works(token: str, path: str = "/api/v1/me/cases") -> int:
    return Client().get(path, headers={"authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def resident() -> User:
    return make_user("hanako@example.jp", name="試験 花子")


def test_a_resident_issues_a_key_that_is_shown_once_and_works(resident: User) -> None:
    client = fresh_client(resident)
    assert "発行したキーはありません" in client.get(OWN).content.decode()

    answer = ask(client, OWN)
    token = token_in(answer)
    listed = client.get(OWN).content.decode()

    assert "no-store" in answer["Cache-Control"]
    assert works(token) == 200
    assert token not in listed
    assert token[:10] in listed
    assert "町会の帳簿" in listed
    assert token not in client.get(f"{OWN}new/").content.decode()


def test_the_person_is_told_by_mail_and_the_key_is_not_in_it(resident: User) -> None:
    token = token_in(ask(fresh_client(resident), OWN))
    run_due()

    sent = next(one for one in mail.outbox if one.to == [resident.email])
    assert "APIキーが発行されました" in sent.subject
    assert "町会の帳簿" in sent.body
    assert "/accounts/api-keys/" in sent.body
    assert token[4:] not in str(sent.message())


def test_a_resident_is_offered_their_own_applications_alone(resident: User) -> None:
    client = fresh_client(resident)
    page = client.get(f"{OWN}new/").content.decode()
    answer = ask(client, OWN, scopes=["cases"])

    assert 'value="apply"' in page
    assert 'value="cases"' not in page
    assert answer.status_code == 200
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "この項目は必須です"),
        ({"scopes": []}, "キーでできることを選んでください。"),
        ({"days": "91"}, "90"),
        ({"days": "0"}, "1"),
        ({"name": "a\x00b"}, "この文字は保存できません|保存できない文字"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(
    resident: User, given: dict[str, object], words: str
) -> None:
    page = ask(fresh_client(resident), OWN, **given).content.decode()

    assert re.search(words, page)
    assert 'aria-invalid="true"' in page
    assert not ApiKey.objects.exists()


def test_who_has_not_just_confirmed_who_they_are_is_asked_first_and_goes_on_from_there() -> None:
    staff = make_staff(Role.REVIEWER, make_hub())
    client = sign_in(Client(), staff)

    asked = ask(client, DESK, scopes=["cases"])
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not ApiKey.objects.exists()

    went_on = client.post(asked["Location"], {"code": totp_now(), "next": f"{DESK}new/"})
    assert works(token_in(went_on), "/api/v1/desk/cases") == 200
    assert "no-store" in went_on["Cache-Control"]


def test_staff_issue_a_key_for_one_of_their_hubs() -> None:
    hub, other = make_hub(), make_hub()
    staff = make_staff(Role.REVIEWER, hub)
    client = fresh_client(staff)

    page = client.get(f"{DESK}new/").content.decode()
    assert hub.name in page
    assert other.name not in page
    assert ask(client, DESK, scopes=["cases"], hub=other.pk).status_code == 200
    assert not ApiKey.objects.exists()

    token = token_in(ask(client, DESK, scopes=["cases", "act"], hub=hub.pk))
    key = ApiKey.objects.get()
    assert (key.hub, key.second_factor, key.scopes) == (hub, True, ["act", "cases"])
    assert works(token, "/api/v1/desk/inbox") == 200


def test_staff_without_a_second_factor_in_the_session_get_no_key() -> None:
    staff = make_staff(Role.REVIEWER, make_hub())
    client = fresh_client(staff, second_factor=False)

    assert client.get(DESK)["Location"].startswith("/accounts/second-factor/")
    page = ask(client, OWN).content.decode()
    assert "二段階" in page
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_after_a_question(resident: User) -> None:
    token = make_key(resident, scopes=["mine"])
    key, client = ApiKey.objects.get(), sign_in(Client(), resident)

    assert "元に戻すことはできません" in client.get(f"{OWN}{key.pk}/revoke/").content.decode()
    assert works(token) == 200
    client.post(f"{OWN}{key.pk}/revoke/")
    assert works(token) == 401
    assert "失効" in client.get(OWN).content.decode()


@pytest.mark.parametrize("place", [OWN, DESK])
def test_the_key_of_somebody_else_is_not_there_and_the_attempt_is_on_record(place: str) -> None:
    make_key(make_user(), scopes=["mine"])
    key = ApiKey.objects.get()
    client = sign_in(Client(), make_staff(Role.CHIEF, make_hub()))

    for answer in (client.get(f"{place}{key.pk}/revoke/"), client.post(f"{place}{key.pk}/revoke/")):
        assert answer.status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None
    assert Refusal.objects.filter(subject=f"api-key:{key.pk}").count() == 2


def test_administrators_see_and_revoke_the_keys_of_all(resident: User) -> None:
    token = make_key(resident, scopes=["mine"])
    key, administrator = ApiKey.objects.get(), make_staff(Role.ADMINISTRATOR)
    client = sign_in(Client(), administrator)

    page = client.get(f"{DESK}all/").content.decode()
    assert resident.email in page
    assert token not in page
    client.post(f"{DESK}{key.pk}/revoke/")
    key.refresh_from_db()
    assert key.revoked_by == administrator
    assert works(token) == 401
    assert sign_in(Client(), make_staff(Role.AUDITOR)).get(f"{DESK}all/").status_code == 404


def test_whoever_loses_a_key_by_an_administrator_is_told_and_nobody_of_their_own_doing(resident: User) -> None:
    administrator = make_staff(Role.ADMINISTRATOR)
    for actor, told in ((resident, 0), (administrator, 1)):
        make_key(resident, scopes=["mine"])
        key = ApiKey.objects.latest("pk")
        revoke(key, actor=actor)
        revoke(key, actor=actor)
        while run_due():
            pass
        assert len([one for one in mail.outbox if one.subject == "【絆】APIキーが失効しました"]) == told
    letter = mail.outbox[-1]
    assert letter.to == [resident.email]
    assert key.name in letter.body
    assert administrator.email not in letter.body


def test_the_log_names_a_key_by_its_number_alone(resident: User) -> None:
    make_key(resident, scopes=["mine"])
    entry = ModelLogEntry.objects.get(action="api.key_issued")

    assert "試験" not in f"{entry.label} {entry.data}"
    assert str(ApiKey.objects.get().pk) in entry.label


def test_the_pages_speak_japanese_and_the_menu_leads_to_them() -> None:
    administrator = make_staff(Role.ADMINISTRATOR, email="1@example.jp", name="試験 三郎")
    make_key(administrator)
    client, key = fresh_client(administrator), ApiKey.objects.get()
    known = {administrator.email, key.beginning, "AGPL"}
    for path in (DESK, f"{DESK}all/", f"{DESK}new/", f"{DESK}{key.pk}/revoke/", OWN, f"{OWN}new/"):
        assert strays(client.get(path).content.decode(), known) == set(), path
    assert DESK in client.get("/cms/").content.decode()
    assert OWN in client.get("/mypage/security/").content.decode()


def test_a_key_for_cases_that_would_live_too_long_is_refused_beside_the_days_and_nothing_is_lost() -> None:
    client = fresh_client(make_staff(Role.REVIEWER, make_hub()))
    assert "案件を扱うキーは、最長30日です。" in client.get(f"{DESK}new/").content.decode()
    answer = ask(client, DESK, scopes=["mine", "cases"], days="31")
    assert list(answer.context["form"].errors) == ["days"]
    assert "この用途のキーの有効期間は、1日から30日までです。" in answer.content.decode()
    assert "町会の帳簿" in answer.content.decode()
    assert not ApiKey.objects.exists()
    assert token_in(ask(client, DESK, scopes=["mine", "cases"], days="30"))
