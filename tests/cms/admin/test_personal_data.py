"""One person's data as a file: whoever they are to the ward, from every room, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.admin.models import Export
from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from cms.people.models import Person, User
from media.services import open_file
from tests.factories_cases import bring_to
from tests.factories_coordination import ASKER, HELPER, agree_to_show, make_asked
from tests.factories_fieldwork import make_field, make_note
from tests.factories_intake import submitted_case
from tests.factories_people import make_group, make_hub, make_person, make_staff, make_user
from tests.factories_volunteering import decide, make_application, make_recruitment, to_decision
from tests.sign_in import sign_in
from workflows.exchange.models import Follower, GroupRequest
from workflows.fieldwork.models import Informant
from workflows.kinds.coordination.models import Consent, Side, Way

pytestmark = pytest.mark.django_db
DESK, CHECKED = "/cms/desk/persons/", {"order": "1", "checked": "document"}


def order(reader: User, **typed: str) -> Any:
    return sign_in(Client(), reader).post(DESK, {**typed, **CHECKED})


def unpacked(reader: User) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The reader's newest file: its data, and every entry by its name."""
    run_due()
    export = Export.objects.filter(owner=reader).first()
    assert export.state == Export.State.READY
    got = sign_in(Client(), reader).get(f"/cms/desk/exports/{export.pk}/")
    assert got.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(entries["data.json"]), entries


def taken_out(reader: User, person: Person) -> tuple[dict[str, Any], dict[str, bytes]]:
    assert sign_in(Client(), reader).post(f"{DESK}{person.pk}/", CHECKED).status_code == 302
    return unpacked(reader)


def every_text(entries: dict[str, bytes]) -> str:
    return "\n".join(one.decode("utf-8", "replace") for name, one in entries.items() if not name.endswith(".pdf"))


def test_somebody_who_was_refused_gets_their_answers_their_files_and_the_letter() -> None:
    case = make_application(make_recruitment())
    to_decision(case, "refused", letter_reason="応募者が多数のため。")
    decide(case)
    run_due()
    data, entries = taken_out(make_staff("division_reviewer"), case.person)
    assert [row["number"] for row in data["applications"]] == [case.number]
    assert "応募者が多数" in str(data["letters"])
    assert data["scope"] == [{"hubs": "区全体"}]
    letters = [name for name in entries if name.startswith(f"files/{case.number}/") and name.endswith(".pdf")]
    assert len(letters) == 1
    assert entries[letters[0]].startswith(b"%PDF")
    page = entries["index.html"].decode()
    assert "区が保有する個人情報" in page
    assert case.number in page
    assert "応募者が多数" in page
    answers = next(one for name, one in entries.items() if name.endswith("応募・申請で書いたこと.csv"))
    assert "土日の午前" in answers.decode("utf-8-sig")


def test_somebody_without_an_account_is_found_by_name_and_address_in_every_room() -> None:
    field, address = make_field(), "kanojo@example.jp"
    group = make_group(field.hub)
    for name, message in (("見本 花子", "手伝います。"), ("見本 太郎", "配偶者のひみつ")):
        GroupRequest.objects.create(group=group, kind="help", name=name, address=address.upper(), message=message)
    Follower.objects.create(group=group, address=address, address_key=address)
    note = make_note(field, heard="隣の人のひみつ")
    Informant.objects.create(note=note, name="見本", reach="０３－１２３４－５６７８")
    Informant.objects.create(note=note, name="別人", reach="03-1234-5678")
    reader = make_staff("division_approver")
    typed = {"name": "見本花子", "email": address, "phone": "03(1234)5678"}
    shown = sign_in(Client(), reader).post(DESK, typed).content.decode()
    assert "団体への申込み" in shown
    assert "手伝います。" not in shown
    assert order(reader, **typed).status_code == 302
    data, entries = unpacked(reader)
    assert [row["message"] for row in data["requests_to_groups"]] == ["手伝います。"]
    assert [row["address"] for row in data["followed_groups"]] == [address]
    assert [row["note"] for row in data["told_the_hub"]] == [note.pk]
    assert "ひみつ" not in every_text(entries)
    assert "見本 太郎" not in every_text(entries)


def test_a_name_alone_finds_nobody_and_another_name_is_another_person() -> None:
    group = make_group(make_hub())
    GroupRequest.objects.create(group=group, kind="help", name="見本 花子", address="a@example.jp", message="x")
    reader = make_staff("division_reviewer")
    assert "電話番号" in order(reader, name="見本 花子").content.decode()
    assert order(reader, name="別の 人", email="a@example.jp").status_code == 200
    assert not Export.objects.exists()


