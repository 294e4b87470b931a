"""A page branch that is given to a team, and the places for a new page that Wagtail offers to its members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.people.models import LocalRole, StaffTeam, TeamMembership
from pages.editing.leaders import Leaders
from pages.editing.policies import writers
from pages.models import SectionPage
from tests.factories_editing import Site, client_of, make_live, make_sites
from tests.factories_people import make_staff, make_user
from tests.factories_sharing import give, give_team, join, make_colleague, make_team, stop

pytestmark = pytest.mark.django_db
PLACES = reverse("wagtailadmin_pages:choose_parent", args=["pages", "standardpage"])
ADDING = {"page_type": "pages.sectionpage,pages.hubpage", "user_perms": "add_subpage", "can_choose_root": "true"}


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def at(page: Page, name: str = "sharing", *more: Any) -> str:
    return reverse(f"editing:{name}", args=[page.pk, *more])


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def grant(client: Client, page: Page, **fields: Any) -> Any:
    day = timezone.localdate().isoformat()
    return client.post(at(page), {"who": "", "role": "editor", "from_on": day, "reason": "分科会の担当", **fields})


def lines(client: Client, page: Page) -> list[str]:
    rows = BeautifulSoup(client.get(at(page)).content.decode(), "html.parser").select("table.dk-table tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def test_members_write_the_branch_until_membership_team_or_role_ends(west: Site) -> None:
    branch, beside = make_live(west, "防災の会"), make_live(west, "清掃の会")
    people = [make_colleague() for _each in range(3)]
    team = give_team(branch, "editor", *people)
    clients = [client_of(person) for person in people]
    assert [client.get(edit(branch)).status_code for client in clients] == [200] * 3
    assert [client.get(edit(beside)).status_code for client in clients] == [404] * 3
    TeamMembership.objects.filter(user=people[0]).update(ended_at=timezone.now())
    TeamMembership.objects.filter(user=people[1]).update(until_on=timezone.localdate() - timedelta(days=1))
    assert [client.get(edit(branch)).status_code for client in clients] == [404, 404, 200]
    stop(branch)
    assert clients[2].get(edit(branch)).status_code == 200
    StaffTeam.objects.filter(pk=team.pk).update(ended_at=timezone.now())
    assert clients[2].get(edit(branch)).status_code == 404


def test_the_chiefs_of_a_branch_are_the_members_too_and_are_found_in_two_queries(west: Site) -> None:
    branch = make_live(west, "防災の会")
    alone, member, gone = give(branch, "chief"), make_colleague(), make_user(is_active=False)
    give_team(branch, "chief", member, gone)
    with CaptureQueriesContext(connection) as seen:
        leaders = Leaders.of_today()
    assert leaders.of(branch) == {alone.pk, member.pk}
    assert len(seen) == 3  # the two, and the stops
    assert {alone, member} <= set(writers([]))
    assert gone not in set(writers([]))


def test_a_chief_grants_to_a_team_and_sees_who_is_in_it(west: Site) -> None:
    branch = make_live(west, "防災の会")
    member, coming, former = (make_colleague() for _each in range(3))
    team = make_team(member, name="防災担当")
    join(team, coming, from_on=timezone.localdate() + timedelta(days=9))
    join(team, former, ended_at=timezone.now())
    client = client_of(west.chief)
    assert grant(client, branch, team=team.pk).status_code == 302
    row = LocalRole.objects.get()
    assert (row.user, row.team, row.granted_by) == (None, team, west.chief)
    assert client_of(member).get(edit(branch)).status_code == 200
    shown = lines(client, branch)[0]
    assert all(word in shown for word in ("班：防災担当", member.email, coming.email, "から", "終了する（防災担当、"))
    assert former.email not in shown
    asked = client.get(at(branch, "end_local_role", row.pk)).content.decode()
    assert all(word in asked for word in ("防災担当", member.email, "班員が次に開く画面から"))
    assert client.post(at(branch, "end_local_role", row.pk)).status_code == 302
    assert client_of(member).get(edit(branch)).status_code == 404


def test_exactly_one_of_person_and_team_is_chosen_and_the_field_says_so(west: Site) -> None:
    branch, client = make_live(west), client_of(west.chief)
    assert "team" not in client.get(at(branch)).context["form"].fields
    assert "who" in grant(client, branch).context["form"].errors
    ended = make_team(ended_at=timezone.now())
    assert "team" not in client.get(at(branch)).context["form"].fields
    team = make_team(make_colleague())
    person = make_staff("section")
    for fields, wrong in (
        ({}, "who"),
        ({"who": "知らない人"}, "who"),
        ({"who": person.email, "team": team.pk}, "team"),
        ({"team": ended.pk}, "team"),
        ({"team": "x"}, "team"),
    ):
        answer = grant(client, branch, **fields)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [wrong]
    join(team, west.chief)
    assert "あなたはこの班の班員です" in str(grant(client, branch, team=team.pk).context["form"].errors)
    assert not LocalRole.objects.exists()
    assert grant(client, branch, who=person.email).status_code == 302
    assert LocalRole.objects.get().user == person


def test_the_screen_asks_as_often_with_thirty_teams_as_with_one(west: Site) -> None:
    branch, client = make_live(west), client_of(make_staff("administrator"))
    counts = []
    for many in (1, 29):
        for _each in range(many):
            give_team(branch, "editor", make_user(), make_user())
        client.get(at(branch))
        with CaptureQueriesContext(connection) as seen:
            assert len(lines(client, branch)) > many
        counts.append(len(seen))
    assert counts[0] == counts[1]


def section(above: Page, title: str) -> SectionPage:
    above.refresh_from_db()
    made = above.add_child(instance=SectionPage(title=title, slug=f"section-{Page.objects.count()}", live=True))
    return SectionPage.objects.get(pk=made.pk)


def offered(client: Client, below: Page) -> dict[int, bool]:
    """What the list of places shows below a page, and whether it may be chosen."""
    answer = client.get(reverse("wagtailadmin_choose_page_child", args=[below.pk]), ADDING)
    assert answer.status_code == 200
    return {row.pk: row.can_choose for row in answer.context["table"].data}


def test_a_new_page_is_offered_only_where_its_writer_may_add_one(west: Site) -> None:
    outer, beside = section(west.page, "委員会"), section(west.page, "清掃の会")
    hidden = section(outer, "人選")
    top = {west.page.pk: True}
    client = client_of(west.editor)
    assert offered(client, west.page) == {**top, outer.pk: True, beside.pk: True}
    assert offered(client, outer) == {outer.pk: True, hidden.pk: True}
    stop(hidden)
    assert offered(client, outer) == {outer.pk: True}
    member = make_colleague()
    give_team(beside, "editor", member)
    assert offered(client_of(member), west.page) == {west.page.pk: False, beside.pk: True}
    give_team(hidden, "editor", member)
    assert offered(client_of(member), outer) == {outer.pk: False, hidden.pk: True}


def test_who_may_add_at_one_place_alone_is_led_there_and_past_no_stop(west: Site) -> None:
    branch = section(west.page, "防災の会")
    inner = section(branch, "人選")
    member = make_colleague()
    give_team(branch, "editor", member)
    assert client_of(member).get(PLACES).status_code == 200
    stop(inner)
    answer = client_of(member).get(PLACES)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_pages:add", args=["pages", "standardpage", branch.pk])
    assert client_of(member).post(PLACES, {"parent_page": inner.pk}).status_code == 404
    assert client_of(member).post(PLACES, {"parent_page": branch.pk}).status_code == 302
