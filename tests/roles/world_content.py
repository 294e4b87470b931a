"""Public pages of each side that the API has an operation for, with words that tell no side from the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from pages.models import GroupProfilePage, HubPage, OpportunityPage
from tests.factories_pages import make_bulletin, make_event

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_content(side: Side) -> None:
    site = HubPage.objects.get(hub=side.hub)
    event, bulletin = make_event(site, "催し", slug="api-event"), make_bulletin(site)
    today = timezone.localdate()
    profile = GroupProfilePage(title="団体の紹介", slug="api-group", group=side.group, consented_on=today)
    wanted = OpportunityPage(title="手伝いの募集", slug="api-wanted", role="受付")
    for page in (profile, wanted):
        HubPage.objects.get(pk=site.pk).add_child(instance=page)
    side.args |= {
        "api_page": {"page_id": event.pk},
        "api_event": {"event_id": event.pk},
        "api_bulletin": {"bulletin_id": bulletin.pk},
        "api_group": {"profile_id": profile.pk},
        "api_opportunity": {"opportunity_id": wanted.pk},
        "api_hub": {"code": side.hub.code},
        "api_programme": {"slug": side.cases["receive"].programme.slug},
        "api_call": {"slug": side.cases["receive"].call.slug},
        "api_data": {"name": "calls"},
    }
