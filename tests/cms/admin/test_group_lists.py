"""The register of groups: what every room knows of one, and all of them as a list that leaves on record."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.admin import group_lists
from cms.admin.models import Export
from cms.jobs.worker import run_due
from cms.people.models import User
from tests.cms.admin.walking import client_of
from tests.factories_coordination import ASKER, HELPER, agree_to_show, make_asked
from tests.factories_exchange import make_introduction, make_listing, make_side
from tests.factories_ledger import make_case_study
from tests.factories_people import make_group, make_hub, make_staff
from workflows.exchange.models import Together
from workflows.kinds.coordination.models import Side
from workflows.kinds.coordination.services import consenting

pytestmark = pytest.mark.django_db
EXPORTS = "/cms/desk/exports/"


def taken_out(reader: User, **more: str) -> Any:
    return client_of(reader).post(EXPORTS, {"of": "groups", "format": "csv", **more})


def rows_of(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_record_tells_of_soundings_consents_and_joint_activities_and_shows_no_contact() -> None:
    sides = make_asked()
    agree_to_show(sides)
    partners = [{"kind": "group", "name": sides.partner.name, "part": "当日の運営", "cost_yen": 0}]
    study = make_case_study(sides.partner.hub, partners=partners)
    ward = client_of(make_staff("division_reviewer"))
    page = ward.get(reverse("groups:edit", args=[sides.partner.pk])).content.decode()
    for words in ("連携の打診", sides.case.number, f"{sides.group.name}に見せる", study.title, "当日の運営"):
        assert words in page, words
    for contact in (ASKER, HELPER):
        assert contact["email"] not in page
    other = ward.get(reverse("groups:edit", args=[sides.group.pk])).content.decode()
    assert f"{sides.partner.name}に見せる" in other
    assert "に取り消し" not in other
    consenting.take_consent_back(sides.sounding, actor=sides.asker, side=Side.APPLICANT)
    assert "に取り消し" in ward.get(reverse("groups:edit", args=[sides.group.pk])).content.decode()
    # the case belongs to the hub of the group that asked
    chief = client_of(make_staff("chief", sides.partner.hub))
    page = chief.get(reverse("groups:edit", args=[sides.partner.pk])).content.decode()
    assert sides.case.number not in page
    assert study.title in page


def fill(group: Any, count: int) -> None:
    for number in range(count):
        other = make_group(group.hub)
        offer = make_listing("offer", group=group)
        need = make_listing("need", group=other)
        make_introduction(make_staff("chief", group.hub), need, offer)
        pair = (group.pk, other.pk)
        Together.note(groups=pair, how="worked", on=timezone.localdate(), source="trial", ref=f"{other.pk}-{number}")
        partners = [{"kind": "group", "name": group.name, "part": "運営", "cost_yen": 0}]
        make_case_study(group.hub, f"活動{number}", partners=partners)


def queries_of(client: Any, address: str) -> int:
    # The number in the menu is remembered for half a minute, which filling a group may outlast.
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_record_asks_the_database_as_often_for_much_as_for_little() -> None:
    group = make_group(make_hub())
    fill(group, 1)
    client, address = client_of(make_staff("chief", group.hub)), reverse("groups:edit", args=[group.pk])
    few = queries_of(client, address)
    fill(group, 3)
    assert queries_of(client, address) == few


def test_the_list_holds_what_the_reader_may_read_and_leaves_on_record() -> None:
    offer, _user = make_side("offer", audience="staff", weekdays=0b0000001)
    group, foreign = offer.group, make_group(make_hub(), name="金糸雀の会")
    fill(group, 2)
    reader = make_staff("reviewer", group.hub)
    assert reverse("desk:exports") in client_of(reader).get(reverse("groups:index")).content.decode()
    rows = {row["団体名"]: row for row in rows_of(taken_out(reader))}
    assert foreign.name not in rows
    row = rows[group.name]
    assert offer.title in row["出せるもの"]
    assert "月曜日" in row["出せるもの"]
    assert row["紹介"] == "2"
    assert row["協働した活動"] == "2"
    assert row["団体の案件"] == ""
    export = Export.objects.get(owner=reader)
    assert export.hubs == [group.hub_id]
    logged = ModelLogEntry.objects.get(action="desk.groups_exported", user=reader)
    assert logged.data["rows"] == export.rows == len(rows)
    assert client_of(make_staff("reviewer", group.hub)).get(f"{EXPORTS}{export.pk}/").status_code == 404


def test_a_long_list_is_made_by_the_worker_with_a_fixed_number_of_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_lists, "AT_ONCE", 0)
    group = make_group(make_hub())
    fill(group, 1)
    reader = make_staff("chief", group.hub)
    counts = []
    for _time in range(2):
        assert taken_out(reader).status_code == 302
        export = Export.objects.filter(owner=reader).first()
        assert export.state == Export.State.WAITING
        with CaptureQueriesContext(connection) as caught:
            group_lists.make(export, owner=User.objects.get(pk=reader.pk))
        counts.append(len(caught))
        fill(group, 3)
    assert counts[0] == counts[1]
    taken_out(reader)
    run_due()
    assert Export.objects.filter(owner=reader).first().state == Export.State.READY


def test_who_keeps_the_register_alone_takes_no_list_and_who_lost_the_role_neither() -> None:
    group = make_group(make_hub())
    administrator = make_staff("administrator")
    assert taken_out(administrator).status_code == 404
    assert reverse("desk:exports") not in client_of(administrator).get(reverse("groups:index")).content.decode()
    assert taken_out(make_staff("editor", group.hub)).status_code == 404
    reader = make_staff("chief", group.hub)
    taken_out(reader)
    export = Export.objects.get(owner=reader)
    reader.hubroles.update(ended_at=timezone.now())
    assert client_of(reader).get(f"{EXPORTS}{export.pk}/").status_code == 404
