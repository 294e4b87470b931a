"""Nobody finds what is no longer there, and what is written is found at once: after every editing action."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.hubs.models import Hub
from cms.hubs.signals import hub_renamed
from cms.search.finding import find
from cms.search.models import Entry
from cms.search.question import Question, spelled
from pages.models import CallPage, HubPage, StandardPage
from pages.search import branches, following
from pages.setting_up import set_up_sites
from tests.bench.counting import FRAMING
from tests.factories_hubs import make_small_ward
from tests.factories_pages import paragraphs
from tests.factories_programmes import make_call
from tests.media.factories import picture
from tests.pages.factories import body
from workflows.programmes.models import Call, CostKind

pytestmark = pytest.mark.django_db
WORD = "鷺草"


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    hubs = make_small_ward()
    make_call("open-call")
    set_up_sites()
    return hubs


@pytest.fixture
def west() -> HubPage:
    return HubPage.objects.get(slug="west")


@pytest.fixture
def page(west: HubPage) -> StandardPage:
    page = StandardPage(title="観察会", slug="look", body=paragraphs(f"{WORD}を見ます。"))
    west.add_child(instance=page)
    return page


def urls(q: str = WORD, **asked: Any) -> list[str]:
    return [one.url for one in find(Question(words=spelled(q), **asked)).results]


def test_a_new_page_is_found(page: StandardPage) -> None:
    assert urls() == ["/west/look/"]


@pytest.mark.parametrize("decorative", [False, True])
def test_a_page_is_found_by_the_text_of_its_picture_unless_it_is_decoration(west: HubPage, decorative: bool) -> None:
    shown = {"image": picture().pk, "decorative": decorative, "alt_text": "" if decorative else "棚に並んだ備蓄品"}
    block = ("picture", {"picture": shown, "caption": "秋の訓練"})
    west.add_child(instance=StandardPage(title="備え", slug="sonae", lead_picture=body(block), body=body(block)))
    assert len(urls("秋の訓練")) == 1
    assert len(urls("備蓄品")) == (0 if decorative else 1)


def test_a_draft_is_not_found_until_it_is_published(page: StandardPage) -> None:
    page.body = paragraphs("桔梗を見ます。")  # type: ignore[assignment]
    revision = page.save_revision()
    assert (urls(), urls("桔梗")) == (["/west/look/"], [])
    revision.publish()
    assert (urls(), urls("桔梗")) == ([], ["/west/look/"])


def test_a_page_that_was_never_published_is_not_found(west: HubPage) -> None:
    draft = StandardPage(title=WORD, slug="draft", live=False)
    west.add_child(instance=draft)
    assert urls() == []
    draft.save_revision().publish()
    assert urls() == ["/west/draft/"]


def test_a_page_taken_offline_or_deleted_is_gone(page: StandardPage) -> None:
    page.unpublish()
    assert urls() == []
    page.save_revision().publish()
    assert urls() == ["/west/look/"]
    page.delete()
    assert urls() == []


def test_a_page_deleted_with_its_parent_is_gone(page: StandardPage, west: HubPage) -> None:
    Page.objects.get(pk=west.pk).delete()
    assert urls() == []
    assert not Entry.objects.filter(url__startswith="/west/").exists()


def test_a_new_address_is_the_one_that_is_found(
    page: StandardPage, west: HubPage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        west.slug = "new-west"
        west.save()
    assert urls() == ["/new-west/look/"]


def test_a_page_that_moves_takes_its_address_and_its_hub_along(page: StandardPage, hubs: dict[str, Hub]) -> None:
    page.move(HubPage.objects.get(slug="east"), pos="last-child")
    assert urls() == ["/east/look/"]
    assert urls(hub=hubs["east"].pk) == ["/east/look/"]
    assert urls(hub=hubs["west"].pk) == []


def test_a_long_branch_moves_by_the_worker_and_is_hidden_at_once(
    page: StandardPage, hubs: dict[str, Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "AT_ONCE", 0)
    east = HubPage.objects.get(slug="east")
    page.move(east, pos="last-child")
    assert urls() == ["/east/look/"]
    branches.work({"pages": [page.pk]})
    assert urls(hub=hubs["east"].pk) == ["/east/look/"]
    PageViewRestriction.objects.create(page=east, restriction_type=PageViewRestriction.LOGIN)
    assert urls() == []


def test_a_page_behind_a_restriction_is_never_public(page: StandardPage, west: HubPage) -> None:
    restriction = PageViewRestriction.objects.create(page=west, restriction_type=PageViewRestriction.LOGIN)
    assert urls() == []
    page.refresh_from_db()
    page.save_revision().publish()
    late = StandardPage(title=WORD, slug="late")
    west.refresh_from_db()
    west.add_child(instance=late)
    assert urls() == []
    restriction.delete()
    assert set(urls()) == {"/west/look/", "/west/late/"}


def test_a_page_moved_into_a_private_branch_is_hidden(page: StandardPage) -> None:
    east = HubPage.objects.get(slug="east")
    PageViewRestriction.objects.create(page=east, restriction_type=PageViewRestriction.LOGIN)
    page.move(east, pos="last-child")
    assert urls() == []


def test_an_alias_of_a_private_page_is_private_too(page: StandardPage) -> None:
    alias = page.create_alias(parent=HubPage.objects.get(slug="east"))
    assert set(urls()) == {"/west/look/", alias.url_path.removeprefix("/ward")}
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert urls() == []


def test_a_renamed_hub_is_found_by_its_new_name(west: HubPage) -> None:
    hub = west.hub
    old = hub.name
    hub.name = "鷺草の拠点"
    hub.save()
    hub_renamed.send(Hub, hub=hub, old=old)
    assert urls() == ["/west/"]
    assert urls(old) == []


def test_a_call_that_is_taken_back_is_nowhere(hubs: dict[str, Hub]) -> None:
    call = Call.objects.get()
    call.title = WORD
    call.save()
    assert urls() == ["/calls/open-call/"]
    assert urls("open-call", hub=hubs["west"].pk) == ["/west/open-call/"]
    call.is_published = False
    call.save()
    assert (urls(), urls("open-call", hub=hubs["west"].pk)) == ([], [])
    page = CallPage.objects.first()
    page.save_revision().publish()
    assert urls("open-call", hub=hubs["west"].pk) == []


def test_words_of_an_editor_on_a_call_page_are_found_everywhere() -> None:
    page = CallPage.objects.child_of(HubPage.objects.get(slug="west")).get()
    page.body = f"<p>{WORD}</p>"
    page.save_revision().publish()
    assert urls() == ["/west/open-call/"]


def test_what_a_programme_says_is_found_once_it_is_saved_whole(django_capture_on_commit_callbacks: Any) -> None:
    programme = Call.objects.get().programme
    connection.run_on_commit.clear()  # what making the call has left, which is never committed here
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        programme.summary = WORD
        programme.save()
        CostKind.objects.create(programme=programme, key="flower", label="桔梗の苗代")
    assert sum(isinstance(one, following.Renewal) for one in callbacks) == 1
    assert (urls(), urls("桔梗")) == (["/calls/open-call/"], ["/calls/open-call/"])


def test_making_everything_anew_changes_nothing_and_finds_what_has_drifted(page: StandardPage) -> None:
    call_command("index_search", "--check")
    before = set(Entry.objects.values_list("pk", "digest"))
    call_command("index_search")
    assert set(Entry.objects.values_list("pk", "digest")) == before
    page.body = paragraphs("桔梗")  # type: ignore[assignment]
    StandardPage.objects.filter(pk=page.pk).update(body=page.body)
    Entry.objects.filter(url="/east/").delete()
    Entry.objects.filter(url="/west/").update(object_key="9999")
    with pytest.raises(CommandError):
        call_command("index_search", "--check")
    call_command("index_search")
    call_command("index_search", "--check")
    assert (urls(), urls("桔梗")) == ([], ["/west/look/"])
    assert not Entry.objects.filter(object_key="9999").exists()


def test_an_emptied_index_comes_back(page: StandardPage) -> None:
    call_command("index_search", "--empty")
    call_command("index_search", "--check")
    assert urls() == ["/west/look/"]


def test_a_save_costs_three_statements_more_at_most(page: StandardPage, west: HubPage) -> None:
    for one in (page, west, CallPage.objects.first()):
        page_now = type(one).objects.get(pk=one.pk)
        with CaptureQueriesContext(connection) as captured:
            following.page_saved(type(page_now), page_now)
        asked = [q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(FRAMING)]
        assert len(asked) <= 3, "\n".join(asked)
