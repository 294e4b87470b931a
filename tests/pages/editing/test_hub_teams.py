"""A team that writes, leads or approves for a hub: its members do what the hub's editors and chiefs do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.mailings.models import OutgoingMail
from cms.people.models import HubRole, TeamMembership
from pages.editing import reviewing
from pages.editing.approvers import of_step
from pages.editing.policies import writers
from pages.rules.actions.telling import staff
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites, submit
from tests.factories_people import make_staff, make_user
from tests.factories_sharing import give_team, join, make_colleague, make_team, stop
from tests.pages.editing.test_approval import decide, is_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def edit(page: object) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])  # type: ignore[attr-defined]


def lines(client: Client, address: str) -> list[str]:
    rows = BeautifulSoup(client.get(address).content.decode(), "html.parser").select("table.dk-table tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def test_members_write_every_page_of_the_hub_below_no_stop(west: Site) -> None:
    first, second = make_live(west, "防災の会"), make_live(west, "清掃の会")
    person = make_colleague()
    client = client_of(person)
    assert client.get(edit(first)).status_code == 404
    team = give_team(west.hub, "editor", person)
    assert [client.get(edit(page)).status_code for page in (first, second)] == [200, 200]
    stop(second)
    assert [client.get(edit(page)).status_code for page in (first, second)] == [200, 404]
    TeamMembership.objects.filter(team=team).update(ended_at=timezone.now())
    assert client.get(edit(first)).status_code == 404


def test_a_chief_by_team_approves_and_nobody_approves_what_they_wrote(west: Site) -> None:
    HubRole.objects.filter(user=west.chief).update(ended_at=timezone.now())
    writer, other, gone = make_colleague(), make_colleague(), make_user(is_active=False)
    give_team(west.hub, "chief", writer, other, gone)
    own, foreign = make_draft(west, by=writer), make_draft(west, by=west.editor)
    state = submit(own, writer)
    assert of_step(state.current_task_state) == {other.pk}
    assert of_step(submit(foreign, west.editor).current_task_state) == {writer.pk, other.pk}
    decide(state, writer)
    assert not is_live(own)
    decide(state, other)
    assert is_live(own)


def test_members_are_told_chosen_and_counted_like_everybody_of_the_hub(west: Site) -> None:
    person, gone = make_colleague(), make_user(is_active=False)
    give_team(west.hub, "chief", person, gone)
    give_team(west.hub, "chief", person)
    draft = make_draft(west)
    submit(draft, west.editor)
    assert OutgoingMail.objects.filter(to=person.email).count() == 1
    assert not OutgoingMail.objects.filter(to=gone.email).exists()
    for found in (reviewing.people_of(west.hub.pk), writers([west.hub.pk]), staff([west.hub.pk])):
        assert [one.pk for one in found].count(person.pk) == 1
        assert gone not in found
    page = client_of(make_staff("administrator")).get(reverse("editing:set_up_hub", args=[west.hub.pk]))
    assert [number for _label, number in page.context["people"]] == [1, 2]


def test_the_screen_of_the_hub_names_the_team_and_leads_to_where_it_is_ended(west: Site) -> None:
    person, coming = make_colleague(), make_colleague()
    team = make_team(person, name="防災担当")
    join(team, coming, from_on=timezone.localdate() + timedelta(days=9))
    give_team(west.hub, "editor", team=team)
    role = HubRole.objects.get(team=team)
    address = reverse("editing:hub_sharing", args=[west.hub.pk])
    for reader, is_keeper in ((make_staff("administrator"), True), (west.chief, False)):
        client = client_of(reader)
        shown = next(line for line in lines(client, address) if "防災担当" in line)
        assert all(word in shown for word in ("班：防災担当", person.email, coming.email, "拠点編集者"))
        text = client.get(address).content.decode()
        assert (reverse("roles:edit", args=[role.pk]) in text) is is_keeper
        assert (f"{reverse('roles:add')}?hub={west.hub.pk}" in text) is is_keeper
    of_page = lines(client_of(west.chief), reverse("editing:sharing", args=[west.page.pk]))
    assert any("班：防災担当" in line and person.email in line for line in of_page)
