"""Addresses of this room below the Wagtail admin's own."""

from __future__ import annotations

from django.urls import path

from pages.editing.views import hub_site, preview_links, reports, sharing, translations, working_copies

app_name = "editing"
urlpatterns = [
    path("hubs/<int:hub>/set-up/", hub_site.SetUpHubView.as_view(), name="set_up_hub"),
    path("pages/<int:page_id>/preview-links/", preview_links.PageLinksView.as_view(), name="preview_links"),
    path(
        "pages/<int:page_id>/preview-links/<int:link>/revoke/",
        preview_links.RevokeView.as_view(),
        name="revoke_preview_link",
    ),
    path("reviews/", reports.ReviewsView.as_view(), name="reviews"),
    path("links/", reports.LinksView.as_view(), name="links"),
    path("links/<int:link>/check/", reports.CheckAgainView.as_view(), name="check_link"),
    path("pages/<int:page_id>/translations/", translations.TranslationsView.as_view(), name="translations"),
    path("pages/<int:page_id>/copy/", working_copies.CopyView.as_view(), name="working_copy"),
    path("pages/<int:page_id>/copy/merge/", working_copies.MergeView.as_view(), name="merge_copy"),
    path("pages/<int:page_id>/copy/discard/", working_copies.DiscardView.as_view(), name="discard_copy"),
    path("hubs/<int:hub>/sharing/", sharing.HubSharing.as_view(), name="hub_sharing"),
    path("branches/<int:branch>/sharing/", sharing.PageSharing.as_view(), name="sharing"),
    path("branches/<int:branch>/sharing/<int:role>/end/", sharing.EndOnPage.as_view(), name="end_local_role"),
    path("branches/<int:branch>/sharing/inheritance/", sharing.Inheritance.as_view(), name="inheritance"),
    path("translations/", translations.OutdatedView.as_view(), name="outdated_translations"),
]
