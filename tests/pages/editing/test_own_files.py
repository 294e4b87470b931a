"""A posted number is held to the same rule as the chooser that should have given it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages.editing.own_files import OwnFilesMixin
from tests.factories_editing import Site, client_of, make_document, make_draft, make_live, make_picture, make_sites
from tests.factories_people import make_staff
from tests.pages.editing.browser import editor_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def post(person: Any, page: Page, html: str) -> str:
    """The page's text after ``person`` has sent ``html``; the answer of a refusal says why."""
    client, address = client_of(person), reverse("wagtailadmin_pages:edit", args=[page.pk])
    blocks = nested_form_data({"body": streamfield([("paragraph", rich_text(html, features=FEATURES))])})
    answer = client.post(address, {**editor_form(client, address), **blocks})
    if answer.status_code == 200:
        assert "自分の拠点のものか、公開されているページから選んでください。" in answer.content.decode()
    page.refresh_from_db()
    return str(page.specific.get_latest_revision_as_object().body.raw_data[:])


FEATURES = ["link", "document-link"]


def test_foreign_documents_and_drafts_are_not_taken_and_own_ones_are(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    links = {
        "own document": (f'<a linktype="document" id="{make_document(west).pk}">x</a>', True),
        "shared document": (f'<a linktype="document" id="{make_document(None).pk}">x</a>', True),
        "foreign document": (f'<a linktype="document" id="{make_document(east).pk}">x</a>', False),
        "own draft": (f'<a linktype="page" id="{make_draft(west).pk}">x</a>', True),
        "public page of another hub": (f'<a linktype="page" id="{make_live(east).pk}">x</a>', True),
        "draft of another hub": (f'<a linktype="page" id="{make_draft(east).pk}">x</a>', False),
    }
    for name, (html, taken) in links.items():
        draft = make_draft(west, name)
        assert ("linktype" in post(west.editor, draft, f"<p>{html}</p>")) == taken, name


@pytest.mark.parametrize("number", ["-1", "0", str(10**20), "9999999\u0660"])
@pytest.mark.parametrize("linked", ["page", "document"])
def test_what_is_no_number_of_a_row_is_not_taken(sites: dict[str, Site], linked: str, number: str) -> None:
    """Readers would get an error in place of the page."""
    draft = make_draft(sites["west"])
    assert "linktype" not in post(sites["west"].editor, draft, f'<p><a linktype="{linked}" id="{number}">x</a></p>')


def test_what_somebody_else_chose_does_not_hinder_going_on(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    draft = make_draft(west)
    html = f'<p><a linktype="document" id="{make_document(east).pk}">x</a></p>'
    assert "linktype" in post(make_staff("editor_in_chief"), draft, html)
    assert "さらに" in post(west.editor, draft, f"{html}<p>さらに</p>")


def test_a_foreign_picture_is_not_taken_by_a_block(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    draft = make_draft(west)
    client, address = client_of(west.editor), reverse("wagtailadmin_pages:edit", args=[draft.pk])
    for picture, status in ((make_picture(east), 200), (make_picture(west), 302)):
        block = {"picture": {"image": picture.pk, "decorative": "on", "alt_text": ""}, "caption": ""}
        data = {**editor_form(client, address), **nested_form_data({"lead_picture": streamfield([("picture", block)])})}
        assert client.post(address, data).status_code == status


def test_every_page_types_form_is_held_to_it() -> None:
    types = [model for model in get_page_models() if model is not Page]
    assert len(types) > 8
    assert [m for m in types if not issubclass(m.get_edit_handler().get_form_class(), OwnFilesMixin)] == []
