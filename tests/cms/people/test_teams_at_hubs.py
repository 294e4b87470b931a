"""A role at a hub that a team of staff holds: who grants it, who has it, when it ends, and what the register shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.desk.sharing import staff
from cms.people.models import HubRole, StaffTeam, User
from cms.people.models.role import HUB_ROLES, WARD_ROLES
from cms.people.services import teams
from cms.people.services.fields import FieldRefused
from cms.people.services.lapsing import tell_lapsed
from cms.people.services.roles import deactivate, end_role, grant_role
from cms.people.signals import rights_ended
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import give, give_team, join, make_team
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


def holds(user: User, hub: Hub, role: str = "reviewer") -> bool:
    return (role, hub.pk) in live_roles(User.objects.get(pk=user.pk)).held


def test_members_hold_it_while_they_are_in_the_team_and_the_role_is_in_force(hub: Hub, administrator: User) -> None:
    today, people = timezone.localdate(), {}
    team = make_team()
    terms = (today, today), (today - DAY, None), (today + DAY, None), (today - DAY, today - DAY)
    for begins, ends in terms:
        people[begins, ends] = join(team, make_user(), from_on=begins, until_on=ends).user
    role = grant_role(actor=administrator, team=team, role="reviewer", hub=hub)
    assert [holds(people[term], hub) for term in terms] == [True, True, False, False]
    assert not any(holds(one, make_hub()) for one in people.values())
    assert live_roles(people[terms[1]]).hub_codes == {hub.pk: hub.code}
    end_role(role, actor=administrator)
    assert not any(holds(one, hub) for one in people.values())
    with pytest.raises(CaseError):
        end_role(role, actor=administrator)


@pytest.mark.parametrize("ends", ["role", "team", "membership", "account"])
def test_whoever_loses_it_is_told_of_and_holds_nothing(hub: Hub, administrator: User, ends: str) -> None:
    person, other = make_user(), make_user()
    team = make_team(person, other)
    role = grant_role(actor=administrator, team=team, role="chief", hub=hub)
    told: set[User] = set()

    def hear(users: list[User], **_more: Any) -> None:
        told.update(users)

    rights_ended.connect(hear)
    try:
        if ends == "role":
            end_role(role, actor=administrator)
        elif ends == "team":
            teams.end_team(team, actor=administrator)
        elif ends == "membership":
            teams.end_membership(team.memberships.get(user=person), actor=administrator)
        else:
            deactivate(person, actor=administrator)
    finally:
        rights_ended.disconnect(hear)
    everybody = ends in ("role", "team")
    assert told == ({person, other} if everybody else {person})
    assert [holds(one, hub, "chief") for one in (person, other)] == [False, not everybody]
    assert HubRole.objects.filter(team=team, ended_at=None).exists() is not everybody
    assert person not in staff()


def test_an_administrator_alone_gives_it_and_not_to_a_team_of_their_own(hub: Hub, administrator: User) -> None:
    team = make_team(make_user())
    for other in (make_staff("chief", hub), make_staff("editor_in_chief"), make_staff("auditor")):
        with pytest.raises(Forbidden):
            grant_role(actor=other, team=team, role="editor", hub=hub)
    for begins in (timezone.localdate(), timezone.localdate() + 30 * DAY):
        own = make_team()
        join(own, administrator, from_on=begins)
        with pytest.raises(Forbidden):
            grant_role(actor=administrator, team=own, role="editor", hub=hub)
    assert not HubRole.objects.exclude(team=None).exists()


def test_what_cannot_be_given_is_refused_with_its_field(hub: Hub, administrator: User) -> None:
    team, today = make_team(make_user()), timezone.localdate()
    ended = make_team(ended_at=timezone.now())
    for given, field in (
        *(({"team": team, "role": role}, "team") for role in WARD_ROLES),
        ({"team": team, "role": "editor"}, "hub"),
        ({"team": ended, "role": "editor", "hub": hub}, "team"),
        ({"team": team, "role": "editor", "hub": hub, "until_on": today - DAY}, "until_on"),
    ):
        with pytest.raises(FieldRefused) as refused:
            grant_role(actor=administrator, **given)
        assert refused.value.field == field, given
    for role in HUB_ROLES:
        grant_role(actor=administrator, team=team, role=role, hub=hub)
        with pytest.raises(CaseError):
            grant_role(actor=administrator, team=team, role=role, hub=hub)
    both: dict[str, Any] = {"team": team, "user": make_user()}
    for holder in ({}, both):
        with pytest.raises(TypeError):
            grant_role(actor=administrator, role="editor", hub=hub, **holder)


def test_the_database_refuses_what_no_service_makes(hub: Hub, administrator: User) -> None:
    team, person = make_team(), make_user()
    for fields in (
        {"role": "editor", "hub": hub},
        {"role": "editor", "hub": hub, "user": person, "team": team},
        *({"role": role, "team": team} for role in WARD_ROLES),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            HubRole.objects.create(granted_by=administrator, **fields)


def test_however_many_roles_come_by_however_many_teams_one_statement_reads_them(administrator: User) -> None:
    person = make_staff("section")
    for _each in range(9):
        give_team(make_hub(), "reviewer", person)
        give(make_hub(), "editor", person)
    with CaptureQueriesContext(connection) as seen:
        assert len(live_roles(person).held) == 19
    assert len(seen) == 1


def test_the_day_after_its_last_day_the_members_are_told_of(hub: Hub) -> None:
    person, today, told = make_user(), timezone.localdate(), []
    give_team(hub, "reviewer", person, from_on=today - 9 * DAY, until_on=today - DAY)
    still = make_user()
    give_team(hub, "reviewer", still, from_on=today - 9 * DAY, until_on=today)

    def hear(users: list[User], **_more: Any) -> None:
        told.extend(users)

    rights_ended.connect(hear)
    try:
        tell_lapsed()
    finally:
        rights_ended.disconnect(hear)
    assert told == [person]
    assert holds(still, hub)


def test_the_log_says_who_gave_it_to_which_team(hub: Hub, administrator: User) -> None:
    team = make_team(make_user(name="見本 京子"), name="防災担当")
    role = grant_role(actor=administrator, team=team, role="editor", hub=hub)
    teams.end_team(team, actor=administrator)
    entries = ModelLogEntry.objects.filter(action__in=["people.role_granted", "people.role_ended"], user=administrator)
    assert [one.data["team"] for one in entries] == [team.pk, team.pk]
    assert {(one.data["hub"], one.data["role"], "user" in one.data) for one in entries} == {(hub.code, "editor", False)}
    assert not any("防災" in one.label or "見本" in one.label for one in entries)
    role.refresh_from_db()
    assert role.ended_by == administrator


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
    assert not holds(person, hub)
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


def test_the_register_asks_as_often_with_thirty_teams_as_with_one(hub: Hub, administrator: User) -> None:
    client, counts = sign_in(Client(), administrator), []
    for many in (1, 25):
        for _each in range(many):
            give_team(hub, "editor", make_user(), make_user())
        team = StaffTeam.objects.first()
        assert team is not None
        for address in (INDEX, reverse("roles:edit", args=[team.hubroles.get().pk])):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_a_member_needs_the_second_factor_before_the_role_opens_anything(hub: Hub) -> None:
    person = make_user()
    give_team(hub, "reviewer", person)
    answer = sign_in(Client(), person).get(reverse("wagtailadmin_home"))
    assert answer["Location"].startswith(reverse("people:second_factor"))
