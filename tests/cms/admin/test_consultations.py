"""Prior consultations at the desk: listed for their hub, booked, held, cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.audit.models import Refusal
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_call
from tests.factories_people import make_group, make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Consultation

pytestmark = pytest.mark.django_db
LIST = "/cms/desk/consultations/"


def make_consultation(hub: object = None, **fields: object) -> Consultation:
    group = fields.pop("group", None) or make_group(hub or make_hub())
    return Consultation.objects.create(
        call=make_call(), group=group, hub=group.hub, requested_by=make_user(), wish="備品について相談したい", **fields
    )


def test_the_hub_sees_its_own_and_nothing_foreign() -> None:
    own, foreign = make_consultation(), make_consultation()
    client = client_of(make_staff("reviewer", own.hub))
    html = client.get(LIST).content.decode()
    assert own.group.name in html
    assert foreign.group.name not in html
    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert client.post(f"{LIST}{foreign.pk}/", {"action": "cancel"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "requested"


def test_a_date_is_booked_and_the_record_is_kept() -> None:
    asked = make_consultation()
    client = client_of(make_staff("reviewer", asked.hub))
    day = timezone.localdate() + timedelta(days=3)
    client.post(f"{LIST}{asked.pk}/", {"action": "book", "booked_for_0": day.isoformat(), "booked_for_1": "10:30"})
    asked.refresh_from_db()
    assert asked.state == "booked"
    assert timezone.localtime(asked.booked_for).strftime("%H:%M") == "10:30"
    held = {"action": "hold", "held_on": timezone.localdate().isoformat(), "record": "要件を説明した。"}
    client.post(f"{LIST}{asked.pk}/", held)
    asked.refresh_from_db()
    assert (asked.state, asked.record) == ("held", "要件を説明した。")
    assert client.post(f"{LIST}{asked.pk}/", held).status_code == 200
    assert "要件を説明した。" in client.get(f"{LIST}{asked.pk}/").content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"action": "book", "booked_for_0": "2020-01-01", "booked_for_1": "10:00"},
        {"action": "book", "booked_for_0": "", "booked_for_1": ""},
        {"action": "hold", "held_on": "2099-01-01", "record": "書きかけ"},
        {"action": "hold", "held_on": "", "record": ""},
    ],
)
def test_wrong_input_is_named_and_changes_nothing(data: dict[str, str]) -> None:
    asked = make_consultation()
    response = client_of(make_staff("chief", asked.hub)).post(f"{LIST}{asked.pk}/", data)
    assert response.status_code == 200
    assert data.get("record", "") in response.content.decode()
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_members_of_the_group_and_readers_change_nothing() -> None:
    asked = make_consultation()
    member = make_staff("reviewer", asked.hub)
    make_membership(asked.group, member)
    held = {"action": "hold", "held_on": timezone.localdate().isoformat(), "record": "試し"}
    for person in (member, make_staff("auditor"), make_staff("division_reviewer")):
        client = client_of(person)
        assert 'name="action"' not in client.get(f"{LIST}{asked.pk}/").content.decode()
        assert client.post(f"{LIST}{asked.pk}/", held).status_code == 403
        assert Refusal.objects.filter(actor=person).exists()
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_the_list_takes_a_fixed_number_of_statements() -> None:
    hub = make_hub()
    make_consultation(hub)
    client = client_of(make_staff("reviewer", hub))
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _n in range(5):
        make_consultation(hub)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few) <= 12
