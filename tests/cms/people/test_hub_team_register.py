"""The register of roles, the page of a team and a person's file, where a team holds a role at a hub."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.disclosing import Whom
from cms.people.kept import kept, kept_about
from cms.people.models import HubRole, User
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import give_team, join, make_team
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADD, INDEX = reverse("roles:add"), reverse("roles:index")


@pytest.fixture
def hub() -> Hub:
    return make_hub()


@pytest.fixture
def administrator() -> User:
    return make_staff("administrator")


def post(client: Client, **fields: Any) -> Any:
    given = {"user": "", "role": "reviewer", "from_on": timezone.localdate().isoformat(), "hub": "", **fields}
    return client.post(ADD, given)


def test_the_register_gives_it_shows_who_has_it_and_ends_it(hub: Hub, administrator: User) -> None:
    client, person = sign_in(Client(), administrator), make_user("kyoko@example.jp", name="見本 京子")
    assert "team" not in client.get(ADD).context["form"].fields
    asked = client.get(ADD, {"hub": hub.pk}).content.decode()
    assert f'<option value="{hub.pk}" selected>' in asked
    assert client.get(ADD, {"hub": "x"}).status_code == 200
    team = make_team(person, name="防災担当")
    assert post(client, team=team.pk, hub=hub.pk).status_code == 302
    role = HubRole.objects.get(team=team)
    assert (role.user, role.granted_by, role.hub) == (None, administrator, hub)
    listed = client.get(INDEX, {"q": "防災"}).content.decode()
    assert "班：防災担当" in listed
    record = reverse("roles:edit", args=[role.pk])
    shown = client.get(record).content.decode()
    assert all(word in shown for word in ("防災担当", "見本 京子（kyoko@example.jp）", str(hub)))
    facts = dict(client.get(reverse("teams:edit", args=[team.pk])).context["facts"])
    assert {str(label): value for label, value in facts.items()}["拠点の役割"] == f"{hub}・拠点審査担当"
    assert client.post(record).status_code == 302
    assert not live_roles(person).is_staff_member
    assert client.get(record).status_code == 200


def test_person_or_team_is_named_and_the_field_says_what_is_wrong(hub: Hub, administrator: User) -> None:
    client, team = sign_in(Client(), administrator), make_team(make_user())
    person = make_user()
    for fields, wrong in (
        ({"hub": hub.pk}, "user"),
        ({"hub": hub.pk, "user": "nobody@example.jp"}, "user"),
        ({"hub": hub.pk, "user": person.email, "team": team.pk}, "team"),
        ({"hub": hub.pk, "team": "x"}, "team"),
        ({"team": team.pk}, "hub"),
        ({"team": team.pk, "role": "auditor"}, "team"),
        ({"team": team.pk, "role": "administrator"}, "team"),
    ):
        answer = post(client, **fields)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [wrong], fields
    join(team, administrator)
    assert "あなたはこの班の班員です" in str(post(client, team=team.pk, hub=hub.pk).context["form"].errors)
    assert not HubRole.objects.filter(hub=hub).exists()
    assert post(client, user=person.email, hub=hub.pk).status_code == 302
    assert HubRole.objects.get(hub=hub).user == person


def test_the_register_asks_as_often_with_many_teams_and_members_as_with_one(hub: Hub, administrator: User) -> None:
    client, counts = sign_in(Client(), administrator), []
    team = give_team(hub, "editor", make_user())
    for many in (1, 25):
        for _each in range(many):
            give_team(hub, "editor", make_user(), make_user())
            join(team, make_user())
        for address in (INDEX, reverse("roles:edit", args=[team.hubroles.get().pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def facts(client: Client, address: str) -> dict[str, str]:
    return {str(label): str(value) for label, value in client.get(address).context["facts"]}


def test_the_record_of_a_role_names_who_was_in_the_team_in_its_days_and_nobody_who_came_later(
    hub: Hub, administrator: User
) -> None:
    today, client = timezone.localdate(), sign_in(Client(), administrator)
    team = make_team()
    before, then, left, later, to_come = (make_user(f"{name}@example.jp") for name in ("a", "b", "c", "d", "e"))
    join(team, before, from_on=today - 90 * DAY, until_on=today - 31 * DAY)
    join(team, then, from_on=today - 90 * DAY)
    join(team, left, from_on=today - 20 * DAY, ended_at=timezone.now() - 10 * DAY)
    join(team, later, from_on=today - 4 * DAY)
    join(team, to_come, from_on=today + 9 * DAY)
    give_team(hub, "editor", team=team, from_on=today - 30 * DAY, until_on=today - 5 * DAY)
    shown = facts(client, reverse("roles:edit", args=[HubRole.objects.get(team=team).pk]))["この期間の班員"]
    assert [one in shown for one in map(str, (before, then, left, later, to_come))] == [False, True, True, False, False]
    HubRole.objects.filter(team=team).update(until_on=None)
    shown = facts(client, reverse("roles:edit", args=[HubRole.objects.get(team=team).pk]))["この期間の班員"]
    assert [one in shown for one in map(str, (before, then, left, later, to_come))] == [False, True, True, True, True]
    assert shown.count("～") == 4


def test_the_page_that_ends_a_team_tells_what_is_to_come_too(hub: Hub, administrator: User) -> None:
    team, today = make_team(make_user()), timezone.localdate()
    give_team(hub, "editor", team=team, from_on=today + 3 * DAY, until_on=today + 9 * DAY)
    give_team(make_hub(), "editor", team=team, until_on=today - DAY)
    shown = facts(sign_in(Client(), administrator), reverse("teams:end", args=[team.pk]))["拠点の役割"]
    assert all(word in shown for word in (str(hub), "拠点編集者", "から", "まで"))
    assert "、" not in shown


def test_the_file_of_a_person_has_what_came_by_a_team_and_the_file_of_the_hub_too(hub: Hub) -> None:
    person, today = make_user(), timezone.localdate()
    team = make_team(name="防災担当")
    join(team, person, from_on=today - 9 * DAY, until_on=today - 5 * DAY)
    give_team(hub, "reviewer", team=team)
    give_team(make_hub(), "editor", team=team, from_on=today - 30 * DAY, until_on=today - 20 * DAY)
    give_team(make_hub(), "editor", make_user())
    reader = make_staff("division_approver")
    for file in (
        kept(Whom(reader, None, frozenset(), user=person)),
        kept_about(Whom(make_staff("chief", hub), frozenset({hub.pk}), frozenset(), user=person)),
    ):
        rows = next(one.rows for one in file.tables if one.key == "roles")
        assert [(row["role"], row["hub__name"], row["team__name"]) for row in rows] == [
            ("reviewer", hub.name, "防災担当")
        ]
    foreign = Whom(make_staff("chief", make_hub()), frozenset({make_hub().pk}), frozenset(), user=person)
    assert not kept_about(foreign).tables
