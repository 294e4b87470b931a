"""Which rows public pages show, for the page cache (cms/cache): a change of one makes every kept page void."""

from __future__ import annotations

# Whole apps, or single models, whose rows public pages show: any change of them makes every kept page void.
PAGE_CACHE_WATCHED = [
    "exchange.Listing",
    "hubs",
    "kizuna_media",
    # blocks list entries of the catalogue; what the worker writes later is no change of a page
    "kizuna_search",
    # published collaborations are case studies
    "ledger",
    "pages",
    # the names of groups stand on their profiles and with their events
    "people.CommunityGroup",
    "programmes",
    "taggit",
    "wagtailcore.Collection",
    "wagtailcore.CollectionViewRestriction",
    "wagtailcore.CollectionViewRestriction_groups",
    "wagtailcore.Locale",
    "wagtailcore.Page",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.PageViewRestriction_groups",
    "wagtailcore.Site",
    "wagtailredirects",
]
PAGE_CACHE_UNWATCHED = ["kizuna_media.DocumentText", "kizuna_media.PrivateFile", "ledger.NamedPerson"]
# A rendition is made while the first page that needs it is; only losing one changes a page.
PAGE_CACHE_NEW_ROWS_UNSEEN = ["kizuna_media.WardRendition"]
# Columns of drafts and of the desk: an editor who is writing does not make readers wait.
PAGE_CACHE_UNSEEN = {
    "wagtailcore.Page": [
        "draft_title",
        "expired",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by_id",
        "owner_id",
    ],
}
