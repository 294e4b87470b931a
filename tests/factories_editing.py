"""A ward with two hub sites, people who write for them, and drafts of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page, WorkflowState

from cms.hubs.models import Hub
from cms.people.models import HubRole, User
from media.models import WardDocument, WardImage
from pages.editing.copies import services as copies
from pages.editing.models import HubCollection, SharedCollection
from pages.models import HubPage, StandardPage
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_intake import pdf
from tests.factories_people import LONG_AGO, make_staff
from tests.media import samples
from tests.sign_in import sign_in


@dataclass
class Site:
    """One hub with its page, an editor and a chief."""

    hub: Hub
    page: HubPage
    editor: User
    chief: User


def make_sites() -> dict[str, Site]:
    """``west`` and ``east``, set up as the product does it."""
    hubs = make_small_ward()
    set_up_sites()
    return {
        code: Site(hub, HubPage.objects.get(hub=hub), make_staff("editor", hub), make_staff("chief", hub))
        for code, hub in hubs.items()
    }


def client_of(user: User) -> Client:
    return sign_in(Client(), user)


def also(user: User, role: str, hub: Hub | None = None) -> User:
    """``user`` holds one more role."""
    HubRole.objects.create(user=user, role=role, hub=hub, from_on=LONG_AGO)
    return user


def make_draft(site: Site, title: str = "夏祭りの下書き", *, by: User | None = None, **fields: Any) -> StandardPage:
    """A page that was never published, written by the hub's editor."""
    author = by or site.editor
    slug = fields.pop("slug", "") or f"draft-{site.page.get_children().count()}"
    page = StandardPage(title=title, slug=slug, live=False, owner=author, **fields)
    site.page.refresh_from_db()
    site.page.add_child(instance=page)
    page.save_revision(user=author)
    page.refresh_from_db()
    return page


def make_live(site: Site, title: str = "公開中のページ", **fields: Any) -> StandardPage:
    page = make_draft(site, title, **fields)
    page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def make_copied(site: Site, title: str = "写しのあるページ") -> StandardPage:
    """A live page with a working copy that says something else."""
    page = make_live(site, title)
    made = copies.begin(page, actor=site.editor)
    assert made.copy is not None
    written = made.copy.specific.get_latest_revision_as_object()
    written.summary = "新しい要約"
    written.save_revision(user=site.editor)
    return page


def submit(page: Page, by: User) -> WorkflowState:
    """``page`` is sent to approval by ``by``, as the editor's button does it."""
    page = Page.objects.get(pk=page.pk).specific
    return page.get_workflow().start(page, by)


def make_picture(site: Site | None, title: str = "写真") -> WardImage:
    """In the hub's collection, or in the shared one."""
    row = HubCollection.objects.get(hub=site.hub) if site else SharedCollection.objects.get()
    file = SimpleUploadedFile("picture.jpg", samples.picture(), content_type="image/jpeg")
    return WardImage.objects.create(title=title, file=file, collection=row.collection)


def make_document(site: Site | None, title: str = "資料") -> WardDocument:
    row = HubCollection.objects.get(hub=site.hub) if site else SharedCollection.objects.get()
    return WardDocument.objects.create(title=title, file=pdf("document.pdf"), collection=row.collection)
