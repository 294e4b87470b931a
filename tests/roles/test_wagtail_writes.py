"""Which role may write what through Wagtail's own views: pages, pictures, documents, settings."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Page, Site, Task, Workflow

from cms.people.models import Role, User
from media.models import WardDocument, WardImage
from pages.editing.models import HubCollection
from pages.models import CallPage, StandardPage
from tests.factories_editing import make_picture
from tests.factories_intake import pdf
from tests.media import samples
from tests.roles.cells import ALWAYS, Answer, asked, is_refused, undone
from tests.roles.door import act
from tests.roles.doors_registers import DASHBOARD, form_of
from tests.roles.people import ROLES, nobody
from tests.roles.world import World

NOBODY: tuple[str, ...] = ()
ABOVE = (str(Role.EDITOR_IN_CHIEF),)
LEADS = (str(Role.CHIEF), *ABOVE)
WRITES_PAGES = (str(Role.EDITOR), *LEADS)
ADMINISTRATOR = (str(Role.ADMINISTRATOR),)
SEO = {"next": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


class Write(NamedTuple):
    """``view`` with ``args`` (names of things, see below); ``table`` is written when it is done by ``roles``.

    ``lesser`` roles do something smaller by the same request, which has a test of its own; ``filler`` is whose
    form is sent, ``ok`` the status of what is done.
    """

    view: str
    args: tuple[str, ...]
    data: dict[str, Any]
    table: str
    roles: tuple[str, ...] = NOBODY
    filled: bool = False
    lesser: tuple[str, ...] = NOBODY
    filler: str = "editor_in_chief"
    ok: int = 302


# What the editor's script sends for the blocks of an empty text.
NO_BLOCKS = {f"{field}-count": "0" for field in ("lead_picture", "body", "easy_body")}
NEW_PAGE = {"title": "新しいページ", "slug": "new-page", **NO_BLOCKS}
# The own hub's pages and files are its writers'; what is public is decided above; settings are the administrator's.
WRITES: dict[str, Write] = {
    "page edited": Write(
        "wagtailadmin_pages:edit", ("page",), NEW_PAGE, "wagtailcore_revision", WRITES_PAGES, filled=True
    ),
    # An editor who presses it saves a draft: tests/pages/editing/test_past_approval.py
    "page published": Write(
        "wagtailadmin_pages:edit", ("page",), {"action-publish": "1", **NO_BLOCKS}, "wagtailcore_page", ABOVE,
        filled=True, lesser=WRITES_PAGES,
    ),
    "page added": Write(
        "wagtailadmin_pages:add", ("app", "type", "page"), NEW_PAGE, "wagtailcore_page", WRITES_PAGES, filled=True
    ),
    "page deleted": Write("wagtailadmin_pages:delete", ("leaf",), {}, "wagtailcore_page", ABOVE),
    "page unpublished": Write("wagtailadmin_pages:unpublish", ("page",), {}, "wagtailcore_page", ABOVE),
    "page moved": Write("wagtailadmin_pages:move_confirm", ("text", "other"), {}, "wagtailcore_page", ABOVE),
    "page copied": Write(
        "wagtailadmin_pages:copy", ("leaf",), {"new_title": "写し", "new_slug": "copy", "new_parent_page": "page"},
        "wagtailcore_page", WRITES_PAGES,
    ),
    "page copied to another hub": Write(
        "wagtailadmin_pages:copy", ("leaf",), {"new_title": "写し", "new_slug": "copy", "new_parent_page": "other"},
        "wagtailcore_page", ABOVE,
    ),
    "page locked": Write("wagtailadmin_pages:lock", ("page",), {}, "wagtailcore_page", LEADS),
    "page restricted": Write(
        "wagtailadmin_pages:set_privacy", ("page",), {"restriction_type": "login"}, "wagtailcore_pageviewrestriction",
        ABOVE, ok=200,
    ),
    "picture added": Write(
        "wagtailimages:add", (), {"title": "写真", "file": "picture", "collection": "root"}, "kizuna_media_wardimage",
        WRITES_PAGES, filled=True,
    ),
    "picture edited": Write(
        "wagtailimages:edit", ("image",), {"title": "題"}, "kizuna_media_wardimage", WRITES_PAGES, filled=True
    ),
    "picture deleted": Write("wagtailimages:delete", ("image",), {}, "kizuna_media_wardimage", WRITES_PAGES),
    "shared picture edited": Write(
        "wagtailimages:edit", ("shared",), {"title": "題"}, "kizuna_media_wardimage", ABOVE, filled=True
    ),
    "document added": Write(
        "wagtaildocs:add", (), {"title": "書類", "file": "document", "collection": "root"},
        "kizuna_media_warddocument", WRITES_PAGES, filled=True,
    ),
    "document edited": Write(
        "wagtaildocs:edit", ("document",), {"title": "題"}, "kizuna_media_warddocument", WRITES_PAGES, filled=True
    ),
    "document deleted": Write("wagtaildocs:delete", ("document",), {}, "kizuna_media_warddocument", WRITES_PAGES),
    "collection added": Write(
        "wagtailadmin_collections:add", (), {"name": "新しい資料", "parent": "root"}, "wagtailcore_collection",
    ),
    "site changed": Write(
        "wagtailsites:edit", ("site",), {"site_name": "新しい名"}, "wagtailcore_site", ADMINISTRATOR,
        filled=True, filler="administrator",
    ),
    "redirect added": Write(
        "wagtailredirects:add", (), {"old_path": "/old/", "redirect_link": "https://example.jp/", "is_permanent": "on"},
        "wagtailredirects_redirect", ADMINISTRATOR, filled=True, filler="administrator",
    ),
    "workflow added": Write(
        "wagtailadmin_workflows:add", (), {"name": "新しい流れ"}, "wagtailcore_workflow", ADMINISTRATOR,
        filled=True, filler="administrator",
    ),
    "workflow disabled": Write("wagtailadmin_workflows:disable", ("workflow",), {}, "wagtailcore_workflow"),
    "task disabled": Write("wagtailadmin_workflows:disable_task", ("task",), {}, "wagtailcore_task"),
    "group of rights added": Write(
        "wagtailusers_groups:add", (), {"name": "新しい権限"}, "auth_group", filled=True
    ),
}  # fmt: skip


def things(world: World) -> dict[str, Any]:
    """What the views are tried on; to be undone with what is tried."""
    page = Page.objects.get(pk=world.own.args["page"]["page_id"])
    own = HubCollection.objects.get(hub=world.own.hub).collection
    image = SimpleUploadedFile("写真.jpg", samples.picture(), content_type="image/jpeg")
    return {
        "app": "pages",
        "type": "standardpage",
        "page": page.pk,
        "leaf": page.get_children().live().not_type(CallPage).first().pk,
        "text": page.add_child(instance=StandardPage(title="文章", slug="text")).pk,
        "other": world.foreign.args["page"]["page_id"],
        "workflow": Workflow.objects.create(name="流れ").pk,
        "task": Task.objects.create(name="仕事").pk,
        "image": WardImage.objects.create(title="写真", file=image, collection=own).pk,
        "shared": make_picture(None).pk,
        "document": WardDocument.objects.create(title="書類", file=pdf("書類.pdf"), collection=own).pk,
        "site": Site.objects.get().pk,
        "root": Collection.get_first_root_node().pk,
    }


def tried(made: dict[str, Any], client: Client, write: Write, filler: Client) -> Answer:
    """The answer to this write by ``client``; the form is taken from the page that ``filler`` sees."""
    address = reverse(write.view, args=[made[name] for name in write.args])
    files = {
        "picture": SimpleUploadedFile("新.jpg", samples.picture(), content_type="image/jpeg"),
        "document": pdf("新.pdf", text="new"),
    }
    data = {name: files.get(text, made.get(text, text)) for name, text in write.data.items()}
    if write.filled:
        data = {**form_of(filler, address), **SEO, **data}
    return asked(client, address, query={}, data=data)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_writes_what_the_table_says_and_nothing_else(world: World, role: str) -> None:
    with undone():
        found = wrongly_written(world, role)
    assert found == [], "\n" + "\n".join(found)


def wrongly_written(world: World, role: str) -> list[str]:
    """Every write on the same things, each undone before the next."""
    found, made = [], things(world)
    for name, write in WRITES.items():
        with undone():
            answer = tried(made, world.clients[role], write, world.clients[write.filler])
        if role in write.roles:
            if answer.status != write.ok or write.table not in answer.wrote:
                found.append(f"{role} should have {name}: {answer.status} {sorted(answer.wrote)}")
            continue
        if role in write.lesser:
            continue
        door = act(write.view, "none", nobody, {}, write.table, away=DASHBOARD)
        if not is_refused(answer, door) or answer.wrote - ALWAYS:
            found.append(f"{role} has {name}: {answer.status} {answer.to} {sorted(answer.wrote)}")
    return found


@pytest.mark.parametrize("name", WRITES)
def test_the_table_notices_a_policy_that_says_yes(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same request while every policy of Wagtail's says yes is done: the data are right, the write is seen.

    The database keeps no almighty account, so one is made up in memory.
    """
    write, client = WRITES[name], world.clients["editor"]
    monkeypatch.setattr(User, "is_superuser", property(lambda user: True, lambda user, value: None))
    with undone():
        answer = tried(things(world), client, write, client)
    assert write.table in answer.wrote, (answer.status, answer.to, answer.text[-3000:])
