"""Groups that wished to be told about (団体紹介); of the register nothing but name and kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from cms.api.paging import PageOf
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.ids import Id
from cms.api.v1.content.keyset import Column
from cms.api.v1.content.listed_pages import PlacedAsked, of_list, page_of_type
from cms.api.v1.content.page_shapes import GroupProfileDetail, PageSummary
from cms.api.v1.content.public_pages import COLUMNS, root_of, summaries
from cms.api.v1.content.whole import detail
from cms.people.models import CommunityGroup
from pages.models import GroupProfilePage

router = Router()
ORDER = keyset.by(Column("title", str), Column("pk", int))
SHOWN = ("group_id", "activity", "group__kind")


class GroupTold(PageSummary):
    """``id`` is that of the profile's page, ``group`` the one by which the group is asked to help or followed."""

    group: int
    kind: str
    kind_label: str
    activity: str


@router.get("/groups", response=PageOf[GroupTold])
def list_groups(request: HttpRequest, asked: Query[PlacedAsked]) -> HttpResponse:
    """Profiles of groups in use, by their titles."""
    root, words = root_of(request), dict(CommunityGroup.Kind.choices)
    cut = keyset.cut(of_list("groups", asked, root).values(*COLUMNS, *SHOWN), ORDER, asked)
    items = [
        {
            **one,
            "group": row["group_id"],
            "kind": row["group__kind"],
            "kind_label": str(words.get(row["group__kind"], "")),
            "activity": row["activity"],
        }
        for one, row in zip(summaries(cut.rows, root), cut.rows, strict=True)
    ]
    return told(request, cut.told(items))


@router.get("/groups/{int:profile_id}", response=GroupProfileDetail)
def read_group(request: HttpRequest, profile_id: Id) -> HttpResponse:
    """One profile; the id is that of its page."""
    page = page_of_type(GroupProfilePage, profile_id, request)
    return told(request, detail(page, root_of(request), include=[]))
