"""Lists, choosers, searches, files and the dashboard show the own hub's; published pages of others can be linked to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Page, PageViewRestriction

from cms.people.models import HubRole
from media.models import WardDocument, WardImage
from pages.editing.policies import HubRecordPolicy
from tests.factories_editing import (
    Site,
    also,
    client_of,
    make_document,
    make_draft,
    make_live,
    make_picture,
    make_sites,
    submit,
)
from tests.factories_people import make_group, make_staff
from tests.media import samples
from tests.pages.editing.browser import editor_form
from tests.roles.doors_registers import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    # Choosers answer with JSON, in which Japanese stands escaped.
    return answer.json()["html"] if answer["Content-Type"] == "application/json" else answer.content.decode()


def index() -> None:
    call_command("update_index", verbosity=0)


def test_a_public_page_of_another_hub_can_be_linked_to_and_no_other(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    make_live(east, "東の公開ページ")
    make_draft(east, "東の下書き")
    hidden = make_live(east, "東の限定ページ")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_draft(west, "西の下書き")
    client = client_of(west.editor)
    below_east = text(client, "wagtailadmin_choose_page_child", east.page.pk)
    assert "東の公開ページ" in below_east
    assert "東の下書き" not in below_east
    assert "東の限定ページ" not in below_east
    assert "西の下書き" in text(client, "wagtailadmin_choose_page_child", west.page.pk)
    index()
    found = text(client, "wagtailadmin_choose_page_search", q="東の")
    assert "東の下書き" not in found
    assert "東の限定ページ" not in found
    chosen = client.get(reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": hidden.pk})
    assert chosen.status_code == 404


def test_pictures_and_documents_are_the_hubs_own_and_the_shared_ones_can_be_chosen(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    for make in (make_picture, make_document):
        for site, title in ((west, "西のファイル"), (east, "東のファイル"), (None, "共用のファイル")):
            make(site, title)
    client = client_of(west.editor)
    for space in ("wagtailimages", "wagtaildocs"):
        chooser = text(client, f"{space}_chooser:choose")
        listed = text(client, f"{space}:index")
        assert "西のファイル" in chooser
        assert "共用のファイル" in chooser
        assert "東のファイル" not in chooser + listed
        assert "西のファイル" in listed
        assert "共用のファイル" not in listed, "chosen, not kept"


def test_an_upload_lands_in_the_hubs_collection_whatever_is_posted(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    foreign = make_picture(east).collection
    client = client_of(west.editor)
    file = SimpleUploadedFile("新.jpg", samples.picture(), content_type="image/jpeg")
    address = reverse("wagtailimages:add")
    data = {**form_of(client, address), "title": "新しい写真", "file": file, "collection": foreign.pk}
    client.post(address, data)
    made = WardImage.objects.filter(title="新しい写真").first()
    assert made is None or made.collection.name == west.hub.name
    assert not WardImage.objects.filter(collection=foreign, title="新しい写真").exists()


def test_a_foreign_or_shared_file_is_not_changed_or_taken_over(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    client = client_of(west.editor)
    own_collection = make_picture(west).collection
    for site, expected in ((east, 404), (None, 302)):
        picture, document = make_picture(site), make_document(site)
        for name, row in (("wagtailimages", picture), ("wagtaildocs", document)):
            for view in ("edit", "delete"):
                answer = client.post(reverse(f"{name}:{view}", args=[row.pk]), {"title": "奪った題名"})
                assert answer.status_code == expected, (name, view)
            kind = row._meta
            bulk = reverse("wagtail_bulk_action", args=[kind.app_label, kind.model_name, "add_to_collection"])
            client.post(f"{bulk}?id={row.pk}", {"collection": own_collection.pk})
    assert set(WardImage.objects.exclude(collection=own_collection).values_list("title", flat=True)) == {"写真"}
    assert set(WardDocument.objects.values_list("title", flat=True)) == {"資料"}


def test_collections_are_made_by_setting_up_and_by_nobody_in_the_admin(sites: dict[str, Site]) -> None:
    before = Collection.objects.count()
    for role in ("editor_in_chief", "administrator"):
        client_of(make_staff(role)).post(reverse("wagtailadmin_collections:add"), {"name": "新", "parent": 1})
    assert Collection.objects.count() == before


def test_the_dashboard_forgets_the_pages_of_a_hub_that_somebody_has_left(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    person = also(make_staff("editor", west.hub), "editor", east.hub)
    client = client_of(person)
    for site, title in ((west, "西で書いた下書き"), (east, "東で書いた下書き")):
        page = make_draft(site, title, by=person)
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        client.post(address, editor_form(client, address))
        submit(page, person)
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=person, locked_at=timezone.now())
    before = text(client, "wagtailadmin_home")
    assert before.count("東で書いた下書き") >= 3, "edited, under approval, locked"
    HubRole.objects.filter(user=person, hub=east.hub).update(ended_at=timezone.now())
    after = text(client, "wagtailadmin_home")
    assert "東で書いた下書き" not in after
    assert "西で書いた下書き" in after


def test_the_auditor_looks_at_every_page_and_writes_none(sites: dict[str, Site]) -> None:
    draft = make_draft(sites["east"], "東の下書き")
    client = client_of(make_staff("auditor"))
    assert "東の下書き" in text(client, "wagtailadmin_explore", sites["east"].page.pk)
    assert "東の下書き" in text(client, "wagtailadmin_reports:site_history")
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"title": "x"})
    client.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.revisions.count() == 1


def test_records_of_a_hub_are_kept_by_its_editors_alone(sites: dict[str, Site]) -> None:
    """The policy for snippets with a hub, on a model that has one."""
    west, east = sites["west"], sites["east"]
    groups = {code: make_group(site.hub) for code, site in sites.items()}
    policy = HubRecordPolicy(type(groups["west"]))
    assert set(policy.instances_user_has_any_permission_for(west.editor, ["change"])) == {groups["west"]}
    assert policy.user_has_permission_for_instance(west.chief, "change", groups["west"])
    assert not policy.user_has_permission_for_instance(west.editor, "change", groups["east"])
    assert not policy.user_has_permission(make_staff("administrator"), "add")
    assert set(policy.users_with_any_permission_for_instance(["change"], groups["east"])) == {east.editor, east.chief}
