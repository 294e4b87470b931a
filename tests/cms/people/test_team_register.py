"""The register of teams of staff: the administrator keeps it, the auditor reads it, nobody else finds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.people.disclosing import Whom
from cms.people.kept import kept
from cms.people.models import StaffTeam, TeamMembership
from tests.factories_people import make_hub, make_staff, make_user
from tests.factories_sharing import give_team, join, make_team
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db
INDEX, NEW = reverse("teams:index"), reverse("teams:add")


def at(team: StaffTeam, name: str = "edit", *more: Any) -> str:
    return reverse(f"teams:{name}", args=[team.pk, *more])


@pytest.fixture
def administrator() -> Client:
    return sign_in(Client(), make_staff("administrator"))


def errors(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.context["form"].errors)


def test_a_team_is_made_named_filled_and_ended(administrator: Client) -> None:
    made = administrator.post(NEW, {"name": "防災担当", "note": "訓練の準備"})
    team = StaffTeam.objects.get()
    assert made["Location"] == at(team)
    assert "防災担当" in administrator.get(INDEX).content.decode()
    person = make_user("kyoko@example.jp", name="見本 京子")
    assert "班員はいません。" in administrator.get(at(team)).content.decode()
    day = timezone.localdate().isoformat()
    assert administrator.post(at(team), {"user": person.email, "from_on": day}).status_code == 302
    seat = TeamMembership.objects.get()
    shown = administrator.get(at(team)).content.decode()
    assert all(word in shown for word in ("見本 京子", person.email, at(team, "end_membership", seat.pk), "訓練の準備"))
    assert administrator.post(at(team, "rename"), {"name": "防災・減災担当"}).status_code == 302
    asked = administrator.get(at(team, "end_membership", seat.pk)).content.decode()
    assert all(word in asked for word in ("防災・減災担当", person.email))
    assert administrator.post(at(team, "end_membership", seat.pk)).status_code == 302
    assert administrator.post(at(team, "end_membership", seat.pk)).status_code == 404
    assert "以前の班員" in administrator.get(at(team)).content.decode()
    assert "個別の役割）が、すべて終了します" in administrator.get(at(team, "end")).content.decode()
    assert StaffTeam.objects.get().ended_at is None
    assert administrator.post(at(team, "end")).status_code == 302
    assert StaffTeam.objects.get().ended_at is not None
    for name in ("rename", "end"):
        assert administrator.get(at(team, name)).status_code == 404
    assert administrator.post(at(team), {"user": person.email, "from_on": day}).status_code == 404
    assert administrator.get(at(team)).status_code == 200


def test_what_is_refused_stands_beside_its_field(administrator: Client) -> None:
    team, person = make_team(name="防災担当"), make_user()
    today = timezone.localdate()
    assert "name" in administrator.post(NEW, {"name": " "}).context["form"].errors
    assert "この名称の班は、すでにあります。" in errors(administrator.post(NEW, {"name": "防災担当"}))
    days = {"from_on": today.isoformat()}
    assert "user" in administrator.post(at(team), {"user": "x@example.jp", **days}).context["form"].errors
    past = {**days, "until_on": (today - timedelta(days=1)).isoformat()}
    assert "until_on" in administrator.post(at(team), {"user": person.email, **past}).context["form"].errors
    join(team, person)
    assert "すでにこの班に入っています" in errors(administrator.post(at(team), {"user": person.email, **days}))
    retired = make_user(is_active=False)
    assert "user" in administrator.post(at(team), {"user": retired.email, **days}).context["form"].errors
    assert TeamMembership.objects.count() == 1


def test_an_administrator_does_not_add_themselves() -> None:
    person, team = make_staff("administrator"), make_team()
    client = sign_in(Client(), person)
    answer = client.post(at(team), {"user": person.email, "from_on": timezone.localdate().isoformat()})
    assert "自分を班に加えることはできません" in errors(answer)
    assert not TeamMembership.objects.exists()


def test_the_auditor_reads_and_nobody_else_finds_the_register() -> None:
    member = make_staff("section", name="金糸雀 花子")
    team = make_team(member)
    seat = team.memberships.get()
    auditor = sign_in(Client(), make_staff("auditor"))
    assert "金糸雀" in auditor.get(at(team)).content.decode()
    hub = make_hub()
    others = [member, make_staff("chief", hub), make_staff("editor_in_chief"), make_staff("division_approver")]
    for person in others:
        client = sign_in(Client(), person)
        assert client.get(INDEX).status_code in (302, 404)
        for address in (at(team), NEW, at(team, "rename"), at(team, "end"), at(team, "end_membership", seat.pk)):
            assert client.get(address).status_code == 404
            assert client.post(address, {"name": "別の班"}).status_code == 404
    for address in (NEW, at(team, "rename"), at(team, "end"), at(team, "end_membership", seat.pk)):
        assert auditor.get(address).status_code == 404
        assert auditor.post(address, {"name": "別の班"}).status_code == 404
    assert StaffTeam.objects.get().ended_at is None


def test_a_member_of_another_team_is_not_ended_here(administrator: Client) -> None:
    team, other = make_team(make_user()), make_team(make_user())
    seat = other.memberships.get()
    assert administrator.post(at(team, "end_membership", seat.pk)).status_code == 404
    assert other.memberships.get().ended_at is None


def test_the_page_tells_how_many_roles_the_team_has_and_not_on_what(administrator: Client) -> None:
    team = make_team(make_user())
    give_team(Page(pk=7001), "editor", team=team)
    give_team(Page(pk=7002), "chief", team=team, ended_at=timezone.now())
    shown = administrator.get(at(team))
    facts = {str(label): value for label, value in shown.context["facts"]}
    assert facts["ページの個別の役割（件数）"] == 1
    assert facts["案件の個別の役割（件数）"] == 0
    assert "7001" not in shown.content.decode()


def test_list_and_page_ask_as_often_with_many_as_with_one(administrator: Client) -> None:
    team = make_team(make_user())
    counts = []
    for many in (1, 12):
        for _each in range(many):
            make_team(make_user(), make_user())
            join(team, make_user())
        for address in (INDEX, at(team)):
            administrator.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert administrator.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_the_file_of_a_person_tells_their_teams_and_no_one_elses() -> None:
    person, reader = make_user(), make_staff("division_approver")
    give_team(Page(pk=7002), "chief", make_user(), team=make_team(make_user(), name="清掃担当"))
    team = make_team(person, name="防災担当")
    give_team(Page(pk=7001), "editor", team=team)
    tables = {one.key: one for one in kept(Whom(reader, None, frozenset(), user=person)).tables}
    assert [row["team__name"] for row in tables["team_memberships"].rows] == ["防災担当"]
    given = [(row["role"], row["kind"], row["team__name"]) for row in tables["local_roles"].rows]
    assert given == [("editor", "page", "防災担当")]
