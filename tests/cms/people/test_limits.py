"""One login has one limit, however it is spelt; a person's own browser is never shut out by others."""

from __future__ import annotations

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string
from pytest_django import Settings

from cms.config.settings import base
from cms.jobs.pruning import prune_cache
from cms.mailings.models import OutgoingMail
from cms.people import limits
from cms.people.account_forms import use_once
from cms.people.limits import login_key
from cms.people.models import Role, User
from tests.cms.people.sign_in_page import LOGIN, code_in, newest_mail, totp_now
from tests.factories_people import make_staff, make_user

pytestmark = pytest.mark.django_db
VARIANTS = [
    "taro@example.jp",
    "TARO@EXAMPLE.JP",
    "ｔａｒｏ@example.jp",
    "tàro@example.jp",
    "ta\u0301ro@example.jp",
    "tａrö@example.jp",
    " taro@example.jp",
    "ta\u200bro@example.jp",
]


@pytest.mark.parametrize("spelling", VARIANTS)
def test_every_spelling_has_one_key(spelling: str) -> None:
    assert login_key(spelling) == "taro@example.jp"


def test_different_logins_have_different_keys() -> None:
    assert len({login_key(f"{name}@example.jp") for name in ("taro", "tarou", "jiro", "t.aro")}) == 4


def test_codes_are_limited_over_spellings_and_addresses() -> None:
    make_user("taro@example.jp")
    answers = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            LOGIN, {"login": VARIANTS[number % len(VARIANTS)]}, headers={"x-forwarded-for": f"198.51.100.{number}"}
        )
        for number in range(8)
    ]
    assert [a.status_code for a in answers[5:]] == [429] * 3
    assert "操作の回数が多すぎます" in answers[-1].content.decode()
    assert OutgoingMail.objects.filter(to="taro@example.jp").count() <= 5


def test_the_limit_ends_after_its_period() -> None:
    make_user("taro@example.jp")
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False) as clock:
        for _attempt in range(5):
            Client().post(LOGIN, {"login": "taro@example.jp"})
        assert Client().post(LOGIN, {"login": "taro@example.jp"}).status_code == 429
        clock.shift(1801)
        assert Client().post(LOGIN, {"login": "taro@example.jp"}).status_code == 302


@pytest.fixture
def table_of_the_database(settings: Settings, db: None) -> None:
    """The cache as an installation has it that names none."""
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)


def foreign_slots(count: int) -> None:
    """As a busy evening leaves them: other people's attempts, each with a slot of the hour and of the day."""
    for number in range(count // 2):
        assert limits.take("code", f"someone-{get_random_string(8)}-{number}@example.jp")


def test_a_limit_holds_however_many_others_sign_in_meanwhile(table_of_the_database: None) -> None:
    make_user("taro@example.jp")
    answers = []
    for _guess in range(7):
        answers.append(Client().post(LOGIN, {"login": "taro@example.jp"}).status_code)
        if len(answers) in (1, 5):
            foreign_slots(1000)
    assert answers == [302] * 5 + [429] * 2


def test_a_code_of_the_app_stays_used_however_many_others_sign_in_meanwhile(table_of_the_database: None) -> None:
    user = make_staff(Role.AUDITOR, password="long enough words", pk=1001)
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False):
        assert enters(user)
        foreign_slots(200)
        # A cache that is full drops the keys that come first in the alphabet; these come after the user's own.
        assert all(use_once(account, "123456") for account in range(2000, 3000))
        assert not enters(user)


def enters(user: User) -> bool:
    """By password and by the code that the app shows at this moment."""
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": "long enough words"})
    client.post(reverse("mfa_authenticate"), {"code": totp_now()})
    return "_auth_user_id" in client.session


def test_the_daily_pruning_takes_what_has_expired_and_nothing_else(table_of_the_database: None) -> None:
    with time_machine.travel("2026-11-01T10:00:00+09:00", tick=False) as clock:
        assert limits.take("code", "taro")
        clock.shift(1801)
        assert prune_cache() == 1
        assert prune_cache() == 0
        clock.shift(86400)
        assert prune_cache() == 1


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_a_field_of_another_form_switches_no_limit_off(name: str) -> None:
    url = reverse(name)
    sent = {"email": "taro@example.jp", "password": "x", "login": "x"}
    codes = [Client().post(url, sent).status_code for _n in range(7)]
    assert codes[5:] == [429, 429]


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_sign_up_and_reset_are_limited_over_spellings(name: str) -> None:
    url = reverse(name)
    codes = [Client().post(url, {"email": VARIANTS[n % len(VARIANTS)]}).status_code for n in range(7)]
    assert codes[5:] == [429, 429]


def test_passwords_are_limited_over_spellings_and_addresses() -> None:
    make_user("taro@example.jp", password="long enough words")
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(
            LOGIN, {"login": VARIANTS[number % 3], "password": f"wrong guess {number}"}
        )
    late = Client(REMOTE_ADDR="192.0.2.99")
    answer = late.post(LOGIN, {"login": "taro@example.jp", "password": "long enough words"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in late.session


def test_the_owners_browser_still_signs_in_while_others_guess() -> None:
    make_user("taro@example.jp", password="long enough words")
    owner = Client()
    owner.post(LOGIN, {"login": "taro@example.jp", "password": "long enough words"})
    owner.post(reverse("account_logout"))
    for number in range(8):
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
        stranger.post(LOGIN, {"login": "taro@example.jp", "password": "wrong"})
        stranger.post(LOGIN, {"login": "taro@example.jp"})
    assert owner.post(LOGIN, {"login": "taro@example.jp"}).status_code == 302
    owner.post(reverse("account_confirm_login_code"), {"code": code_in(newest_mail("taro@example.jp"))})
    assert "_auth_user_id" in owner.session


def test_the_cookie_of_one_login_opens_no_slots_of_another() -> None:
    make_user("jiro@example.jp", password="long enough words")
    attacker = Client()
    attacker.post(LOGIN, {"login": "jiro@example.jp", "password": "long enough words"})
    attacker.post(reverse("account_logout"))
    codes = [attacker.post(LOGIN, {"login": "taro@example.jp"}).status_code for _attempt in range(6)]
    assert codes[-1] == 429


def test_codes_of_the_app_are_limited() -> None:
    user = make_staff(Role.AUDITOR, password="long enough words")
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": "long enough words"})
    right = totp_now()
    wrong = [f"{number:06}" for number in range(9) if f"{number:06}" != right]
    for guess in wrong[:6]:
        client.post(reverse("mfa_authenticate"), {"code": guess})
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert "_auth_user_id" not in client.session
