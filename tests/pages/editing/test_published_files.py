"""What stands on a published page is not replaced past approval."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse

from cms.jobs.worker import run_due
from cms.people.models import User
from tests.factories_editing import Site, client_of, make_document, make_draft, make_live, make_picture, make_sites
from tests.factories_intake import pdf
from tests.factories_people import make_staff
from tests.media import samples
from tests.roles.doors_registers import form_of

pytestmark = pytest.mark.django_db
SPACES = {"picture": "wagtailimages", "document": "wagtaildocs"}


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def standing(site: Site, kind: str, *, live: bool = True) -> Any:
    """A file of the hub that stands on a page of it."""
    make = make_live if live else make_draft
    if kind == "picture":
        row: Any = make_picture(site)
        value = {"picture": {"image": row.pk, "decorative": True, "alt_text": ""}, "caption": ""}
        make(site, lead_picture=json.dumps([{"type": "picture", "value": value}]))
    else:
        row = make_document(site)
        make(site, body=[("paragraph", f'<p><a linktype="document" id="{row.pk}">x</a></p>')])
    run_due()
    return row


def try_to_replace(row: Model, kind: str, by: User) -> bool:
    """Whether the file is another one now."""
    client, address = client_of(by), reverse(f"{SPACES[kind]}:edit", args=[row.pk])
    picture = SimpleUploadedFile("新.jpg", samples.picture(), content_type="image/jpeg")
    before = type(row).objects.get(pk=row.pk).file.name
    new = picture if kind == "picture" else pdf("新.pdf", text="new")
    client.post(address, {**form_of(client, address), "title": "新しい題", "file": new})
    return bool(type(row).objects.get(pk=row.pk).file.name != before)


def try_to_delete(row: Model, kind: str, by: User) -> bool:
    client = client_of(by)
    bulk = reverse("wagtail_bulk_action", args=[row._meta.app_label, row._meta.model_name, "delete"])
    client.post(reverse(f"{SPACES[kind]}:delete", args=[row.pk]))
    client.post(f"{bulk}?id={row.pk}")
    by_script = {"x-requested-with": "XMLHttpRequest"}
    client.post(reverse(f"{SPACES[kind]}:delete_multiple", args=[row.pk]), headers=by_script)
    return not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", SPACES)
def test_what_readers_see_is_neither_replaced_nor_deleted_by_its_writers(west: Site, kind: str) -> None:
    row = standing(west, kind)
    for person in (west.editor, west.chief):
        assert not try_to_replace(row, kind, person)
        assert not try_to_delete(row, kind, person)


@pytest.mark.parametrize("kind", SPACES)
def test_what_stands_on_drafts_alone_is(west: Site, kind: str) -> None:
    row = standing(west, kind, live=False)
    assert try_to_replace(row, kind, west.editor)
    assert try_to_delete(row, kind, west.editor)


@pytest.mark.parametrize("kind", SPACES)
def test_who_may_publish_may(west: Site, kind: str) -> None:
    row, above = standing(west, kind), make_staff("editor_in_chief")
    assert try_to_replace(row, kind, above)
    assert try_to_delete(row, kind, above)


def test_its_title_and_description_can_be_put_right(west: Site) -> None:
    row = standing(west, "document")
    client, address = client_of(west.editor), reverse("wagtaildocs:edit", args=[row.pk])
    sent = {name: value for name, value in form_of(client, address).items() if name != "file"}
    assert client.post(address, {**sent, "title": "正しい題"}).status_code == 302
    row.refresh_from_db()
    assert row.title == "正しい題"
