"""Writing and approving pages: setting up a hub, links to drafts, pages and links to look after."""

from __future__ import annotations

from typing import Any

from pages.editing.copies.services import versions_of
from pages.editing.models import WorkingCopy
from tests.roles.door import Door, act, listing, page
from tests.roles.people import WRITERS, everybody, only, writes_page
from tests.roles.world import Side, World

administers = only("administrator")
cares = only(*WRITERS, "editor_in_chief", "auditor")
reads_all_pages = only("editor_in_chief", "auditor")
SHARED = {"note": "実行委員長", "days": "7"}


def seen_copy(world: World, side: Side) -> dict[str, Any]:
    """What the page of the merge carries."""
    made = WorkingCopy.objects.select_related("page", "copy").get(page_id=side.args["page_copied"]["page_id"])
    return {"seen": versions_of(made).seen}


EDITING: tuple[Door, ...] = (
    page("editing:set_up_hub", "bare_hub", administers, sided=False),
    act("editing:set_up_hub", "bare_hub", administers, {}, "wagtailcore_page", sided=False),
    page("editing:preview_links", "page_draft", writes_page, shows=True),
    act("editing:preview_links", "page_draft", writes_page, SHARED, "editing_previewlink", ok=200),
    act("editing:revoke_preview_link", "preview_link", writes_page, {}, "editing_previewlink"),
    page("editing:working_copy", "page_draft", writes_page, shows=True),
    act("editing:working_copy", "page_live", writes_page, {"note": "四月から"}, "editing_workingcopy"),
    page("editing:merge_copy", "page_copied", writes_page),
    act("editing:merge_copy", "page_copied", writes_page, seen_copy, "editing_workingcopy"),
    page("editing:discard_copy", "page_copied", writes_page),
    act("editing:discard_copy", "page_copied", writes_page, {}, "editing_workingcopy"),
    listing("editing:reviews", cares, reads_all_pages),
    listing("editing:links", cares, reads_all_pages),
    page("editing:translations", "page_draft", writes_page, shows=True),
    act("editing:translations", "page_draft", writes_page, {"language": "en"}, "wagtailcore_page"),
    listing("editing:outdated_translations", cares, reads_all_pages),
    act("editing:check_link", "found_link", writes_page, {}, "jobs_outboxitem"),
)

# Whoever has the link has no account: the secret in it is all that is asked for.
PUBLIC: tuple[Door, ...] = (page("pages:preview", "preview_token", everybody, shows=True),)
