"""Drafts for another front end: by the editors' own links, in the shape of the page, for nobody to keep."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from pages.editing.models import PreviewLink
from pages.models import EventPage
from tests.cms.api.content.reading import ask, queries, read
from tests.factories_editing import Site, client_of, make_draft, make_sites
from tests.factories_pages import make_event, make_topic

pytestmark = pytest.mark.django_db
TITLE = "公開前の祭りの案内"


@pytest.fixture
def site() -> Site:
    return make_sites()["west"]


def given_out(site: Site, page: Any) -> str:
    """The address that the editor is shown once."""
    path = reverse("editing:preview_links", args=[page.pk])
    answer = client_of(site.editor).post(path, {"note": "実行委員長", "days": 7})
    found = re.search(r"https?://[^\"<\s]*(?:preview/|token=)[\w-]{20,}[^\"<\s]*", answer.content.decode())
    assert found, answer.content.decode()
    return found[0]


def token_of(address: str) -> str:
    found = re.search(r"[\w-]{40,}", address)
    assert found, address
    return found[0]


def test_a_link_shows_the_draft_in_the_shape_of_its_page(site: Site) -> None:
    draft = make_draft(site, TITLE)
    path = f"/previews/{token_of(given_out(site, draft))}"
    assert read(path)["title"] == TITLE
    draft.title = "書き直した案内"
    draft.save_revision(user=site.editor)
    answer = ask(f"{path}?include=parent,children,translations")
    assert answer.json()["title"] == "書き直した案内"
    assert answer.json()["included"]["parent"]["path"] == "/west/"
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert ask(f"/pages/{draft.pk}").status_code == 404


def test_what_the_draft_names_and_when_it_takes_place_is_that_of_the_draft(site: Site) -> None:
    event: Any = EventPage.objects.get(pk=make_event(site.page, TITLE).pk)
    event.topics = [make_topic()]
    event.dates.get().note = "雨天中止"
    event.venue = "第二会場"
    event.save_revision(user=site.editor)
    told = read(f"/previews/{token_of(given_out(site, event))}")
    assert (told["venue"], told["topics"], len(told["dates"])) == ("第二会場", ["bosai"], 1)
    assert read(f"/events/{event.pk}")["venue"] == ""


def test_a_link_that_is_over_withdrawn_or_unknown_looks_the_same(site: Site) -> None:
    path = f"/previews/{token_of(given_out(site, make_draft(site, TITLE)))}"
    unknown = f"/previews/{'x' * 43}"
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert ask(path).status_code == 404
        assert ask(path).content == ask(unknown).content
        assert len(queries(path)) == len(queries(unknown))
    PreviewLink.objects.update(revoked_at=timezone.now())
    assert ask(path).content == ask(unknown).content


def test_guessing_is_slowed_down(site: Site) -> None:
    answers = [ask(f"/previews/{number}") for number in range(61)]
    assert [one.status_code for one in answers] == [404] * 60 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("https://front.example.jp/preview/{token}", "https://front.example.jp/preview/{}"),
        ("https://front.example.jp/draft?x=1", "https://front.example.jp/draft?x=1&amp;token={}"),
    ],
)
def test_the_shared_link_can_lead_to_another_front_end(site: Site, settings: Any, setting: str, expected: str) -> None:
    settings.HEADLESS_PREVIEW_URL = setting
    draft = make_draft(site, TITLE)
    address = given_out(site, draft)
    token = token_of(address)
    assert address == expected.format(token)
    assert read(f"/previews/{token}")["title"] == TITLE
