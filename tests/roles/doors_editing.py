"""Writing and approving pages: setting up a hub, links to drafts, pages and links to look after."""

from __future__ import annotations

from tests.roles.door import Door, act, listing, page
from tests.roles.people import WRITERS, everybody, only, writes_page

administers = only("administrator")
cares = only(*WRITERS, "editor_in_chief", "auditor")
reads_all_pages = only("editor_in_chief", "auditor")
SHARED = {"note": "実行委員長", "days": "7"}

EDITING: tuple[Door, ...] = (
    page("editing:set_up_hub", "bare_hub", administers, sided=False),
    act("editing:set_up_hub", "bare_hub", administers, {}, "wagtailcore_page", sided=False),
    page("editing:preview_links", "page_draft", writes_page, shows=True),
    act("editing:preview_links", "page_draft", writes_page, SHARED, "editing_previewlink", ok=200),
    act("editing:revoke_preview_link", "preview_link", writes_page, {}, "editing_previewlink"),
    listing("editing:reviews", cares, reads_all_pages),
    listing("editing:links", cares, reads_all_pages),
    page("editing:translations", "page_draft", writes_page, shows=True),
    act("editing:translations", "page_draft", writes_page, {"language": "en"}, "wagtailcore_page"),
    listing("editing:outdated_translations", cares, reads_all_pages),
    act("editing:check_link", "found_link", writes_page, {}, "jobs_outboxitem"),
)

# Whoever has the link has no account: the secret in it is all that is asked for.
PUBLIC: tuple[Door, ...] = (page("pages:preview", "preview_token", everybody, shows=True),)
