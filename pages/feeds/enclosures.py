"""Files that go with an entry of a feed: its lead picture, and the PDFs on its page that everybody may have."""

from __future__ import annotations

import logging
import mimetypes
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.utils.feedgenerator import Enclosure

from cms.core.stores import store_errors
from cms.search import showing
from cms.search.models import Entry as Found
from media import responsive
from pages.feeds.entries import Entry
from pages.search import document_source, page_source
from pages.thumbnails import picture_of, ready

logger = logging.getLogger(__name__)

PDF = "application/pdf"


def enclosures(entries: Iterable[Entry], base: str) -> dict[int, list[Enclosure]]:
    """By the entry's id, the picture first; addresses are whole, seen from ``base``. Three queries at most."""
    listed = list(entries)
    wanted = {entry.pk: image for entry in listed if (image := picture_of(entry.picture))}
    images = ready(set(wanted.values()))
    found: defaultdict[int, list[Enclosure]] = defaultdict(list)
    for pk, image in wanted.items():
        if image in images and (picture := _picture(images[image], base)):
            found[pk].append(picture)
    for pk, files in _documents([entry.pk for entry in listed], base).items():
        found[pk] += files
    return found


def _picture(image: Any, base: str) -> Enclosure | None:
    """The edition that every reader shows, if one is made and its file is there."""
    editions = responsive.existing(image, responsive.WHOLE).get(responsive.plain_format(image), [])
    if not editions:
        return None
    wide = [one for one in editions if one.width >= responsive.FIRST_WIDTH]
    edition = (wide or editions[-1:])[0]
    try:
        length = edition.file.size
    except store_errors():
        logger.warning("an edition of picture %s is missing", image.pk)
        return None
    kind = mimetypes.guess_type(edition.file.name)[0] or "application/octet-stream"
    return Enclosure(urljoin(base, edition.url), str(length), kind)


def _documents(pks: list[int], base: str) -> dict[int, list[Enclosure]]:
    """PDFs by the page that shows them, as the search knows them: nobody is told of a file that he may not have."""
    pages = Found.objects.filter(source=page_source.NAME, object_key__in=[str(pk) for pk in pks], is_public=True)
    told = pages.filter(labels__contains=f" {showing.MARK}").order_by().values_list("object_key", "labels")
    shown = {int(key): showing.names(labels) for key, labels in told}
    keys = {name.partition(":")[2] for names in shown.values() for name in names}
    files = Found.objects.filter(source=document_source.NAME, is_public=True, object_key__in=keys).order_by()
    rows = files.values_list("object_key", "url", "facts") if keys else []
    known = {
        document_source.name_of(int(key)): Enclosure(urljoin(base, url), str(facts["size"]), PDF)
        for key, url, facts in rows
        if facts and facts["ending"] == "pdf" and facts.get("size")
    }
    return {pk: [known[name] for name in sorted(names) if name in known] for pk, names in shown.items()}
