"""Signing in through a provider of one's own: the whole code flow against a real one on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from cms.audit.models import Refusal
from cms.people.models import Role, User
from cms.people.services.roles import deactivate
from tests.cms.people.identity_provider import CLIENT, SECRET, Provider, identity_provider
from tests.cms.people.sign_in_page import LOGIN, is_signed_in, newest_mail, totp_now
from tests.factories_people import make_hub, make_staff, make_user

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/ward/login/"
NAME = "区の職員用アカウント"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with identity_provider() as found:
        app = {
            "provider_id": "ward", "name": NAME, "client_id": CLIENT, "secret": SECRET,
            "settings": {"server_url": found.address},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield found


def come(client: Client, provider: Provider, **person: Any) -> HttpResponse:
    """From the button through the provider and back; ``person`` is what it says of whoever signed in there."""
    provider.person = {"sub": "1234", "email_verified": True, **person}
    led = client.post(START)
    assert led.status_code == 302, led.content
    assert led["Location"].startswith(f"{provider.address}/authorize?")
    back = requests.get(led["Location"], allow_redirects=False, timeout=10).headers["Location"]
    assert back.startswith(f"http://testserver{START}callback/")
    return client.get(back.removeprefix("http://testserver"))


def test_without_settings_there_is_no_button_and_no_way() -> None:
    assert "oidc" not in Client().get(LOGIN).content.decode()
    assert Client().get(START).status_code == Client().post(START).status_code == 404


def test_the_button_stands_on_the_sign_in_page(provider: Provider) -> None:
    page = Client().get(f"{LOGIN}?next=/cms/desk/").content.decode()
    assert f"{NAME}でサインイン" in page
    assert 'action="/accounts/oidc/ward/login/?next=%2Fcms%2Fdesk%2F"' in page
    assert provider.asked == []


def test_a_resident_with_a_verified_address_is_signed_in(provider: Provider, client: Client) -> None:
    user = make_user("hanako@example.jp")
    answer = come(client, provider, email="Hanako@example.jp")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user
    assert {"/token", "/userinfo"} <= set(provider.asked)
    assert "認証サービスと連携しました" in newest_mail(user.email).subject


def test_from_then_on_the_number_of_the_provider_counts_and_not_the_address(provider: Provider) -> None:
    user, other = make_user("hanako@example.jp"), make_user("taro@example.jp")
    come(Client(), provider, email=user.email)
    again = Client()
    come(again, provider, email=other.email)

    assert again.session["_auth_user_id"] == str(user.pk)


def test_staff_still_need_a_second_factor_of_ours(provider: Provider, client: Client) -> None:
    staff = make_staff(Role.REVIEWER, make_hub())
    come(client, provider, email=staff.email)
    assert not is_signed_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": totp_now()})["Location"] == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_staff_who_have_none_yet_reach_no_desk(provider: Provider, client: Client) -> None:
    staff = make_staff(Role.REVIEWER, make_hub(), second_factor=False)
    come(client, provider, email=staff.email, amr=["mfa"])
    assert client.get("/cms/")["Location"].startswith("/accounts/second-factor/")


@pytest.mark.parametrize(
    "person",
    [
        {"email": "hanako@example.jp", "email_verified": False},
        {"email": "hanako@example.jp", "email_verified": "true"},
        {"email": "hanako@example.jp", "email_verified": None},
        {"email": "nobody@example.jp"},
        {"email": ""},
        {},
    ],
)
def test_whoever_is_unknown_or_not_verified_is_refused_and_no_account_is_made(
    provider: Provider, client: Client, person: dict[str, Any]
) -> None:
    make_user("hanako@example.jp")
    answer = come(client, provider, **person)

    assert answer.status_code == 403
    assert "サインインできませんでした" in answer.content.decode()
    assert not is_signed_in(client)
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert Refusal.objects.filter(door="OIDC sign-in").count() == 1


def test_a_deactivated_account_stays_closed(provider: Provider, client: Client) -> None:
    user = make_user("hanako@example.jp")
    come(Client(), provider, email=user.email)
    deactivate(user, actor=make_staff(Role.ADMINISTRATOR))
    come(client, provider, email=user.email)
    assert not is_signed_in(client)


def test_a_token_for_somebody_else_opens_nothing(provider: Provider, client: Client) -> None:
    make_user("hanako@example.jp")
    provider.faults.add("audience")
    answer = come(client, provider, email="hanako@example.jp")
    assert answer.status_code == 401
    assert not is_signed_in(client)


def test_an_answer_that_was_not_asked_for_opens_nothing(provider: Provider, client: Client) -> None:
    assert client.get(f"{START}callback/?code=code-0&state=made-up").status_code == 401
    assert client.get(f"{START}callback/?error=access_denied&state=made-up").status_code == 401


def test_nobody_adds_an_identity_to_an_account(provider: Provider, client: Client) -> None:
    user = make_user("hanako@example.jp")
    client.force_login(user, backend="cms.people.backend.SignInBackend")
    led = client.post(f"{START}?process=connect")
    back = requests.get(led["Location"], allow_redirects=False, timeout=10).headers["Location"]
    provider.person = {"sub": "99", "email": "other@example.jp", "email_verified": True}
    assert client.get(back.removeprefix("http://testserver")).status_code == 404
    for path in ("3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "social/connections/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    assert not SocialAccount.objects.exists()
