"""A live page is rewritten beside itself, and merged back; readers see nothing of it before it is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageLogEntry

from cms.hubs.models import Hub
from pages.editing.copies import content, services
from pages.editing.models import WorkingCopy
from pages.models import EventDate, EventPage, NewsPage, StandardPage
from tests.factories_editing import Site, client_of, make_live, make_sites
from tests.factories_pages import make_event, make_topic
from tests.factories_people import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_sites()["west"]


def blocks(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "heading", "value": {"text": text, "level": "2"}, "id": f"00000000-0000-4000-8000-00000000000{n}"}
            for n, text in enumerate(texts)]  # fmt: skip


@pytest.fixture
def live(site: Site) -> StandardPage:
    return make_live(site, "開館時間", summary="月曜は休み")


def write(page: Page, by: Any, **values: Any) -> None:
    found = page.specific.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    found.save_revision(user=by)


def seen_of(page: Page) -> str:
    """As the page of the merge carries it at this moment."""
    made = services.copy_of(page)
    assert made is not None
    return services.versions_of(WorkingCopy.objects.select_related("page", "copy").get(pk=made.pk)).seen


def begun(site: Site, live: StandardPage) -> WorkingCopy:
    made = services.begin(live, actor=site.editor, note="四月から")
    return WorkingCopy.objects.select_related("page", "copy").get(pk=made.pk)


def test_it_begins_as_a_draft_that_says_what_the_page_says_and_nobody_reads_it(site: Site, live: StandardPage) -> None:
    client = client_of(site.editor)
    answer = client.post(f"/cms/editing/pages/{live.pk}/copy/", {"note": "四月から"})
    made = WorkingCopy.objects.get()

    assert answer["Location"] == f"/cms/pages/{made.copy_id}/edit/"
    assert made.copy is not None
    assert (made.copy.live, made.copy.title, made.copy.specific.summary) == (False, "開館時間", "月曜は休み")
    assert made.copy.get_parent() == live.get_parent()
    assert Client().get(made.copy.url).status_code == 404
    assert Client().get(live.url).status_code == 200


def test_what_was_written_in_the_copy_becomes_a_draft_of_the_page(site: Site, live: StandardPage) -> None:
    made = begun(site, live)
    write(made.copy, site.editor, summary="月曜と火曜は休み")
    write(live, site.chief, title="開館時間のご案内")
    client = client_of(site.editor)
    seen = seen_of(live)
    shown = client.get(f"/cms/editing/pages/{live.pk}/copy/merge/").content.decode()
    answer = client.post(f"/cms/editing/pages/{live.pk}/copy/merge/", {"seen": seen})

    assert "月曜と火曜は休み" in shown
    assert answer["Location"] == f"/cms/pages/{live.pk}/edit/"
    draft = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("開館時間のご案内", "月曜と火曜は休み")
    assert StandardPage.objects.get(pk=live.pk).summary == "月曜は休み"  # readers wait for the publication
    assert StandardPage.objects.filter(slug__contains="copy").count() == 0
    assert WorkingCopy.objects.get().outcome == "merged"
    assert PageLogEntry.objects.filter(page=live.pk, action="editing.copy_merged", user=site.editor).exists()
    draft.get_latest_revision().publish()
    assert "月曜と火曜は休み" in Client().get(live.url).content.decode()


def test_a_place_that_both_changed_is_asked_about_and_nothing_is_merged_before(site: Site, live: StandardPage) -> None:
    made = begun(site, live)
    write(made.copy, site.editor, summary="写しの要約")
    write(live, site.chief, summary="ページの要約")
    client, seen = client_of(site.editor), seen_of(live)
    address = f"/cms/editing/pages/{live.pk}/copy/merge/"
    undecided = client.post(address, {"seen": seen})

    assert undecided.status_code == 422
    assert "写しの要約" in undecided.content.decode()
    assert "ページの要約" in undecided.content.decode()
    assert WorkingCopy.objects.get().is_open
    assert client.post(address, {"seen": seen, "choice-summary": "copy"}).status_code == 302
    assert Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object().summary == "写しの要約"


def test_whoever_looked_at_an_older_state_looks_again(site: Site, live: StandardPage) -> None:
    made = begun(site, live)
    write(made.copy, site.editor, summary="一度目")
    seen = seen_of(live)
    write(made.copy, site.editor, summary="二度目")
    answer = client_of(site.editor).post(f"/cms/editing/pages/{live.pk}/copy/merge/", {"seen": seen})

    assert answer.status_code == 409
    assert "二度目" in answer.content.decode()
    assert WorkingCopy.objects.get().is_open


def test_blocks_of_the_text_are_merged_one_by_one(site: Site) -> None:
    live = make_live(site, "二つの見出し", body=blocks("一", "二"))
    made = begun(site, live)
    stream = StandardPage._meta.get_field("body").stream_block
    write(made.copy, site.editor, body=stream.to_python(blocks("一", "写しの二")))
    write(live, site.chief, body=stream.to_python(blocks("頁の一", "二")))
    services.merge(made, actor=site.editor, choices={}, seen=seen_of(live))

    draft = Page.objects.get(pk=live.pk).specific.get_latest_revision_as_object()
    assert [one.value["text"] for one in draft.body] == ["頁の一", "写しの二"]


def test_it_is_never_published_by_itself(site: Site, live: StandardPage) -> None:
    made = begun(site, live)
    chief = client_of(site.chief)
    address = f"/cms/pages/{made.copy_id}/edit/"
    offered = chief.get(address).content.decode()
    for action in ("action-publish", "action-submit"):
        answer = chief.post(address, {action: "1", "title": "x", "slug": "x"})
        assert answer["Location"] == f"/cms/editing/pages/{live.pk}/copy/merge/", action
    publisher = client_of(make_staff("editor_in_chief"))
    bulk = publisher.post(f"/cms/bulk/wagtailcore/page/publish/?id={made.copy_id}")
    with_all = publisher.post(f"/cms/bulk/wagtailcore/page/publish/?id={site.page.pk}", {"include_descendants": "on"})

    assert 'name="action-publish"' not in offered
    assert 'name="action-submit"' not in offered
    assert f"/cms/editing/pages/{live.pk}/copy/merge/" in offered
    for answer in (bulk, with_all):
        assert answer["Location"] == f"/cms/editing/pages/{live.pk}/copy/merge/"
    assert Page.objects.get(pk=made.copy_id).live is False


def test_there_is_one_at_a_time_and_it_can_be_thrown_away(site: Site, live: StandardPage) -> None:
    made = begun(site, live)
    client = client_of(site.editor)
    client.post(f"/cms/editing/pages/{live.pk}/copy/", {"note": ""})
    assert WorkingCopy.objects.count() == 1
    asked = client.get(f"/cms/editing/pages/{live.pk}/copy/discard/")
    assert asked.status_code == 200
    assert WorkingCopy.objects.get().is_open
    client.post(f"/cms/editing/pages/{live.pk}/copy/discard/")

    assert WorkingCopy.objects.get().outcome == "discarded"
    assert not Page.objects.filter(pk=made.copy_id).exists()
    assert Page.objects.get(pk=live.pk).live
    client.post(f"/cms/editing/pages/{live.pk}/copy/", {"note": "もう一度"})
    assert WorkingCopy.objects.filter(outcome="").count() == 1


def test_a_draft_and_a_front_page_have_no_working_copy(site: Site) -> None:
    draft = NewsPage(title="下書き", slug="draft", live=False)
    site.page.add_child(instance=draft)
    for page in (draft, site.page):
        client_of(site.chief).post(f"/cms/editing/pages/{page.pk}/copy/", {"note": ""})
    assert WorkingCopy.objects.count() == 0


def test_others_see_nothing_of_it(site: Site, live: StandardPage) -> None:
    begun(site, live)
    stranger = client_of(make_staff("editor", Hub.objects.get(code="east")))
    for way in ("copy/", "copy/merge/", "copy/discard/"):
        address = f"/cms/editing/pages/{live.pk}/{way}"
        assert (stranger.get(address).status_code, stranger.post(address).status_code) == (404, 404)
    assert WorkingCopy.objects.get().is_open


def test_the_history_of_a_page_tells_versions_and_steps_in_one(site: Site, live: StandardPage) -> None:
    """Wagtail's history shows its log, which holds versions, steps of approval with their comments, and our deeds."""
    made = begun(site, live)
    write(made.copy, site.editor, summary="新しい要約")
    services.merge(made, actor=site.editor, choices={}, seen=seen_of(live))
    page = Page.objects.get(pk=live.pk).specific
    state = page.get_workflow().start(page, site.editor)
    state.current_task_state.reject(user=site.chief, comment="日付を入れてください。")
    shown = client_of(site.chief).get(f"/cms/pages/{live.pk}/history/").content.decode()

    for words in ("作業コピーを統合", "作業コピーを作成", "日付を入れてください。", "公開"):
        assert words in shown, words


def test_an_event_keeps_its_dates_and_takes_those_of_the_copy(site: Site) -> None:
    live = make_event(site.page, venue="集会室", topics=[make_topic()])
    made = begun(site, live)
    assert content.written(made.copy.specific) == content.written(live.specific)
    copied = made.copy.specific.get_latest_revision_as_object()
    first = copied.dates.all()[0]
    copied.dates.add(
        EventDate(starts_at=first.starts_at + timedelta(days=7), ends_at=first.ends_at + timedelta(days=7))
    )
    copied.topics = []
    copied.save_revision(user=site.editor)
    write(live, site.chief, fee="100円")
    page = services.merge(made, actor=site.editor, choices={}, seen=seen_of(live))

    kept = EventDate.objects.get(page=live.pk).pk
    draft = page.specific.get_latest_revision_as_object()
    assert (draft.fee, draft.venue, list(draft.topics.all()), draft.dates.count()) == ("100円", "集会室", [], 2)
    draft.get_latest_revision().publish()
    assert EventPage.objects.get(pk=live.pk).dates.count() == 2
    assert EventDate.objects.filter(pk=kept, page=live.pk).exists()
    assert EventPage.objects.count() == 1
