"""The ledger of collaboration: who did what; nobody is named on the site who has not agreed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.hubs.models import Hub
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_ledger import entry_data, make_case_study, make_entry
from tests.factories_people import make_group, make_hub, make_staff
from workflows.exchange.models import Together
from workflows.ledger import names
from workflows.ledger.models import Collaboration, NamedPerson

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/ledger/"


@pytest.fixture
def hub() -> Hub:
    return make_hub()


def path(entry: Collaboration, rest: str = "") -> str:
    return f"{DESK}{entry.pk}/{rest}"


def officer_named(hub: Hub, name: str) -> None:
    group = make_group(hub, name="みほん北町会")
    group.officers.create(title="会長", name=name, from_on="2026-04-01")


@pytest.mark.parametrize("role", ["editor", "reviewer", "chief"])
def test_staff_of_the_hub_write_with_partners_and_costs(hub: Hub, role: str) -> None:
    client = client_of(make_staff(role, hub))
    answer = client.post(f"{DESK}new/", entry_data())
    entry = Collaboration.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, path(entry))
    assert (entry.hub, entry.agenda_by, entry.case) == (hub, "residents", None)
    assert list(entry.partners.values_list("name", "cost_yen")) == [("みほん北町会", 20_000), ("防災課", 5_000)]
    shown = client.get(path(entry)).content.decode()
    assert "25,000円" in shown
    assert "25,000円" in client.get(DESK).content.decode()


def known() -> set[tuple[str, str, str]]:
    return {(row.one.name, row.other.name, row.how) for row in Together.objects.filter(source="ledger")}


def test_groups_of_the_register_that_took_part_are_known_to_have_worked_together(hub: Hub) -> None:
    called = ("みほん北町会", "みほん南町会", "みほん青年会")
    groups = [make_group(hub, name=name) for name in called]
    make_group(make_hub(), name=called[0])  # the hub's own group of the name is meant
    for _n in range(2):
        make_group(make_hub(), name="どこにもある会")
    client = client_of(make_staff("reviewer", hub))
    second = {"partner-1-kind": "group", "partner-1-name": called[1]}
    third = {"partner-2-name": "どこにもある会", "partner-2-part": "準備"}
    client.post(f"{DESK}new/", entry_data(**second, **third))
    entry = Collaboration.objects.get()
    assert list(entry.partners.values_list("group", flat=True)) == [groups[0].pk, groups[1].pk, None]
    assert known() == {(called[0], called[1], "worked")}
    client.post(path(entry, "edit/"), entry_data(**{**second, "partner-1-name": called[2]}))
    assert known() == {(called[0], called[2], "worked")}, "a corrected entry leaves nothing of what was wrong"


def test_from_a_case_it_begins_with_its_title_and_stays_tied(hub: Hub) -> None:
    case = make_case(group=make_group(hub))
    client = client_of(make_staff("reviewer", hub))
    link = f"{DESK}new/?case={case.pk}"
    assert link.replace("&", "&amp;") in client.get(f"/cms/desk/cases/{case.pk}/").content.decode()
    assert f'value="{case.title}"' in client.get(link).content.decode()
    client.post(link, entry_data())
    assert Collaboration.objects.get().case == case
    foreign = make_case()
    assert client.post(f"{DESK}new/?case={foreign.pk}", entry_data()).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"learned": ""}, {"ended_on": "2026-04-01"}, {"partner-0-part": ""}, {"partner-1-cost_yen": "-1"},
        {"agenda_by": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(hub: Hub, changes: dict[str, Any]) -> None:
    answer = client_of(make_staff("reviewer", hub)).post(f"{DESK}new/", entry_data(**changes))
    assert answer.status_code == 422
    assert "error-message" in answer.content.decode()
    assert not Collaboration.objects.exists()


def publish(client: Client, entry: Collaboration, **given: Any) -> int:
    return client.post(path(entry), {"action": "publish", "confirmed": "on", **given}).status_code


def test_the_chief_publishes_and_nobody_below(hub: Hub) -> None:
    entry = make_entry(hub)
    for role in ("editor", "reviewer"):
        assert publish(client_of(make_staff(role, hub)), entry) == 403
    chief = client_of(make_staff("chief", hub))
    assert chief.post(path(entry), {"action": "publish"}).status_code == 422  # not confirmed
    entry.refresh_from_db()
    assert not entry.is_published
    assert publish(chief, entry) == 302
    entry.refresh_from_db()
    assert entry.is_published
    assert publish(chief, entry) == 422
    assert chief.post(path(entry), {"action": "unpublish"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.published_at, entry.published_by) == (None, None)


def test_a_known_name_without_consent_is_never_published(hub: Hub) -> None:
    officer_named(hub, "例示 花子")
    entry = make_entry(hub, done="会長の例示　花子が案内した。")
    chief = client_of(make_staff("chief", hub))
    refused = chief.post(path(entry), {"action": "publish", "confirmed": "on"})
    assert refused.status_code == 422
    assert "例示 花子" in refused.content.decode()
    assert not Collaboration.objects.filter(published_at__isnull=False).exists()
    consent = {"action": "consent", "name": "例示花子", "how": "writing", "agreed_on": timezone.localdate().isoformat()}
    assert chief.post(path(entry), consent).status_code == 302
    assert publish(chief, entry) == 302


def test_the_applicant_of_the_case_is_known_too(hub: Hub) -> None:
    case = make_case(group=make_group(hub))
    entry = make_entry(hub, case=case, learned=f"{case.person.name}が中心だった。")
    assert names.without_consent(entry) == [case.person.name]


@pytest.mark.parametrize(
    "text,found",
    [
        ("見本さんが来た", ["見本さん"]),
        ("皆さんとお客様", []),
        ("参加者さん、住民の皆様", []),
        ("ヤマダ様と試験氏", ["ヤマダ様", "試験氏"]),
        ("たくさん集まった。仕様を決めた。", []),
    ],
)
def test_what_looks_like_a_name_is_shown_before_publishing(hub: Hub, text: str, found: list[str]) -> None:
    assert names.looks_like_names(make_entry(hub, done=text)) == sorted(found)


def test_a_consent_of_tomorrow_is_none(hub: Hub) -> None:
    entry = make_entry(hub)
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    given = {"action": "consent", "name": "例示 花子", "how": "oral", "agreed_on": tomorrow.isoformat()}
    assert client_of(make_staff("chief", hub)).post(path(entry), given).status_code == 422
    assert not NamedPerson.objects.exists()


@pytest.mark.parametrize("text,stays", [("例示花子が案内した。", False), ("町会が案内した。", True)])
def test_who_no_longer_agrees_takes_the_text_that_names_them_off_the_site(hub: Hub, text: str, stays: bool) -> None:
    chief = make_staff("chief", hub)
    entry = make_entry(hub, done=text)
    named = entry.named.create(name="例示 花子", how="oral", agreed_on=timezone.localdate(), recorded_by=chief)
    client = client_of(chief)
    assert publish(client, entry) == 302
    client.post(path(entry), {"action": "withdraw", "person": named.pk})
    entry.refresh_from_db()
    assert entry.is_published == stays
    assert not NamedPerson.objects.exists()


def test_a_published_entry_is_taken_off_before_it_is_changed(hub: Hub) -> None:
    entry = make_case_study(hub)
    chief = client_of(make_staff("chief", hub))
    data = entry_data(title="書き換えた題名")
    assert chief.post(path(entry, "edit/"), data).status_code == 422
    chief.post(path(entry), {"action": "unpublish"})
    assert chief.post(path(entry, "edit/"), data).status_code == 302
    entry.refresh_from_db()
    assert entry.title == "書き換えた題名"
    assert entry.partners.count() == 2


@pytest.mark.parametrize("role", ["division_reviewer", "division_approver", "auditor", "editor_in_chief"])
def test_the_ward_reads_every_entry_and_only_the_editor_in_chief_changes_one(hub: Hub, role: str) -> None:
    entry = make_entry(hub)
    client = client_of(make_staff(role))
    assert client.get(path(entry)).status_code == 200
    is_editor = role == "editor_in_chief"
    assert publish(client, entry) == (302 if is_editor else 403)
    assert client.get(path(entry, "edit/")).status_code == (200 if is_editor else 404)
    assert client.get(f"{DESK}new/").status_code == 404


def test_other_hubs_and_roles_find_nothing(hub: Hub) -> None:
    entry = make_entry(hub)
    for user in (make_staff("chief", make_hub()), make_staff("accountant"), make_staff("administrator")):
        client = client_of(user)
        assert client.get(path(entry)).status_code == 404
        assert publish(client, entry) == 404
        assert entry.title not in client.get(DESK).content.decode()
