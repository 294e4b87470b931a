"""A note is written once however often it is sent, stays at its hub, and can be erased."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import ModelLogEntry

from cms.people.models import User
from media.services import open_file
from tests.cms.admin.walking import client_of
from tests.factories_fieldwork import Field, make_field, make_issue, make_note, note_data
from tests.factories_people import make_staff
from workflows.fieldwork import retention
from workflows.fieldwork.models import FieldNote, Informant
from workflows.fieldwork.services import issues, telling

pytestmark = pytest.mark.django_db
PAGE = "/cms/desk/field/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def field() -> Field:
    return make_field()


def photo() -> SimpleUploadedFile:
    """A JPEG that says where it was taken."""
    picture = Image.new("RGB", (60, 40), "teal")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (35.0, 44.0, 30.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("街灯.jpg", out.getvalue(), "image/jpeg")


def account(client: Client) -> str:
    return str(client.get(f"{PAGE}state/").json()["account"])


def send(client: Client, data: dict[str, Any]) -> Any:
    return client.post(PAGE, {**data, "account": account(client)}, headers=JSON)


def test_a_note_has_five_fields_and_is_read_on_its_page(field: Field) -> None:
    client = client_of(field.reviewer)
    page = BeautifulSoup(client.get(PAGE).content, "html.parser")
    names = {one["name"] for one in page.select("form#field-form [name]") if one.get("type") != "hidden"}
    assert names == {"chome", "photo", "met", "heard", "privacy"}
    sent = client.post(PAGE, note_data(field, photo=photo()))
    note = FieldNote.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{PAGE}?hub={field.hub.code}")
    shown = client.get(f"/cms/desk/notes/{note.pk}/").content.decode()
    assert "街灯が切れていて夜道が暗い。" in shown
    assert "公園で会った方" in shown
    assert (note.author, note.hub, note.is_private) == (field.reviewer, field.hub, False)


def test_the_photo_no_longer_says_where_it_was_taken(field: Field) -> None:
    client = client_of(field.reviewer)
    upload = photo()
    assert dict(Image.open(io.BytesIO(upload.read())).getexif().get_ifd(0x8825))
    upload.seek(0)
    client.post(PAGE, note_data(field, photo=upload))
    note = FieldNote.objects.get()
    with open_file(note.photo) as source:
        assert not dict(Image.open(source).getexif())
    answer = client.get(f"/cms/desk/notes/{note.pk}/photo/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize(
    "changes,words",
    [
        ({"heard": " "}, "kz-field__error"),
        ({"chome": ""}, "kz-field__error"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "ファイル名"),
        ({"key": "x"}, "UUID"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_kept(
    field: Field, changes: dict[str, Any], words: str
) -> None:
    answer = client_of(field.reviewer).post(PAGE, note_data(field, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not FieldNote.objects.exists()


def test_a_place_outside_the_area_of_the_hub_is_not_offered(field: Field) -> None:
    other = make_field("よその町")
    answer = client_of(field.reviewer).post(PAGE, note_data(field, chome=other.chome.pk))
    assert answer.status_code == 422
    assert not FieldNote.objects.exists()


def test_the_same_key_again_gives_the_same_note(field: Field) -> None:
    client, data = client_of(field.reviewer), note_data(field)
    first, again = send(client, data), send(client, data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert client.post(PAGE, data).status_code == 302
    assert FieldNote.objects.count() == 1


def test_with_a_photo_too_and_no_second_file_stays(field: Field) -> None:
    client, key = client_of(field.reviewer), str(uuid.uuid4())
    for _time in range(2):
        assert send(client, note_data(field, key=key, photo=photo())).status_code in (200, 201)
    assert FieldNote.objects.get().photo is not None


def test_another_note_under_a_used_key_is_refused_and_the_first_stays(field: Field) -> None:
    client, data = client_of(field.reviewer), note_data(field)
    send(client, data)
    answer = send(client, {**data, "heard": "別の話"})
    assert answer.status_code == 422
    assert "別の" in answer.json()["errors"][0]
    assert FieldNote.objects.get().heard == data["heard"]


def test_the_same_key_of_another_author_is_another_note(field: Field) -> None:
    data = note_data(field)
    for user in (field.reviewer, field.chief):
        assert send(client_of(user), data).status_code == 201
    assert FieldNote.objects.count() == 2


def test_what_waits_for_another_account_is_not_sent_in_this_name(field: Field) -> None:
    owner, other = client_of(field.reviewer), client_of(field.chief)
    answer = other.post(PAGE, {**note_data(field), "account": account(owner)}, headers=JSON)
    assert answer.status_code == 409
    assert not FieldNote.objects.exists()


def test_a_note_written_tomorrow_was_written_now(field: Field) -> None:
    later = (timezone.now() + timedelta(days=1)).isoformat()
    send(client_of(field.reviewer), note_data(field, written_at=later))
    assert FieldNote.objects.get().written_at <= timezone.now()


@pytest.mark.parametrize("role", ["editor", "division_reviewer", "auditor", "administrator", None])
def test_nobody_else_writes_or_reads_notes(field: Field, role: str | None) -> None:
    note = make_note(field)
    hub = field.hub if role == "editor" else None
    user: User = make_staff(role, hub) if role else make_field().chief
    client = client_of(user)
    wanted = 404 if role else 200
    assert client.get(PAGE).status_code == wanted
    assert client.get(f"/cms/desk/notes/{note.pk}/").status_code == 404


def test_a_private_note_is_read_by_its_author_and_the_chief(field: Field) -> None:
    note = make_note(field, is_private=True)
    colleague = make_staff("reviewer", field.hub)
    path = f"/cms/desk/notes/{note.pk}/"
    assert [client_of(one).get(path).status_code for one in (field.reviewer, field.chief, colleague)] == [200, 200, 404]
    assert str(field.chome) not in client_of(colleague).get("/cms/desk/notes/?view=all").content.decode()
    client_of(field.reviewer).post(path, {"action": "share"})
    assert client_of(colleague).get(path).status_code == 200
    # only its author decides who reads it
    assert client_of(field.chief).post(path, {"action": "hide"}).status_code == 403


def test_who_read_it_is_on_record(field: Field) -> None:
    note = make_note(field)
    client_of(field.chief).get(f"/cms/desk/notes/{note.pk}/")
    entry = ModelLogEntry.objects.get(action="fieldwork.note_read")
    assert (entry.user, entry.object_id) == (field.chief, str(note.pk))


def test_erasing_takes_texts_photo_and_informants_and_leaves_place_and_day(field: Field) -> None:
    client = client_of(field.reviewer)
    client.post(PAGE, note_data(field, photo=photo()))
    note = FieldNote.objects.get()
    telling.add_informant(note, actor=field.reviewer, name="試験 花子", reach="03-0000-0000", wishes=True)
    colleague = make_staff("reviewer", field.hub)
    path, data = f"/cms/desk/notes/{note.pk}/", {"action": "erase", "reason": "本人の請求"}
    assert client_of(colleague).post(path, data).status_code == 403
    assert client.post(path, {**data, "reason": ""}).status_code == 422
    assert client_of(field.chief).post(path, data).status_code == 302
    note.refresh_from_db()
    assert (note.met, note.heard, note.chome) == ("", "", field.chome)
    assert note.photo.erased_at
    assert not Informant.objects.exists()
    assert client.get(f"{path}photo/").status_code == 404


def test_notes_are_due_three_fiscal_years_after_they_came_to_rest(field: Field) -> None:
    old = timezone.make_aware(datetime(2022, 5, 1))
    rested, held, fresh = (make_note(field, heard=name) for name in ("古い", "課題の続くもの", "新しい"))
    FieldNote.objects.exclude(pk=fresh.pk).update(written_at=old)
    issues.join(held, actor=field.reviewer, issue=make_issue(field))
    assert list(retention.due(timezone.localdate(old + timedelta(days=1060)))) == []
    today = timezone.localdate()
    assert list(retention.due(today)) == [rested]
    chief = client_of(field.chief)
    assert client_of(field.reviewer).post("/cms/desk/notes/", {"hub": field.hub.code, "reason": "x"}).status_code == 404
    chief.post("/cms/desk/notes/", {"hub": field.hub.code, "reason": "保存期間の満了"})
    assert list(FieldNote.objects.filter(erased_at__isnull=False)) == [rested]
