"""The words of a published PDF, read by the worker so that the search finds it by what it says."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from wagtail.documents import get_document_model

from cms.jobs import outbox
from media import apart

logger = logging.getLogger(__name__)

KIND = "document_words"
SECONDS = 90
MOST_PER_SWEEP = 200


def owe(document: Any) -> None:
    """In the transaction that saved ``document`` with a new file: the worker will read it."""
    outbox.put(kind=KIND, key=f"{KIND}:{uuid.uuid4().hex}", payload={"document": document.pk}, urgent=False)


def work(payload: dict[str, Any]) -> None:
    """The words are kept with the file that they stand in. Done twice it does nothing more."""
    document = get_document_model().objects.filter(pk=payload["document"]).first()
    if document is not None and document.is_pdf:
        keep(document, words_of(document))


def words_of(document: Any) -> str:
    """As far as they could be read: nothing of a scan, of a locked file or of one that is lost."""
    try:
        with document.open_file() as file:
            data = file.read()
    except FileNotFoundError:
        logger.error("the file of document %s is missing", document.pk)
        return ""
    read = apart.read("words", data, seconds=SECONDS)
    return read.output.decode("utf-8", "ignore").replace("\x00", "").strip()


@transaction.atomic
def keep(document: Any, text: str) -> None:
    """Not when another file was put in its place meanwhile: that one is owed for itself."""
    rows = get_document_model().objects.select_for_update()
    if rows.filter(pk=document.pk, file=document.file.name).exists():
        told = {"file": document.file.name, "text": text}
        apps.get_model("kizuna_media", "DocumentText").objects.update_or_create(document_id=document.pk, defaults=told)


def read_missing() -> int:
    """By the clock: PDFs that came by a restore, or before their words were read. How many were read."""
    unread = Q(read_text=None) | ~Q(read_text__file=F("file"))
    found = get_document_model().objects.filter(unread, file__iendswith=".pdf").order_by("-pk")[:MOST_PER_SWEEP]
    for document in found:
        keep(document, words_of(document))
    return len(found)