@pytest.mark.parametrize(("side", "own", "foreign"), [("asker", ASKER, HELPER), ("helper", HELPER, ASKER)])
def test_both_sides_of_a_coordination_get_their_own_contact_and_never_the_others(
    side: str, own: dict[str, str], foreign: dict[str, str]
) -> None:
    sides = make_asked()
    agree_to_show(sides)
    user = sides.asker if side == "asker" else sides.helper
    data, entries = taken_out(make_staff("division_reviewer"), user.person)
    assert [row["phone"] for row in data["contact_consents"]] == [own["phone"]]
    text = every_text(entries)
    for canary in (foreign["phone"], foreign["email"], foreign["address"]):
        assert canary not in text
    if side == "asker":
        assert {row["answer"] for row in data["answers"]} >= {own["phone"], own["email"]}
        assert data["applications"][0]["for_group"] == sides.group.name
        assert data["applications"][0]["answers"] == {}


def test_who_took_a_consent_down_on_the_telephone_is_not_whom_it_names() -> None:
    sides = make_asked()
    agree_to_show(sides)
    staff = make_staff("reviewer", sides.case.hub, name="職員 一子")
    named = {"name": "別 人子", "phone": "03-5555-4444", "email": "else@example.jp"}
    Consent.objects.filter(sounding=sides.sounding, side=Side.PARTNER).update(given_by=staff, way=Way.PHONE, **named)
    data, entries = taken_out(make_staff("division_reviewer"), make_person(user=staff, name="職員 一子"))
    assert "contact_consents" not in data
    assert "03-5555-4444" not in every_text(entries)
    reader = make_staff("division_approver")
    order(reader, name="別 人子", phone="0355554444")
    data, _entries = unpacked(reader)
    assert [row["email"] for row in data["contact_consents"]] == ["else@example.jp"]


def test_a_hub_gets_its_own_rows_and_not_even_the_existence_of_others() -> None:
    person = submitted_case().person
    own = submitted_case(user=person.user)
    elsewhere = [case for case in person.cases.all() if case.hub_id != own.hub_id]
    assert elsewhere
    reader = make_staff("reviewer", own.hub)
    data, entries = taken_out(reader, person)
    assert [row["number"] for row in data["applications"]] == [own.number]
    assert elsewhere[0].number not in every_text(entries)
    assert "account" not in data
    assert data["scope"] == [{"hubs": own.hub.name}]
    assert own.readings.filter(reader=reader, door__startswith="export:").exists()
    assert not elsewhere[0].readings.filter(reader=reader).exists()
    stranger = make_staff("chief", make_hub())
    assert sign_in(Client(), stranger).get(f"{DESK}{person.pk}/").status_code == 404
    assert Refusal.objects.filter(actor=stranger, door="personal data").exists()
    typed = {"name": person.name, "email": person.user.email}
    assert order(stranger, **typed).status_code == 200
    assert not Export.objects.filter(owner=stranger).exists()


@pytest.mark.parametrize("role", ["auditor", "accountant", "administrator", "editor_in_chief"])
def test_other_roles_find_no_such_page(role: str) -> None:
    person = submitted_case().person
    client = sign_in(Client(), make_staff(role))
    assert client.get(DESK).status_code == 404
    assert client.post(f"{DESK}{person.pk}/", CHECKED).status_code == 404


def test_without_the_second_factor_nothing_leaves() -> None:
    person = submitted_case().person
    reader = make_staff("division_reviewer", second_factor=False)
    client = Client()
    client.force_login(reader)
    assert client.post(f"{DESK}{person.pk}/", CHECKED).status_code != 200
    assert not Export.objects.exists()


def test_order_and_fetch_are_on_record_and_what_was_typed_is_kept_no_longer() -> None:
    person = submitted_case().person
    reader = make_staff("division_reviewer")
    assert sign_in(Client(), reader).post(f"{DESK}{person.pk}/", {"order": "1"}).status_code == 200
    assert not Export.objects.exists()
    order(reader, name=person.name, email=person.user.email)
    unpacked(reader)
    export = Export.objects.get(owner=reader)
    assert set(export.params) == {"checked", "whole"}
    logged = ModelLogEntry.objects.filter(user=reader, content_type__model="export", object_id=str(export.pk))
    assert set(logged.values_list("action", flat=True)) == {
        "desk.personal_data_ordered",
        "desk.personal_data_fetched",
    }
    about = ModelLogEntry.objects.get(user=reader, content_type__model="person", object_id=str(person.pk))
    assert person.name not in about.label


