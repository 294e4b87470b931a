"""The readings of a page: which words want one, and keeping what the editor decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Page

from cms.hubs.models import Chome, Ward
from cms.people.models import User
from pages.furigana.dictionary import installed
from pages.furigana.reading import Reading, readings_of, to_store
from pages.furigana.suggesting import Suggestion, suggest
from pages.proofreading.correcting import locked_draft, save_draft
from pages.proofreading.examining import content_of

# A form has a limit of fields; a page with more words than this is long enough to be two.
MOST_ROWS = 200
ENDINGS = {"区": "く", "市": "し", "町": "まち", "村": "むら"}


def place_names() -> dict[str, str]:
    """The towns of the ward, and the ward itself where a town bears its name. Two queries."""
    towns = dict(Chome.objects.values_list("town", "town_kana").distinct())
    for name in Ward.objects.values_list("name", flat=True):
        if name[:-1] in towns and name[-1:] in ENDINGS:
            towns[name] = towns[name[:-1]] + ENDINGS[name[-1]]
    return towns


def suggestions_for(page: Page) -> list[Suggestion]:
    """The words of ``page`` in the order of its text."""
    texts = [piece.text for piece in content_of(page).texts]
    return suggest(texts, places=place_names(), dictionary=installed())[:MOST_ROWS]


def kept(page: Page) -> list[Reading]:
    return readings_of(getattr(page, "readings", None))


@transaction.atomic
def keep(page: Page, *, actor: User, seen_revision: int | None, readings: Iterable[Reading]) -> bool:
    """The draft of ``page`` has exactly these readings; False when it had them already.

    Raises TextChanged when ``seen_revision`` is not the newest one any more. Nothing is published.
    """
    draft = locked_draft(page, seen_revision=seen_revision)
    wanted = [reading for reading in readings if reading.is_right]
    if wanted == kept(draft):
        return False
    draft.readings = to_store(wanted)
    save_draft(draft, actor=actor)
    return True
