"""Setting up a hub is one command and one button, says what it made, and changes nothing that is there."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Collection, Page, Workflow, WorkflowPage

from cms.hubs.models import Hub
from pages import setting_up
from pages.editing.models import HubCollection, ModerationRule
from pages.models import HubPage
from tests.factories_editing import client_of
from tests.factories_hubs import make_small_ward
from tests.factories_people import make_staff
from tests.factories_programmes import make_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hubs() -> dict[str, Hub]:
    return make_small_ward()


def run(*args: str) -> str:
    out = StringIO()
    call_command("set_up_hub", *args, stdout=out)
    return out.getvalue()


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Page, Collection, HubCollection, Workflow, ModerationRule))


def test_one_command_makes_page_collection_and_way_of_approval() -> None:
    make_call("open-call")
    told = run("west")
    page = HubPage.objects.get()
    assert page.hub.code == "west"
    assert page.get_children().count() == 1, "its call"
    assert HubCollection.objects.get().collection.name == page.hub.name
    assert [task.specific._meta.model_name for task in page.get_workflow().tasks] == [
        "hubchiefapproval",
        "editorinchiefapproval",
    ]
    for name in (page.title, "ページの承認", "open-call"):
        assert name in told or name == "open-call"


def test_what_stands_above_all_languages_has_a_japanese_name_which_may_be_changed() -> None:
    setting_up.set_up_sites()
    assert Page.get_first_root_node().get_admin_display_title() == "サイト全体"
    Page.objects.filter(depth=1).update(title="すべての言語", draft_title="すべての言語")
    setting_up.set_up_sites()
    assert Page.get_first_root_node().title == "すべての言語"


def test_the_second_time_nothing_is_made() -> None:
    run("--all")
    before = everything()
    assert "nothing was missing" in run("--all")
    assert everything() == before
    setting_up.set_up_sites()
    again = everything()
    setting_up.set_up_sites()
    assert everything() == again


def test_what_is_missing_is_made_and_what_was_changed_stays() -> None:
    run("--all")
    page = HubPage.objects.get(hub__code="west")
    HubPage.objects.filter(pk=page.pk).update(title="改めた題名")
    row = HubCollection.objects.get(hub__code="west")
    Collection.objects.filter(pk=row.collection_id).update(name="改めた名")
    WorkflowPage.objects.all().delete()
    told = run("west")
    assert "ページの承認" in told
    page.refresh_from_db()
    row.refresh_from_db()
    assert (page.title, row.collection.name) == ("改めた題名", "改めた名")
    assert Workflow.objects.filter(name="ページの承認").count() == 1


def test_a_workflow_that_somebody_assigned_stays() -> None:
    run("west")
    other = Workflow.objects.create(name="区の流れ")
    WorkflowPage.objects.all().update(workflow=other)
    run("--all")
    assert WorkflowPage.objects.get(page=HubPage.objects.first().get_parent()).workflow == other


def test_unknown_and_closed_hubs_are_refused(hubs: dict[str, Hub]) -> None:
    with pytest.raises(CommandError):
        run("nowhere")
    Hub.objects.filter(code="west").update(status=Hub.Status.CLOSED)
    with pytest.raises(CommandError):
        run("west")
    assert not HubPage.objects.exists()
    run("--all")
    assert HubPage.objects.get().hub.code == "east"


def test_the_button_does_the_same_for_administrators_alone(hubs: dict[str, Hub]) -> None:
    hub = hubs["west"]
    address = reverse("editing:set_up_hub", args=[hub.pk])
    for role in ("editor_in_chief", "auditor", "chief", "editor"):
        client = client_of(make_staff(role, hub if role in ("chief", "editor") else None))
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert not HubPage.objects.exists()
    client = client_of(make_staff("administrator"))
    shown = client.get(reverse("wagtailsnippets_hubs_hub:inspect", args=[hub.pk])).content.decode()
    assert address in shown
    page = client.post(address, follow=True).content.decode()
    assert HubPage.objects.get().hub == hub
    assert "作りました" in page
    before = everything()
    assert "足りないものはありませんでした" in client.post(address, follow=True).content.decode()
    assert everything() == before


def test_page_types_can_have_a_hubs_site_begin_with_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(setting_up, "BEGINNINGS", [lambda page, made: begun.append(page.hub.code)])
    run("west")
    assert begun == ["west"]
