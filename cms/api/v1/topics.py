"""The ward's list of topics, by which pages are chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from cms.api.paging import Paged, PageOf
from cms.api.shapes import Told
from cms.api.v1.content import keyset
from cms.api.v1.content.answering import told
from cms.api.v1.content.keyset import Column
from cms.hubs.models import Topic

router = Router()
ORDER = keyset.by(Column("order", int), Column("code", str))


class TopicTold(Told):
    code: str
    name: str
    name_kana: str = Field(description="how it is read; may be empty")


@router.get("/topics", response=PageOf[TopicTold])
def list_topics(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """The topics in use, in the ward's order."""
    cut = keyset.cut(Topic.objects.filter(is_active=True).values("order", "code", "name", "name_kana"), ORDER, asked)
    items = [{name: row[name] for name in ("code", "name", "name_kana")} for row in cut.rows]
    return told(request, cut.told(items))
