"""What an editor of another hub may try with a draft that is not theirs, by every way there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, TaskState

from cms.people.models import User
from media.models import WardImage
from pages.models import ArticlePage, HubPage
from tests.factories_editing import client_of

COPY = {"new_title": "写し", "new_slug": "copy", "copy_subpages": "on"}


class Try(NamedTuple):
    """``status``: the answers that are right. A list that shows only the own hub answers 200 and tells nothing."""

    name: str
    args: tuple[Any, ...] = ()
    query: dict[str, Any] | None = None
    data: dict[str, Any] | None = None
    status: tuple[int, ...] = (404,)


def attempts(page: Page, image: WardImage, own: Page) -> Iterator[Try]:
    """Reading, choosing, searching, changing, taking; ``own`` is the home of the stranger's own hub."""
    pk, state = page.pk, TaskState.objects.filter(workflow_state__object_id=str(page.pk)).last()
    revision = page.latest_revision_id
    for name in ("edit", "delete", "copy", "move", "history", "workflow_history", "unpublish", "view_draft", "usage"):
        yield Try(f"wagtailadmin_pages:{name}", (pk,))
    yield Try("wagtailadmin_explore", (page.get_parent().pk,))
    yield Try("wagtailadmin_pages:revisions_view", (pk, revision))
    yield Try("wagtailadmin_pages:revisions_compare", (pk, "earliest", revision))
    yield Try("proofreading:checks", (pk,))
    yield Try("proofreading:findings", (pk,))
    yield Try("proofreading:readings", (pk,))
    yield Try("editing:preview_links", (pk,))
    yield Try("wagtailimages:edit", (image.pk,))
    yield Try("wagtailimages_chooser:chosen", (image.pk,))
    yield Try("wagtailadmin_choose_page_chosen_multiple", (), {"id": pk})
    yield from _lists(page)
    yield from _changes(page, image, own)
    if state is not None:
        yield Try("wagtailadmin_pages:workflow_action", (pk, "approve", state.pk), data={})
        yield Try("wagtailadmin_pages:workflow_preview", (pk, state.task_id))


def _lists(page: Page) -> Iterator[Try]:
    words = {"q": page.title[-6:]}
    kinds = {"page_type": "pages.articlepage"}
    yield Try("wagtailadmin_home", status=(200,))
    yield Try("wagtailadmin_pages:search", (), words, status=(200, 302))
    yield Try("wagtailadmin_choose_page", (), kinds, status=(200,))
    yield Try("wagtailadmin_choose_page_child", (page.get_parent().pk,), kinds, status=(200, 404))
    yield Try("wagtailadmin_choose_page_search", (), words, status=(200,))
    yield Try("wagtailimages_chooser:choose", status=(200,))
    yield Try("wagtailimages_chooser:choose_results", (), {"q": ""}, status=(200,))
    yield Try("wagtailimages:index", status=(200,))
    yield Try("editing:reviews", status=(200,))
    yield Try("editing:links", status=(200,))
    yield Try("wagtailadmin_api:pages:listing", (), {"type": "pages.ArticlePage", "fields": "*"}, status=(200, 404))
    yield Try("wagtailadmin_api:pages:detail", (page.pk,), status=(404,))
    yield Try("wagtailadmin_api:images:listing", status=(404,))


def _changes(page: Page, image: WardImage, own: Page) -> Iterator[Try]:
    pk = page.pk
    yield Try("wagtailadmin_pages:edit", (pk,), data={"title": "奪った題名", "action-publish": "1"})
    yield Try("wagtailadmin_pages:copy", (pk,), data={**COPY, "new_parent_page": own.pk})
    yield Try("wagtailadmin_pages:move_confirm", (pk, own.pk), data={})
    yield Try("wagtailadmin_pages:move_confirm", (own.pk, page.get_parent().pk), data={})
    yield Try("wagtailadmin_pages:set_page_position", (pk,), {"position": 0}, data={})
    yield Try("wagtailadmin_pages:delete", (pk,), data={})
    yield Try("wagtailadmin_pages:lock", (pk,), data={})
    yield Try("wagtailadmin_pages:revisions_revert", (pk, page.latest_revision_id), data={})
    yield Try("wagtailadmin_pages:set_privacy", (pk,), data={"restriction_type": "login"})
    yield Try("proofreading:checks", (pk,), data={"apply": "1"})
    yield Try("editing:preview_links", (pk,), data={"label": "x", "days": 3})
    yield Try("wagtailimages:edit", (image.pk,), data={"title": "奪った題名"})
    yield Try("wagtailimages:delete", (image.pk,), data={})
    for action in ("delete", "move", "publish", "unpublish"):
        yield Try("wagtail_bulk_action", ("wagtailcore", "page", action), {"id": pk}, data={"chooser": own.pk})
    add = ("pages", "articlepage", page.get_parent().pk)
    yield Try("wagtailadmin_pages:add", add, data={"title": "よその拠点に", "slug": "elsewhere"})


def rows() -> dict[str, Any]:
    """Everything that one of these could have changed."""
    return {
        "pages": list(Page.objects.order_by("pk").values()),
        "articles": list(ArticlePage.objects.order_by("pk").values()),
        "revisions": list(Revision.objects.order_by("pk").values_list("pk", "content")),
        "pictures": list(WardImage.objects.order_by("pk").values()),
        "steps": list(TaskState.objects.order_by("pk").values("pk", "status", "finished_by")),
        "logs": [PageLogEntry.objects.count(), ModelLogEntry.objects.count()],
    }


def told(answer: Any) -> str:
    """What the answer says; choosers answer with JSON, in which Japanese stands escaped."""
    text = answer.content.decode(errors="replace")
    return text.encode().decode("unicode_escape", "replace") if "json" in answer["Content-Type"] else text


def gets_nowhere(stranger: User, page: Page, image: WardImage, canaries: tuple[str, ...]) -> int:
    """Every attempt is answered as if there were no such page: status, words and rows. Returns how many there were."""
    own = HubPage.objects.get(hub__in=stranger.hub_roles.values("hub"))
    client, wrong, count = client_of(stranger), [], 0
    call_command("update_index", verbosity=0)
    before = rows()
    for one in attempts(page, image, own):
        count += 1
        where = f"{'POST' if one.data is not None else 'GET'} {one.name}{one.args}"
        wrong += [f"{where}: {what}" for what in _try(client, one, canaries)]
    after = rows()
    wrong += [f"{name} have changed" for name in before if before[name] != after[name]]
    wrong += [f"reader {page.url}: {status}" for status in [Client().get(page.url).status_code] if status != 404]
    assert not wrong, "\n".join(wrong)
    return count


def _try(client: Client, one: Try, canaries: tuple[str, ...]) -> list[str]:
    address = reverse(one.name, args=one.args)
    if one.data is None:
        answer = client.get(address, one.query)
    else:
        answer = client.post(address, one.data, query_params=one.query or {})
    found = [f"answered {answer.status_code}"] if answer.status_code not in one.status else []
    return found + [f"tells “{word}”" for word in canaries if word in told(answer)]
