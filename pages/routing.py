"""From an address to its page in two queries, whatever the depth.

Wagtail's own routing asks twice for every part of the address. Here one query by ``url_path`` tells the type and one
brings the page together with what its type needs; everything that is not a live page of ours is left to Wagtail.
The first one also tells where the page stands in other languages.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from cms.cache.memory import remembered
from cms.core import languages
from cms.core.prepared import Prepared
from pages import versions

# Written out, for this is asked of every address: the ORM would take longer to say it than the database to answer.
# The last column: whether somebody may be kept out of the page. Where a restricted page has aliases, it says yes.
_SQL = """
SELECT p.id, p.content_type_id, EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page above ON above.id = r.page_id
    WHERE p.path LIKE above.path || '%%' OR EXISTS (SELECT 1 FROM wagtailcore_page a WHERE a.alias_of_id = above.id)
), t.url_path, t.last_published_at
FROM wagtailcore_page p LEFT JOIN wagtailcore_page t
ON t.translation_key = p.translation_key AND t.id <> p.id AND t.live AND t.alias_of_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page above ON above.id = r.page_id
    WHERE t.path LIKE above.path || '%%'
)
WHERE p.slug = %s AND p.url_path = %s AND p.live
"""


def prepare(request: HttpRequest, path: str) -> Page | None:
    """If ``path`` is a live page of ours, the request carries its route and Wagtail looks no further."""
    site = site_of(request)
    if site is None:
        return None
    is_default = languages.of_path(path) == languages.default()
    rows = _at(site.root_page.url_path + path if is_default else f"/{path}")
    if not rows:
        return None
    pk, content_type, is_restricted, *_ = rows[0]
    # Content types stay in memory once read.
    model = ContentType.objects.get_for_id(content_type).model_class()
    if model is None or getattr(model, "routing_joins", None) is None:
        return None
    page: Page | None = _whole(model).first(pk)
    if page is not None:
        page.may_be_restricted = bool(is_restricted)
        versions.keep(page, [(row[3], row[4]) for row in rows])
        request._wagtail_route_for_request = RouteResult(page, [], {})  # type: ignore[attr-defined]
    return page


@cache
def _whole(model: type[Model]) -> Prepared[Page]:
    """Pages of one type, each with what it names in ``routing_joins``."""
    joins = model.routing_joins  # type: ignore[attr-defined]
    return Prepared(
        lambda pk: model._default_manager.select_related(*joins).filter(pk=pk, live=True).order_by(), 987_654
    )


def _at(url_path: str) -> list[tuple[Any, ...]]:
    """(id, content type, whether restricted, path and publication of a translation): one row for each translation,
    one for a page without any, none without a live page. The slug has an index, the path has none."""
    slug = url_path.rstrip("/").rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [slug, url_path])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def site_of(request: HttpRequest) -> Site | None:
    """As Wagtail finds it, once per host while nothing changes."""
    if not hasattr(request, "_wagtail_site"):
        host, port = request._get_raw_host(), request.get_port()  # type: ignore[attr-defined]
        found = remembered(("site", host, port), lambda: Site.find_for_request(request))
        request._wagtail_site = found  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined, no-any-return]