def test_a_role_that_ended_closes_the_file_before_it_is_made_and_after() -> None:
    person = submitted_case().person
    early, late = make_staff("division_reviewer"), make_staff("division_reviewer")
    for reader in (early, late):
        sign_in(Client(), reader).post(f"{DESK}{person.pk}/", CHECKED)
    early.hubroles.update(ended_at=timezone.now())
    run_due()
    assert Export.objects.get(owner=early).state == Export.State.REFUSED
    export = Export.objects.get(owner=late)
    late.hubroles.update(role="auditor")
    assert sign_in(Client(), late).get(f"/cms/desk/exports/{export.pk}/").status_code == 404


def test_officers_files_and_letters_of_a_group_stay_with_the_group() -> None:
    case = submitted_case()
    bring_to("decision", case)
    colleague = make_user(name="会員 花子")
    data, entries = taken_out(make_staff("division_reviewer"), case.person)
    assert not [name for name in entries if name.startswith("files/")]
    assert {row["answer"] for row in data["answers"]} >= {"試験 花子", "03-0000-0000"}
    assert "𠮷田 髙子" not in every_text(entries)
    assert colleague.email not in every_text(entries)
    assert [row["group__name"] for row in data["memberships"]] == [case.group.name]


def test_two_papers_of_one_person_are_one_person_and_a_namesake_is_not() -> None:
    one = make_person(name="𠮷田 髙子", phone="03-1111-2222", address="練馬区一丁目")
    make_person(name="吉田 高子", phone="０３ １１１１ ２２２２", address="練馬区二丁目")
    make_person(name="吉田 高子", phone="03-9999-9999", address="練馬区三丁目")
    data, entries = taken_out(make_staff("division_reviewer"), one)
    assert {row["address"] for row in data["person"]} == {"練馬区一丁目", "練馬区二丁目"}
    assert "三丁目" not in every_text(entries)


def test_a_telephone_leads_to_the_account_and_the_account_to_the_paper() -> None:
    user = make_user("hanako-own@example.jp", name="見本 花子")
    make_person(user=user, name="見本 花子", email=user.email, phone="03-1111-2222")
    make_person(name="見本花子", email="HANAKO-OWN@example.jp", address="練馬区一丁目")
    Follower.objects.create(group=make_group(make_hub()), address=user.email, address_key=user.email)
    reader = make_staff("division_reviewer")
    order(reader, name="見本 花子", phone="0311112222")
    data, _entries = unpacked(reader)
    assert [row["email"] for row in data["account"]] == [user.email]
    assert "練馬区一丁目" in {row["address"] for row in data["person"]}
    assert len(data["followed_groups"]) == 1


def test_a_parent_and_a_child_of_one_name_and_telephone_are_not_one_person() -> None:
    for number in "12":
        user = make_user(f"heir{number}@example.jp", name="見本 太郎")
        make_person(user=user, name="見本 太郎", email=user.email, phone="03-1111-2222", address=f"第{number}室")
    reader = make_staff("division_reviewer")
    assert order(reader, name="見本 太郎", phone="03-1111-2222").status_code == 200
    assert not Export.objects.exists()
    order(reader, name="見本 太郎", email="heir1@example.jp", phone="03-1111-2222")
    _data, entries = unpacked(reader)
    assert "第1室" in every_text(entries)
    assert "第2室" not in every_text(entries)
    assert "heir2@example.jp" not in every_text(entries)


def test_a_file_whose_bytes_are_gone_is_named_and_does_not_stop_the_rest() -> None:
    case = make_application(make_recruitment())
    to_decision(case, "refused", letter_reason="応募者が多数のため。")
    decide(case)
    run_due()
    letter = case.letters.exclude(file=None).first()
    type(letter.file).objects.filter(pk=letter.file_id).update(erased_at=timezone.now(), path=str(uuid.uuid4()))
    _data, entries = taken_out(make_staff("division_reviewer"), case.person)
    assert "保存されていません" in entries["index.html"].decode()


def test_the_file_lies_in_the_private_storage_of_its_owner() -> None:
    person = submitted_case().person
    reader = make_staff("division_reviewer")
    taken_out(reader, person)
    export = Export.objects.get(owner=reader)
    assert export.file.owner == reader
    with open_file(export.file) as source:
        assert source.read(2) == b"PK"
    other = sign_in(Client(), make_staff("division_reviewer"))
    assert other.get(f"/cms/desk/exports/{export.pk}/").status_code == 404
