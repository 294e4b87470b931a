"""The screen “who may do what here” for pages and hubs: who may share, what is shown, what is granted and ended."""

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
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.people.models import LocalRole
from pages.editing.models import BranchStop
from tests.factories_editing import Site, client_of, make_draft, make_live, make_sites
from tests.factories_people import make_staff, make_user
from tests.factories_sharing import give, stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def at(page: Page, name: str = "sharing", *more: Any) -> str:
    return reverse(f"editing:{name}", args=[page.pk, *more])


def lines(client: Client, page: Page) -> list[str]:
    """The table as text, one line each."""
    answer = client.get(at(page))
    assert answer.status_code == 200
    rows = BeautifulSoup(answer.content.decode(), "html.parser").select("table.dk-table tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def grant(client: Client, page: Page, who: str, **changes: Any) -> Any:
    given = {"who": who, "role": "editor", "from_on": timezone.localdate().isoformat(), "reason": "分科会の担当"}
    return client.post(at(page), {**given, **changes})


def errors(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.context["form"].errors)


def test_who_leads_a_page_shares_it_and_nobody_else_finds_the_screen(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    page = make_live(west, "委員会")
    local = give(page, "chief")
    for person in (make_staff("administrator"), make_staff("editor_in_chief"), west.chief, local):
        assert client_of(person).get(at(page)).status_code == 200
    outside = (west.editor, east.chief, make_staff("auditor"), make_staff("reviewer", west.hub), give(page, "editor"))
    for person in outside:
        for name in ("sharing", "inheritance"):
            assert client_of(person).get(at(page, name)).status_code == 404
            assert client_of(person).post(at(page, name), {"who": west.editor.email}).status_code == 404
    assert client_of(local).get(at(west.page)).status_code == 404
    assert LocalRole.objects.count() == 2


def test_a_chief_grants_to_staff_by_name_and_it_opens_the_branch_at_once(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west, "委員会")
    person = make_staff("section", name="見本 京子")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client = client_of(person)
    assert client.get(edit).status_code == 404
    assert grant(client_of(west.chief), page, "見本　京子").status_code == 302
    assert client.get(edit).status_code == 200
    row = LocalRole.objects.get()
    assert (row.user, row.granted_by, row.role, row.reason) == (person, west.chief, "editor", "分科会の担当")
    log = ModelLogEntry.objects.get(action="people.local_role_granted")
    assert (log.user, log.data["key"], log.data["user"]) == (west.chief, page.pk, person.pk)
    assert person.last_name not in log.label


def test_of_several_with_one_name_one_is_chosen(sites: dict[str, Site]) -> None:
    page = make_live(sites["west"])
    people = [make_staff("section", name="見本 京子") for _each in range(2)]
    client = client_of(make_staff("administrator"))
    answer = grant(client, page, "見本")
    assert "person" in answer.context["form"].errors
    assert all(one.email in answer.content.decode() for one in people)
    assert grant(client, page, "見本", person=people[1].pk).status_code == 302
    assert LocalRole.objects.get().user == people[1]


def test_a_chief_makes_nobody_a_member_of_staff_and_learns_of_no_resident(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west)
    resident = make_user(name="住民 花子")
    there, missing = (errors(grant(client_of(west.chief), page, who)) for who in (resident.email, "x@example.jp"))
    assert there == missing
    assert "住民" not in errors(grant(client_of(make_staff("administrator")), page, "住民"))
    assert not LocalRole.objects.exists()
    assert grant(client_of(make_staff("administrator")), page, resident.email).status_code == 302
    assert LocalRole.objects.get().user == resident


def test_what_cannot_be_granted_is_told_beside_its_field(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page, client = make_live(west), client_of(west.chief)
    colleague = make_staff("section")
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "reason" in errors(grant(client, page, colleague.email, reason=" "))
    assert "until_on" in errors(grant(client, page, colleague.email, until_on=yesterday))
    assert "role" in errors(grant(client, page, colleague.email, role="reviewer"))
    assert "__all__" in errors(grant(client, page, west.chief.email))
    assert grant(client, page, colleague.email).status_code == 302
    assert "__all__" in errors(grant(client, page, colleague.email))
    assert LocalRole.objects.count() == 1


def test_the_table_says_through_what_and_until_when(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    inner = outer.add_child(instance=type(outer)(title="人選", slug="inner", live=True))
    end = timezone.localdate() + timedelta(days=9)
    above, here = give(outer, "editor", until_on=end), give(inner, "chief")
    auditor = make_staff("auditor")
    shown = lines(client_of(make_staff("administrator")), inner)
    for words, line in (
        ((here.email, "このページ"), shown[0]),
        ((above.email, "委員会", f"{end.month}月{end.day}日"), shown[1]),
    ):
        assert all(word in line for word in words)
    for one in (west.editor, west.chief):
        assert any(one.email in line and west.hub.name in line for line in shown)
    assert any(auditor.email in line for line in shown)
    stop(inner)
    shown = lines(client_of(make_staff("administrator")), inner)
    assert here.email in shown[0]
    assert not any(one.email in line for one in (above, west.editor, west.chief) for line in shown)
    assert any(auditor.email in line for line in shown)


def test_ending_asks_first_and_is_on_record(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page, other = make_live(west), make_live(west)
    person = give(page, "editor")
    row = LocalRole.objects.get()
    client = client_of(west.chief)
    address = at(page, "end_local_role", row.pk)
    assert person.email in client.get(address).content.decode()
    assert LocalRole.objects.get().ended_at is None
    assert client.post(at(other, "end_local_role", row.pk)).status_code == 404
    assert client_of(sites["east"].chief).post(address).status_code == 404
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.ended_by, row.ended_at is not None) == (west.chief, True)
    assert client.post(address).status_code == 404
    assert ModelLogEntry.objects.filter(action="people.local_role_ended", user=west.chief).count() == 1


def test_only_who_keeps_the_say_stops_what_comes_from_above(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west)
    assert client_of(west.chief).get(at(page, "inheritance")).status_code == 404
    client = client_of(make_staff("administrator"))
    assert client.get(at(west.page, "inheritance")).status_code == 404
    assert client.get(at(page, "inheritance")).context["warning"]
    assert not BranchStop.objects.exists()
    assert client.post(at(page, "inheritance"), {"wanted": "stop"}).status_code == 302
    assert client_of(west.chief).get(at(page)).status_code == 404
    assert client.post(at(page, "inheritance"), {"wanted": "stop"}).status_code == 200
    assert client.post(at(page, "inheritance"), {"wanted": "resume"}).status_code == 302
    assert client_of(west.chief).get(at(page)).status_code == 200
    actions = PageLogEntry.objects.filter(page=page.pk, action__startswith="editing.inheritance")
    assert actions.count() == 2


def test_behind_a_stop_the_hubs_chief_reads_no_title_of_a_page(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west, "委員会")
    hidden = outer.add_child(instance=type(outer)(title="金糸雀", slug="hidden", live=False))
    stop(hidden)
    give(hidden, "editor")
    assert "金糸雀" not in client_of(west.chief).get(at(outer)).content.decode()
    hub = reverse("editing:hub_sharing", args=[west.hub.pk])
    assert "金糸雀" not in client_of(west.chief).get(hub).content.decode()
    administrator = client_of(make_staff("administrator"))
    assert "金糸雀" in administrator.get(at(outer)).content.decode()
    assert "金糸雀" in administrator.get(hub).content.decode()


def test_a_hub_shows_its_roles_and_doubles_none(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    reviewer = make_staff("reviewer", west.hub)
    address = reverse("editing:hub_sharing", args=[west.hub.pk])
    for person in (make_staff("administrator"), west.chief, make_staff("editor_in_chief")):
        text = client_of(person).get(address).content.decode()
        assert all(one.email in text for one in (west.editor, west.chief, reviewer))
        assert east.editor.email not in text
    for person in (east.chief, west.editor, reviewer, make_staff("auditor")):
        assert client_of(person).get(address).status_code == 404
    assert not LocalRole.objects.exists()


def test_with_the_page_its_local_roles_end(sites: dict[str, Site]) -> None:
    west = sites["west"]
    outer = make_live(west)
    inner = outer.add_child(instance=type(outer)(title="下", slug="inner", live=True))
    give(inner, "editor")
    Page.objects.get(pk=outer.pk).delete()
    assert LocalRole.objects.get().ended_at is not None


def test_the_screen_asks_as_often_with_a_hundred_as_with_one(sites: dict[str, Site]) -> None:
    west = sites["west"]
    page = make_live(west)
    client = client_of(make_staff("administrator"))
    giver = make_staff("administrator")
    counts = []
    for many in (1, 99):
        for _each in range(many):
            give(page, "editor", make_user(), granted_by=giver)
        client.get(at(page))
        with CaptureQueriesContext(connection) as seen:
            assert len(lines(client, page)) > many
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_the_way_to_the_screen_stands_where_it_is_looked_for(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west)
    explorer = reverse("wagtailadmin_explore", args=[draft.pk])
    assert at(draft) in client_of(west.chief).get(explorer).content.decode()
    assert at(draft) not in client_of(west.editor).get(explorer).content.decode()
