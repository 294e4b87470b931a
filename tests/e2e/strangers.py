"""What an editor of another hub may try with a draft that is not theirs, by every way there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
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
    for name in (
        *("edit", "delete", "copy", "move", "history", "history_results", "workflow_history", "unpublish", "usage"),
        *("view_draft", "preview_on_edit", "convert_alias", "set_privacy", "revisions_index"),
        "confirm_workflow_cancellation",
    ):
        yield Try(f"wagtailadmin_pages:{name}", (pk,))
    for name in ("wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_pages:add_subpage"):
        yield Try(name, (page.get_parent().pk,))
    yield Try("wagtailadmin_pages:revisions_view", (pk, revision))
    yield Try("wagtailadmin_pages:revisions_compare", (pk, "earliest", revision))
    yield Try("proofreading:checks", (pk,))
    yield Try("proofreading:findings", (pk,))
    yield Try("proofreading:readings", (pk,))
    yield Try("editing:preview_links", (pk,))
    yield Try("editing:working_copy", (pk,))
    yield Try("editing:merge_copy", (pk,))
    yield Try("editing:discard_copy", (pk,))
    yield Try("editing:translations", (pk,))
    yield Try("rules:page_log", (pk,))
    yield Try("api:read_page", (pk,))
    yield Try("api:read_page_sharing", (pk,))
    yield from _of_image(image)
    yield Try("wagtailadmin_editing_sessions:ping", ("wagtailcore", "page", pk, 999), data={})
    yield Try("wagtailadmin_choose_page_chosen_multiple", (), {"id": pk})
    yield from _lists(page, image)
    yield from _changes(page, image, own)
    if state is not None:
        yield Try("wagtailadmin_pages:workflow_action", (pk, "approve", state.pk), data={})
        yield Try("wagtailadmin_pages:collect_workflow_action_data", (pk, "approve", state.pk))
        yield Try("wagtailadmin_pages:workflow_preview", (pk, state.task_id))
        yield Try("wagtailadmin_pages:workflow_history_detail", (pk, state.workflow_state_id))


def _of_image(image: WardImage) -> Iterator[Try]:
    for name in ("edit", "delete", "image_usage", "url_generator"):
        yield Try(f"wagtailimages:{name}", (image.pk,))
    yield Try("wagtailimages:url_generator_output", (image.pk,))
    yield Try("wagtailimages:preview", (image.pk, "width-100"))
    yield Try("wagtailimages_chooser:chosen", (image.pk,))
    yield Try("wagtailimages_chooser:select_format", (image.pk,))
    for name in ("edit", "delete", "edit_multiple", "delete_multiple"):
        yield Try(f"wagtailimages:{name}", (image.pk,), data={"title": "奪った題名"})
    yield Try("wagtail_bulk_action", ("media", "wardimage", "delete"), {"id": image.pk}, data={})


def _lists(page: Page, image: WardImage) -> Iterator[Try]:
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
    yield Try("wagtailadmin_api:images:detail", (image.pk,))


def _changes(page: Page, image: WardImage, own: Page) -> Iterator[Try]:
    pk = page.pk
    yield Try("wagtailadmin_pages:edit", (pk,), data={"title": "奪った題名", "action-publish": "1"})
    yield Try("wagtailadmin_pages:copy", (pk,), data={**COPY, "new_parent_page": own.pk})
    yield Try("wagtailadmin_pages:move_confirm", (pk, own.pk), data={})
    yield Try("wagtailadmin_pages:move_confirm", (own.pk, page.get_parent().pk), data={})
    yield Try("wagtailadmin_pages:set_page_position", (pk,), {"position": 0}, data={})
    yield Try("wagtailadmin_pages:delete", (pk,), data={})
    for name in ("lock", "unlock", "convert_alias", "unpublish", "confirm_workflow_cancellation"):
        yield Try(f"wagtailadmin_pages:{name}", (pk,), data={})
    yield Try("wagtailadmin_pages:revisions_unschedule", (pk, page.latest_revision_id), data={})
    yield Try("wagtailadmin_pages:revisions_revert", (pk, page.latest_revision_id), data={})
    yield Try("wagtailadmin_pages:set_privacy", (pk,), data={"restriction_type": "login"})
    yield Try("proofreading:checks", (pk,), data={"apply": "1"})
    yield Try("editing:preview_links", (pk,), data={"label": "x", "days": 3})
    yield Try("editing:working_copy", (pk,), data={"note": "x"})
    yield Try("editing:merge_copy", (pk,), data={"seen": "1.1"})
    yield Try("editing:discard_copy", (pk,), data={})
    yield Try("editing:translations", (pk,), data={"language": "en"})
    yield Try("editing:revoke_preview_link", (pk, 1), data={})
    yield Try("wagtailadmin_pages:preview_on_edit", (pk,), data={"title": "奪った題名"})
    for action in ("copy", "publish", "delete"):
        yield Try("wagtailadmin_api:pages:action", (pk, action), data={"destination_page_id": own.pk})
    for action in ("delete", "move", "publish", "unpublish"):
        yield Try("wagtail_bulk_action", ("wagtailcore", "page", action), {"id": pk}, data={"chooser": own.pk})
    add = ("pages", "articlepage", page.get_parent().pk)
    for name in ("add", "preview_on_add"):
        yield Try(f"wagtailadmin_pages:{name}", add, data={"title": "よその拠点に", "slug": "elsewhere"})


def left_out(tried: set[str]) -> set[str]:
    """Addresses of the desk that name a page or a picture and that nobody has tried."""
    named = {"page_id", "page_to_move_id", "parent_page_id", "image_id"}
    # The door of readers to published pages behind a password.
    tried = tried | {"wagtailcore_authenticate_with_password"}
    return {name for name, keys in _addresses(get_resolver(), "") if keys & named} - tried


def _addresses(resolver: URLResolver, before: str) -> Iterator[tuple[str, set[str]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{before}{one.name}", set(one.pattern.converters) | set(one.pattern.regex.groupindex)
        else:
            yield from _addresses(one, f"{before}{one.namespace}:" if one.namespace else before)


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
    own = HubPage.objects.get(hub__in=stranger.hubroles.values("hub"))
    client, tries = client_of(stranger), list(attempts(page, image, own))
    wrong = [f"nobody has tried {name}" for name in left_out({one.name for one in tries})]
    call_command("update_index", verbosity=0)
    before = rows()
    for one in tries:
        where = f"{'POST' if one.data is not None else 'GET'} {one.name}{one.args}"
        wrong += [f"{where}: {what}" for what in _try(client, one, canaries)]
    after = rows()
    wrong += [f"{name} have changed" for name in before if before[name] != after[name]]
    wrong += [f"reader {page.url}: {status}" for status in [Client().get(page.url).status_code] if status != 404]
    assert not wrong, "\n".join(wrong)
    return len(tries)


def _try(client: Client, one: Try, canaries: tuple[str, ...]) -> list[str]:
    address = reverse(one.name, args=one.args)
    if one.data is None:
        answer = client.get(address, one.query)
    else:
        answer = client.post(address, one.data, query_params=one.query or {})
    found = [f"answered {answer.status_code}"] if answer.status_code not in one.status else []
    return found + [f"tells “{word}”" for word in canaries if word in told(answer)]
