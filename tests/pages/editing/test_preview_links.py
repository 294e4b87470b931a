"""A link to a draft works for a person without an account until its date, and shows that page and nothing more."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from pages.editing.models import PreviewLink
from tests.factories_editing import Site, client_of, make_draft, make_sites
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db
TITLE = "公開前の祭りの案内"


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def given_out(site: Site, page: Page, days: int = 7) -> str:
    """The path of the link, as it is shown once."""
    answer = client_of(site.editor).post(links(page), {"note": "実行委員長", "days": days})
    found = re.search(r"/preview/[\w-]+/", answer.content.decode())
    assert found, answer.content.decode()
    return found[0]


def links(page: Page) -> str:
    return reverse("editing:preview_links", args=[page.pk])


def test_the_draft_as_it_stands_now_is_shown_to_anybody_with_the_link(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    path = given_out(west, draft)
    assert TITLE in Client().get(path).content.decode()
    draft.title = "書き直した案内"
    draft.save_revision(user=west.editor)
    answer = Client().get(path)
    assert "書き直した案内" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "/cms/" not in answer.content.decode()
    assert not answer.cookies
    assert Client().get(f"/west/{draft.slug}/").status_code == 404


def test_the_secret_is_shown_once_and_kept_as_a_hash(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    path = given_out(west, draft)
    token = path.split("/")[2]
    assert token not in client_of(west.editor).get(links(draft)).content.decode()
    row = PreviewLink.objects.get()
    assert token not in str({field.name: getattr(row, field.name) for field in row._meta.fields})


def test_a_link_ends_with_its_days_and_never_lasts_longer_than_thirty(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    path = given_out(west, draft, days=7)
    now = timezone.now()
    for day, status in ((6, 200), (8, 404)):
        with time_machine.travel(now + timedelta(days=day)):
            assert Client().get(path).status_code == status
    for days in (0, 31, 365, "x"):
        client_of(west.editor).post(links(draft), {"note": "x", "days": days})
    assert PreviewLink.objects.count() == 1


def test_a_link_that_was_withdrawn_shows_nothing(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    path = given_out(west, draft)
    link = PreviewLink.objects.get()
    client_of(west.editor).post(reverse("editing:revoke_preview_link", args=[draft.pk, link.pk]))
    answer = Client().get(path)
    assert answer.status_code == 404
    assert TITLE not in answer.content.decode()
    page = client_of(west.editor).get(links(draft)).content.decode()
    assert "取り消しました" in page


@pytest.mark.parametrize("who", ["editor", "chief", "reviewer", "auditor", "administrator"])
def test_nobody_else_sees_makes_or_withdraws_links_of_a_page(sites: dict[str, Site], who: str) -> None:
    west, east = sites["west"], sites["east"]
    draft = make_draft(west, TITLE)
    given_out(west, draft)
    link = PreviewLink.objects.get()
    person = {"editor": east.editor, "chief": east.chief}.get(who) or make_staff(
        who, west.hub if who == "reviewer" else None
    )
    client = client_of(person)
    assert client.get(links(draft)).status_code == 404
    assert client.post(links(draft), {"note": "x", "days": 7}).status_code == 404
    revoke: dict[str, Any] = {"page": draft.pk, "link": link.pk}
    assert client.post(reverse("editing:revoke_preview_link", args=[revoke["page"], link.pk])).status_code == 404
    own = make_draft(east, by=east.editor)
    assert (
        client_of(east.editor).post(reverse("editing:revoke_preview_link", args=[own.pk, link.pk])).status_code == 404
    ), "a link of another page, through an own one"
    link.refresh_from_db()
    assert link.revoked_at is None
    assert PreviewLink.objects.count() == 1


def test_guessing_is_slowed_down(sites: dict[str, Site]) -> None:
    statuses = [Client().get("/preview/guess/").status_code for _ in range(62)]
    assert set(statuses[:60]) == {404}
    assert set(statuses[60:]) == {429}


def test_a_link_dies_with_its_page(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    path = given_out(west, draft)
    Page.objects.get(pk=draft.pk).delete()
    assert Client().get(path).status_code == 404


def test_the_editor_has_a_way_to_the_links(sites: dict[str, Site]) -> None:
    west = sites["west"]
    draft = make_draft(west, TITLE)
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert links(draft) in client_of(west.editor).get(address).content.decode()
