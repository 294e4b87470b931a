"""Prior consultations at the desk: listed for their hub, booked, held, cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import registry

from cms.audit.models import Refusal
from cms.people.models import HubRole
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_call
from tests.factories_intake import make_applicant, make_whole_call, submitted_case
from tests.factories_people import LONG_AGO, make_group, make_hub, make_membership, make_staff, make_user
from workflows.cases.models import Consultation
from workflows.cases.services.consultation import request_consultation

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


def test_an_editor_of_the_hub_reads_no_consultation() -> None:
    asked = make_consultation()
    editor = make_staff("editor", asked.hub)
    both = make_staff("editor", asked.hub)
    HubRole.objects.create(user=both, role="reviewer", hub=make_hub(), from_on=LONG_AGO)
    for person in (editor, both):
        client = client_of(person)
        assert client.get(f"{LIST}{asked.pk}/").status_code in (302, 404)
        assert asked.group.name not in client.get(LIST).content.decode()
    assert "備品について相談したい" in client_of(make_staff("auditor")).get(f"{LIST}{asked.pk}/").content.decode()


def logged(asked: Consultation) -> list[tuple[str, object]]:
    return [(entry.action, entry.user) for entry in registry.get_logs_for_instance(asked).order_by("timestamp", "pk")]


def test_who_read_and_who_did_what_is_on_record_without_a_word_of_it() -> None:
    asked = make_consultation()
    reviewer = make_staff("reviewer", asked.hub)
    client = client_of(reviewer)
    day = timezone.localdate() + timedelta(days=3)
    client.get(f"{LIST}{asked.pk}/")
    client.post(f"{LIST}{asked.pk}/", {"action": "book", "booked_for_0": day.isoformat(), "booked_for_1": "10:30"})
    held = {"action": "hold", "held_on": timezone.localdate().isoformat(), "record": "要件を説明した。"}
    client.post(f"{LIST}{asked.pk}/", held)
    names = ["consultation_read", "consultation_booked", "consultation_held"]
    assert logged(asked) == [(f"cases.{name}", reviewer) for name in names]
    assert "要件" not in str([entry.data for entry in registry.get_logs_for_instance(asked)])
    other = make_consultation()
    client_of(make_staff("chief", other.hub)).post(f"{LIST}{other.pk}/", {"action": "cancel"})
    assert [action for action, _user in logged(other)] == ["cases.consultation_cancelled"]


def test_a_reading_of_a_consultation_with_a_case_stands_with_the_case() -> None:
    call = make_whole_call(programme={"consultation": "optional"})
    user, group = make_applicant()
    asked = request_consultation(
        call, actor=user, group=group, at=timezone.now(), wish="相談", wanted_dates="平日", contact_phone="03-0000-0000"
    )
    case = submitted_case(call=call, user=user, group=group)
    reviewer = make_staff("reviewer", group.hub)
    page = client_of(reviewer).get(f"{LIST}{asked.pk}/")
    assert case.number in page.content.decode()
    assert 'value="cancel"' not in page.content.decode()
    assert case.readings.filter(reader=reviewer, door="consultation").count() == 1
