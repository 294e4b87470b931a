"""Documents are found while everybody may read a page that shows them, and everybody may have the file.

That is: a public entry of a page names the document, and its collection stands behind no restriction. Drafts, files
that no page shows any more and private files (another table) have no entry at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast
from wagtail.models import Collection, CollectionViewRestriction

from cms.jobs import outbox
from cms.search import showing, writing
from cms.search.registry import Document, Source
from media.models import DocumentText, WardDocument
from pages.editing.models import HubCollection

NAME = "document"
KIND = "search_documents"
AT_ONCE = 100
STEP = Collection.steplen


@dataclass
class Surroundings:
    """Of documents: paths of their collections, restrictions and hubs by path, and what was read in their files."""

    paths: dict[int, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    hubs: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def above(self, document: WardDocument) -> list[str]:
        """The paths of its collection and of all that this one lies in, the nearest first."""
        path = self.paths[document.collection_id]
        return [path[:end] for end in range(len(path), 0, -STEP)]

    def is_private(self, document: WardDocument) -> bool:
        return not self.private.isdisjoint(self.above(document))

    def hubs_of(self, document: WardDocument) -> tuple[int, ...]:
        return tuple(self.hubs[path] for path in self.above(document) if path in self.hubs)


def name_of(pk: int) -> str:
    """As the entries of pages name it."""
    return f"{NAME}:{pk}"


def keys() -> Iterator[str]:
    return (str(pk) for pk in WardDocument.objects.order_by("pk").values_list("pk", flat=True).iterator())


def documents(wanted: list[str]) -> Iterable[Document]:
    """The rows are locked first and everything else is read then: who comes last sees what the others did."""
    rows = WardDocument.objects.filter(pk__in=[int(one) for one in wanted]).order_by("pk")
    found = list(rows.select_for_update(of=("self",)) if connection.features.has_select_for_update else rows)
    if not found:
        return
    around = _around([one.pk for one in found])
    shown = showing.shown_to_all([name_of(one.pk) for one in found])
    for one in found:
        if name_of(one.pk) in shown and not around.is_private(one):
            yield _document(one, around)


def _document(one: WardDocument, around: Surroundings) -> Document:
    pages = {"pages": one.page_count} if one.page_count else {}
    size = {"size": one.file_size} if one.file_size else {}
    return Document(
        kind="document",
        key=str(one.pk),
        title=one.title,
        url=one.url,
        date=one.created_at,
        text="\n\n".join(part for part in (one.description, around.texts.get(one.pk, "")) if part),
        language=one.language,
        hubs=around.hubs_of(one),
        facts={"ending": one.file_extension.lower(), **pages, **size, "language": one.language},
    )


def _around(pks: list[int]) -> Surroundings:
    """One statement."""
    some = WardDocument.objects.filter(pk__in=pks)
    collections = Collection.objects.filter(pk__in=some.values("collection"))
    texts = DocumentText.objects.filter(document__in=pks, file=F("document__file"))
    rows = collections.order_by().values_list(Value("path", CharField()), _long("path"), F("id")).union(
        CollectionViewRestriction.objects.order_by().values_list(
            Value("private", CharField()), _long("collection__path"), F("id")
        ),
        HubCollection.objects.order_by().values_list(Value("hub", CharField()), _long("collection__path"), F("hub_id")),
        texts.order_by().values_list(Value("text", CharField()), F("text"), F("document_id")),
        all=True,
    )  # fmt: skip
    found = Surroundings()
    for what, told, number in rows:
        if what == "path":
            found.paths[number] = told
        elif what == "private":
            found.private.add(told)
        elif what == "hub":
            found.hubs[told] = number
        else:
            found.texts[number] = told
    return found


def _long(name: str) -> Any:
    return Cast(F(name), TextField())


SOURCE = Source(NAME, keys, documents)


def renew(pks: Iterable[int]) -> None:
    """The entries of these documents are as pages and collections tell: now; of very many, after a moment without.

    In a transaction when there are many.
    """
    wanted = sorted(set(pks))
    if len(wanted) <= AT_ONCE:
        writing.remake(SOURCE, [str(pk) for pk in wanted])
        return
    with transaction.atomic():
        rows = WardDocument.objects.filter(pk__in=wanted).order_by("pk").select_for_update()
        writing.hide(NAME, [str(pk) for pk in rows.values_list("pk", flat=True)])
        outbox.put(kind=KIND, key=f"{KIND}:{uuid.uuid4().hex}", payload={"documents": wanted}, urgent=True)


def renew_named(names: Iterable[str]) -> None:
    """The documents among what entries of pages show."""
    told = [name.partition(":") for name in names]
    renew(int(pk) for source, _colon, pk in told if source == NAME)


def work(payload: dict[str, Any]) -> None:
    """What ``renew`` left to the worker."""
    writing.remake(SOURCE, [str(pk) for pk in payload["documents"]])
