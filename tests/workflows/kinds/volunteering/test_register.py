"""The register: who sees what by whose consent, one person's data as a file, and lawful erasure."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.admin.models import Export
from cms.core.errors import CaseError
from cms.jobs.worker import run_due
from cms.people.models import Person
from media.services import open_file
from pages.models import ArticlePage
from tests.canaries import TEXT, tables_with_canaries
from tests.factories_editing import make_sites
from tests.factories_people import make_hub, make_staff
from tests.factories_volunteering import make_appointment
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.engine.erasing import Ground, erase_case
from workflows.kinds.volunteering.models import Activity, Appointment, GuardianConsent, Score, VolunteerProfile
from workflows.kinds.volunteering.services import activity, ending

pytestmark = pytest.mark.django_db
REGISTER = "/cms/desk/kinds/volunteering/"
PHONE, SKILL = "03-7777-1234", "手話通訳士"


def make_volunteer() -> Appointment:
    row = make_appointment()
    Person.objects.filter(pk=row.person_id).update(phone=PHONE)
    return row


def tell(row: Appointment, **more: str) -> None:
    data = {"skills": SKILL, "availability": "土曜", "contact_for": "hub", "skills_for": "hub", **more}
    here = f"/mypage/volunteering/appointments/{row.pk}/profile/"
    assert sign_in(Client(), row.user).post(here, data).status_code == 302


def test_other_hubs_see_what_the_volunteer_agreed_to_and_nothing_else() -> None:
    row = make_volunteer()
    tell(row)
    here = f"{REGISTER}{row.pk}/"
    own, other = (sign_in(Client(), make_staff("reviewer", hub)) for hub in (row.hub, make_hub()))
    page = own.get(here).content.decode()
    assert PHONE in page
    assert SKILL in page
    assert row.case.readings.filter(door="volunteer register").count() == 1
    assert other.get(here).status_code == 404
    assert row.person.name not in other.get(REGISTER).content.decode()
    tell(row, skills_for="hubs")
    page = other.get(here).content.decode()
    assert SKILL in page
    assert PHONE not in page
    assert SKILL in other.get(f"{REGISTER}?q=手話").content.decode()
    tell(row, contact_for="hubs")
    page = other.get(here).content.decode()
    assert PHONE in page
    assert SKILL not in page
    assert SKILL not in other.get(f"{REGISTER}?q=手話").content.decode()
    assert row.person.name not in other.get(f"{REGISTER}?q=手話").content.decode()


def test_who_has_no_hub_and_no_division_finds_no_register() -> None:
    for role in ("accountant", "editor_in_chief"):
        assert sign_in(Client(), make_staff(role)).get(REGISTER).status_code == 404


def test_the_register_asks_the_database_as_often_for_many_as_for_few() -> None:
    row = make_volunteer()
    client = sign_in(Client(), make_staff("division_reviewer"))
    counts = []
    for _time in range(2):
        # The number in the menu is remembered for half a minute, which making volunteers may outlast.
        client.get(REGISTER)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(REGISTER).status_code == 200
        counts.append(len(caught))
        for _more in range(3):
            make_appointment(hub=row.hub)
    assert counts[0] == counts[1]


def test_one_persons_data_leave_as_json_and_csv_for_who_looks_after_them() -> None:
    row = make_volunteer()
    tell(row)
    activity.note(row, actor=row.user, done_on=timezone.localdate(), minutes=60, text="夏祭りの取材", key=uuid.uuid4())
    page, check = f"/cms/desk/persons/{row.person_id}/", {"order": "1", "checked": "document"}
    stranger = sign_in(Client(), make_staff("reviewer", make_hub()))
    assert stranger.post(page, check).status_code == 404
    reviewer = make_staff("reviewer", row.hub)
    client = sign_in(Client(), reviewer)
    assert page in client.get(f"{REGISTER}{row.pk}/").content.decode()
    assert page not in sign_in(Client(), make_staff("auditor")).get(f"{REGISTER}{row.pk}/").content.decode()
    assert client.post(page, check).status_code == 302
    run_due()
    export = Export.objects.get(owner=reviewer)
    assert export.state == Export.State.READY
    assert row.case.readings.filter(door=f"export:{export.pk}").exists()
    with open_file(export.file) as source, zipfile.ZipFile(io.BytesIO(source.read())) as archive:
        data = json.loads(archive.read("data.json"))
        names = set(archive.namelist())
        log = next(archive.read(name) for name in names if name.endswith("活動の記録.csv")).decode("utf-8-sig")
    assert data["person"][0]["phone"] == PHONE
    assert data["profile"][0]["skills"] == SKILL
    assert data["appointments"][0]["number"] == row.number
    assert data["applications"][0]["answers"]["wish"]["tie"] == "lives"
    assert "夏祭りの取材" in log
    assert client.get(f"/cms/desk/exports/{export.pk}/").status_code == 200
    assert stranger.get(f"/cms/desk/exports/{export.pk}/").status_code == 404


def end_case(row: Appointment) -> Case:
    run_due()
    case = Case.objects.get(pk=row.case_id)
    assert case.closed_at is not None
    return case


def test_erasure_waits_for_the_appointment_and_then_leaves_the_ledger_and_a_whole_chain() -> None:
    row = make_volunteer()
    tell(row, skills=TEXT, availability=TEXT)
    activity.note(row, actor=row.user, done_on=timezone.localdate(), minutes=60, text=TEXT, key=uuid.uuid4())
    Score.objects.filter(case=row.case).update(comment=TEXT)
    GuardianConsent.objects.create(
        case=row.case, name=TEXT, email="p@example.jp", token_hash="x", state="given", answered_by=TEXT,
        answered_at=timezone.now(),
    )  # fmt: skip
    assert {"volunteering_score", "volunteering_activity"} <= set(tables_with_canaries())
    case, keeper = end_case(row), make_staff("administrator")
    with pytest.raises(CaseError):
        erase_case(case, actor=keeper, reason="本人の請求", ground=Ground.REQUEST)
    ending.resign(row, actor=row.user, reason=TEXT)
    erase_case(Case.objects.get(pk=case.pk), actor=keeper, reason="本人の請求", ground=Ground.REQUEST)
    row.refresh_from_db()
    assert (row.state, row.role, row.user, row.end_reason) == ("resigned", "地域情報協力員", None, "")
    assert row.person.name == ""
    assert Activity.objects.get(appointment=row).text == ""
    assert not VolunteerProfile.objects.filter(person_id=row.person_id).exists()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert tables_with_canaries() == {}


def test_an_article_and_its_versions_name_nobody_after_the_erasure() -> None:
    row = make_appointment(hub=make_sites()["west"].hub)
    Person.objects.filter(pk=row.person_id).update(name=TEXT)
    tell(row, shows_name="on")
    row.person.refresh_from_db()
    made = activity.hand_in(row, actor=row.user, title="夏祭り", text="本文", key=uuid.uuid4())
    page = ArticlePage.objects.get(pk=made.page)
    assert TEXT in page.byline
    page.save_revision().publish()
    run_due()
    ending.resign(row, actor=row.user)
    erase_case(
        Case.objects.get(pk=row.case_id), actor=make_staff("administrator"), reason="請求", ground=Ground.REQUEST
    )
    page = ArticlePage.objects.get(pk=made.page)
    assert (page.byline, page.owner, page.live) == ("地域情報協力員", None, True)
    assert [version.content["owner"] for version in page.revisions.all()] == [None, None]
    assert not [name for name in tables_with_canaries() if not name.startswith("people_")]


def test_the_time_of_keeping_begins_with_the_end_of_the_last_term() -> None:
    row = make_volunteer()
    case, keeper = end_case(row), make_staff("administrator")
    long_ago = timezone.now() - timedelta(days=365 * 8)
    Case.objects.filter(pk=case.pk).update(closed_at=long_ago)
    ending.resign(row, actor=row.user)
    with pytest.raises(CaseError):
        erase_case(Case.objects.get(pk=case.pk), actor=keeper, reason="保存年限の満了", ground=Ground.EXPIRED)
    Appointment.objects.filter(pk=row.pk).update(ended_on=long_ago.date())
    erase_case(Case.objects.get(pk=case.pk), actor=keeper, reason="保存年限の満了", ground=Ground.EXPIRED)
    assert Case.objects.get(pk=case.pk).erased_at is not None
