"""What a key opens, for whom and for how long."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.api.keys import pruning
from cms.api.keys.issuing import issue
from cms.api.models import ApiKey, GivenAnswer
from cms.core.errors import CaseError
from cms.jobs import schedules
from cms.jobs.worker import run_due
from cms.people.models import HubRole, Role, User
from cms.people.services import roles as role_services
from cms.people.services.accounts import end_sessions
from cms.people.services.teams import end_membership
from tests.cms.api.talking import Caller, case_path, make_key
from tests.factories_cases import make_case
from tests.factories_intake import make_applicant
from tests.factories_people import make_group, make_hub, make_staff, make_user
from tests.factories_sharing import give_team, join, make_colleague
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
MINE, CASES = "/api/v1/me/cases", "/api/v1/desk/cases"


def get(token: str, path: str = MINE, client: Client | None = None) -> tuple[int, dict]:
    answer = (client or Client()).get(path, headers={"authorization": f"Bearer {token}", "accept-language": "en"})
    return answer.status_code, answer.json()


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def token(user: User) -> str:
    return make_key(user, scopes=["mine"])


def test_a_key_opens_what_it_is_for(token: str) -> None:
    assert get(token)[0] == 200


def test_the_text_of_a_key_stands_nowhere(user: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = make_key(user, scopes=["mine"])
    get(token), get(f"{token}x"), run_due()

    secret = token[len("kzn_") :]
    for model in apps.get_models():
        for row in model.objects.values() if hasattr(model, "objects") else []:
            assert secret not in str(row), model
    assert secret not in caplog.text
    assert not any(secret in str(one.message()) for one in mail.outbox)


def test_every_wrong_key_gets_the_same_answer(user: User, token: str) -> None:
    revoked, expired = (make_key(user, scopes=["mine"]) for _ in "ab")
    of_nobody = make_key(make_user(is_active=False), scopes=["mine"])
    ApiKey.objects.filter(beginning=revoked[:10]).update(revoked_at=timezone.now())
    ApiKey.objects.filter(beginning=expired[:10]).update(expires_at=timezone.now())
    wrong = [
        revoked, expired, of_nobody, token[:-1], token.upper(), f"{token}a", "kzn_", "x", "", "kzn_" + "é" * 20,
        "kzn_" + "a" * 10_000, "kzn_\ud800".encode("utf-8", "replace").decode(),
    ]  # fmt: skip
    answers = {str(get(one)) for one in wrong}

    assert len(answers) == 1
    assert "not-signed-in" in answers.pop()
    assert get(token)[0] == 200


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "Token"])
def test_a_header_of_another_kind_never_falls_back_to_the_session(user: User, scheme: str, token: str) -> None:
    client = sign_in(Client(), user)
    assert client.get(MINE).status_code == 200
    assert client.get(MINE, headers={"authorization": f"{scheme} {token}x"}).status_code == 401
    assert get(f"{token}x", client=client)[0] == 401


def test_without_the_scope_the_problem_names_it(user: User, token: str) -> None:
    status, problem = Caller(user).client.post("/api/v1/drafts", {}, "application/json").status_code, get(token)
    assert (status, problem[0]) == (401, 200)
    answer = Client().post(
        "/api/v1/drafts", {"call": "x"}, "application/json", headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "scope-missing", "apply")


def test_a_deactivated_person_is_out_with_the_next_request_and_so_after_coming_back(user: User, token: str) -> None:
    administrator = make_staff(Role.ADMINISTRATOR)
    role_services.deactivate(user, actor=administrator)
    assert get(token)[0] == 401
    role_services.reactivate(user, actor=administrator)
    assert get(token)[0] == 401
    assert ApiKey.objects.get().revoked_by == administrator


def test_a_demoted_person_reads_no_case_with_the_next_request_and_never_again_by_this_key() -> None:
    case = make_case()
    staff = make_staff(Role.REVIEWER, case.hub)
    token = make_key(staff)
    assert get(token, CASES)[1]["items"][0]["number"] == case.number

    role_services.end_role(HubRole.objects.get(user=staff), actor=make_staff(Role.ADMINISTRATOR))
    assert get(token, CASES)[0] == 401
    HubRole.objects.create(user=staff, role=Role.REVIEWER, hub=case.hub, from_on=timezone.localdate())
    assert get(token, CASES)[0] == 401


def test_the_key_of_a_member_ends_with_the_membership_that_made_them_staff() -> None:
    case, member = make_case(), make_colleague()
    team = give_team(case, "reader", member)
    token = make_key(member)
    assert get(token, CASES)[1]["items"][0]["number"] == case.number
    end_membership(team.memberships.get(), actor=make_staff(Role.ADMINISTRATOR))
    assert get(token, CASES)[0] == 401
    join(team, member)
    assert get(token, CASES)[0] == 401


def test_a_role_that_ends_by_its_date_ends_what_the_key_reads() -> None:
    case = make_case()
    staff = make_staff(Role.REVIEWER, case.hub)
    token = make_key(staff)
    HubRole.objects.filter(user=staff).update(until_on=timezone.localdate() - timedelta(days=1))
    for path in (CASES, f"/api/v1{case_path(case.number, desk=True)}"):
        assert get(token, path)[0] == 401
    HubRole.objects.filter(user=staff).update(until_on=None)
    assert get(token, CASES)[0] == 401, "a role that is given again revives no key"
    assert get(make_key(staff), CASES)[0] == 200


def test_a_key_of_one_hub_reads_that_hub_alone() -> None:
    here, there = make_case(group=make_group(make_hub())), make_case(group=make_group(make_hub()))
    staff = make_staff(Role.REVIEWER, here.hub)
    HubRole.objects.create(user=staff, role=Role.REVIEWER, hub=there.hub, from_on=timezone.localdate())
    both, bound = make_key(staff), make_key(staff, hub=here.hub)

    assert {one["number"] for one in get(both, CASES)[1]["items"]} == {here.number, there.number}
    assert {one["number"] for one in get(bound, CASES)[1]["items"]} == {here.number}
    assert get(bound, f"/api/v1{case_path(there.number, desk=True)}")[0] == 404


def test_whoever_became_staff_later_holds_no_role_by_an_old_key(user: User) -> None:
    case = make_case()
    key, token = issue(user, name="試験", scopes=["mine"], days=3, second_factor=False)
    HubRole.objects.create(user=user, role=Role.REVIEWER, hub=case.hub, from_on=timezone.localdate())
    ApiKey.objects.filter(pk=key.pk).update(scopes=["mine", "cases"])

    assert get(token, CASES)[0] == 404
    ApiKey.objects.filter(pk=key.pk).update(second_factor=True)
    assert get(token, CASES)[0] == 200


def test_nobody_is_issued_more_than_they_may_have(user: User) -> None:
    hub, staff = make_hub(), make_staff(Role.REVIEWER, make_hub())
    for person, more in (
        (user, {"scopes": ["cases"], "second_factor": True}),
        (user, {"scopes": ["mine"], "second_factor": True, "hub": hub}),
        (staff, {"scopes": ["mine"], "second_factor": False}),
        (staff, {"scopes": ["cases"], "second_factor": True, "hub": hub}),
        (staff, {"scopes": ["everything"], "second_factor": True}),
        (staff, {"scopes": [], "second_factor": True}),
        (staff, {"scopes": ["mine"], "second_factor": True, "days": 91}),
        (staff, {"scopes": ["cases"], "second_factor": True, "days": 31}),
        (staff, {"scopes": ["mine", "act"], "second_factor": True, "days": 31}),
    ):
        with pytest.raises(CaseError):
            issue(person, **{"name": "試験", "days": 3, **more})  # type: ignore[arg-type]
    assert not ApiKey.objects.exists()


def test_a_key_that_opens_the_cases_of_others_lives_shorter() -> None:
    staff = make_staff(Role.REVIEWER, make_hub())
    for scopes, days in ((["mine", "apply"], 90), (["cases"], 30)):
        assert issue(staff, name="試験", scopes=scopes, days=days, second_factor=True)[0].scopes == sorted(scopes)


def test_what_ends_every_session_ends_every_key(user: User, token: str) -> None:
    other = make_key(user, scopes=["mine"])
    end_sessions(user)
    assert get(token)[0] == get(other)[0] == 401

    user.refresh_from_db()
    third = make_key(user, scopes=["mine"])
    assert get(third)[0] == 200
    user.set_password("another long password")
    user.save()
    assert get(third)[0] == 401
    assert {key.state for key in ApiKey.objects.select_related("user")} == {"ended"}


def test_a_changed_secret_of_the_site_ends_no_key_while_the_old_one_is_known(token: str, settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-of-the-site" * 3, [settings.SECRET_KEY]
    assert get(token)[0] == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert get(token)[0] == 401


def test_the_last_use_is_noted_but_not_with_every_request(token: str) -> None:
    assert ApiKey.objects.get().used_at is None
    get(token)
    first = ApiKey.objects.get().used_at
    get(token)
    assert first is not None
    assert ApiKey.objects.get().used_at == first


def test_a_session_changes_nothing_without_its_token() -> None:
    user, group = make_applicant()
    client = sign_in(Client(enforce_csrf_checks=True, headers={"accept-language": "en"}), user)
    body = {"call": "no-such-call", "group": group.pk}

    refused = client.post("/api/v1/drafts", body, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-from-here")
    mark = client.get("/api/v1/session").json()["csrf_token"]
    past = client.post("/api/v1/drafts", body, "application/json", headers={"x-csrftoken": mark})
    assert (past.status_code, past.json()["code"]) == (404, "not-found")


def test_a_session_of_staff_without_a_second_factor_has_no_desk() -> None:
    case = make_case()
    staff = make_staff(Role.REVIEWER, case.hub)
    client = sign_in(Client(), staff, second_factor=False)

    assert client.get(CASES).status_code == 404
    assert client.get(f"/api/v1{case_path(case.number, desk=True)}").status_code == 404
    assert client.get("/api/v1/session").json()["second_factor_missing"] is True
    assert sign_in(Client(), staff).get(CASES).status_code == 200


def test_old_answers_and_keys_are_forgotten_by_the_clock(user: User, token: str, settings: Settings) -> None:
    now = timezone.now()
    old = now - timedelta(hours=settings.API_ANSWER_HOURS, minutes=1)
    for number, at in enumerate((old, now)):
        GivenAnswer.objects.create(user=user, key=f"key-{number}-------", fingerprint="0", created_at=at)
    ended = make_key(user, scopes=["mine"])
    ApiKey.objects.filter(beginning=ended[:10]).update(expires_at=now - timedelta(days=366))

    pruning.prune()
    assert [one.key for one in GivenAnswer.objects.all()] == ["key-1-------"]
    assert [key.beginning for key in ApiKey.objects.all()] == [token[:10]]
    assert "cms.api.keys.pruning.prune" in {one.func for one in schedules.declared()}
