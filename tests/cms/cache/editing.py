"""What changes public pages, done as it is done: through the admin, by services, commands, and by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.hubs.models import Area, Chome, Hub, Ward
from cms.hubs.services import set_status
from pages.models import HubPage, StandardPage, WardHomePage
from tests.factories_pages import paragraphs
from tests.roles.doors_registers import form_of
from workflows.programmes.models import Call, CostKind

_serial = itertools.count(1)
SEO = {"next": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
# What the editor's script sends for the blocks of an empty text.
NO_BLOCKS = {f"{field}-count": "0" for field in ("lead_picture", "body", "easy_body")}


def fresh(text: str) -> str:
    """A text that was never there before."""
    return f"{text}{next(_serial)}"


def sent(editor: Client, view: str, *args: Any, filled: bool = True, **data: Any) -> None:
    """The form of ``view`` with ``data`` in it, as the editor's browser sends it; it was accepted."""
    address = reverse(view, args=args)
    with transaction.atomic():
        shown = form_of(editor, address) if filled else {}
    given = {**shown, **SEO, **NO_BLOCKS, **data}
    answer = editor.post(address, given)
    assert answer.status_code == 302, (view, answer.status_code, answer.content.decode()[:3000])


def snippet(editor: Client, row: Any, **data: Any) -> None:
    names = (row._meta.app_label, row._meta.model_name)
    sent(editor, f"wagtailsnippets_{names[0]}_{names[1]}:edit", row.pk, **data)


def matsuri() -> StandardPage:
    """The page that comes and goes, live below ``west``."""
    west = HubPage.objects.get(slug="west")
    page = StandardPage.objects.filter(slug="matsuri").first()
    if page is None:
        page = west.add_child(instance=StandardPage(title="地区祭", slug="matsuri", body=paragraphs("十月")))
    if page.get_parent().pk != west.pk:
        page.move(west, "last-child")
        page = StandardPage.objects.get(slug="matsuri")
    if not page.live:
        page.save_revision().publish()
    return StandardPage.objects.get(slug="matsuri")


def publishes(editor: Client) -> None:
    sent(editor, "wagtailadmin_pages:edit", matsuri().pk, title=fresh("地区祭"), **{"action-publish": "1"})


def adds(editor: Client) -> None:
    west, slug = HubPage.objects.get(slug="west"), fresh("page-")
    fields = {"title": slug, "slug": slug, "action-publish": "1"}
    sent(editor, "wagtailadmin_pages:add", "pages", "standardpage", west.pk, **fields)


def unpublishes(editor: Client) -> None:
    sent(editor, "wagtailadmin_pages:unpublish", matsuri().pk, filled=False)


def moves(editor: Client) -> None:
    east = HubPage.objects.get(slug="east")
    sent(editor, "wagtailadmin_pages:move_confirm", matsuri().pk, east.pk, filled=False)


def deletes(editor: Client) -> None:
    sent(editor, "wagtailadmin_pages:delete", matsuri().pk, filled=False)


def copies(editor: Client) -> None:
    west, slug = HubPage.objects.get(slug="west"), fresh("copy-")
    fields = {"new_title": slug, "new_slug": slug, "new_parent_page": west.pk, "publish_copies": "on"}
    sent(editor, "wagtailadmin_pages:copy", matsuri().pk, filled=False, **fields)


def restricts(editor: Client) -> None:
    address = reverse("wagtailadmin_pages:set_privacy", args=[matsuri().pk])
    assert editor.post(address, {"restriction_type": "login"}).status_code == 200


def publishes_at_its_time(editor: Client) -> None:
    page = matsuri()
    page.title = fresh("予約した題")
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    call_command("publish_scheduled", verbosity=0)


def expires_at_its_time(editor: Client) -> None:
    page = matsuri()
    StandardPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    call_command("publish_scheduled", verbosity=0)
    StandardPage.objects.filter(pk=page.pk).update(expire_at=None)


def redirects(editor: Client) -> None:
    """For an address whose page is gone."""
    matsuri().unpublish()
    Redirect.objects.all().delete()
    fields = {"redirect_link": "https://example.jp/", "is_permanent": "on"}
    sent(editor, "wagtailredirects:add", old_path="/west/matsuri/", **fields)


def edits_hub(editor: Client) -> None:
    snippet(editor, Hub.objects.get(code="west"), phone=fresh("03-0000-"))


def closes_hub(editor: Client) -> None:
    hub = Hub.objects.get(code="east")
    status = Hub.Status.ACTIVE if hub.status == Hub.Status.CLOSED else Hub.Status.CLOSED
    set_status(hub, actor=None, status=status, reason="試験")


def edits_ward(editor: Client) -> None:
    snippet(editor, Ward.objects.get(), desk_name=fresh("地域振興課"))


def edits_area(editor: Client) -> None:
    area = Area.objects.get(code="a-west")
    last = Chome.objects.filter(town="石神井台", number__gt=6)
    (area.chome.remove if area.chome.filter(pk__in=last).exists() else area.chome.add)(*last)


def edits_call(editor: Client) -> None:
    snippet(editor, Call.objects.get(slug="open-call"), title=fresh("地域活動の募集"))


def hides_call(editor: Client) -> None:
    Call.objects.filter(slug="open-call").update(is_published=False)


def edits_programme(editor: Client) -> None:
    snippet(editor, Call.objects.get(slug="open-call").programme, summary=fresh("活動を支えます"))


def edits_expense(editor: Client) -> None:
    CostKind.objects.filter(key="eligible").update(label=fresh("委託費"))


def changes_site(editor: Client) -> None:
    """The second host shows another hub."""
    site = Site.objects.get(hostname="west.example.jp")
    other = HubPage.objects.exclude(pk=site.root_page_id).first()
    assert other is not None
    sent(editor, "wagtailsites:edit", site.pk, root_page=other.pk)


def renames_home(editor: Client) -> None:
    home = WardHomePage.objects.get()
    sent(editor, "wagtailadmin_pages:edit", home.pk, title=fresh("ようこそ"), **{"action-publish": "1"})


def writes_by_hand(editor: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = %s WHERE slug = 'yasai'", [fresh("野菜市")])


def reorders(editor: Client) -> None:
    """Pages of a hub are listed in their order."""
    first, second = matsuri(), Page.objects.get(slug="yasai")
    Page.objects.get(pk=first.pk).move(second, "left" if first.path > second.path else "right")


ACTIONS: tuple[Callable[[Client], None], ...] = (
    publishes, adds, unpublishes, moves, deletes, copies, restricts, publishes_at_its_time, expires_at_its_time,
    redirects, edits_hub, closes_hub, edits_ward, edits_area, edits_call, hides_call, edits_programme, edits_expense,
    changes_site, renames_home, writes_by_hand, reorders,
)  # fmt: skip


def ready() -> None:
    """What any action needs to find is there; a page that nobody may read is listed nowhere."""
    PageViewRestriction.objects.all().delete()
    matsuri()
    Call.objects.filter(is_published=False).update(is_published=True)
