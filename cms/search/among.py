"""The words of a question looked for in a few known objects: a list that knows what belongs to it asks here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.query import QuerySet

from cms.search.models import Entry
from cms.search.question import Question

Held = dict[str, list[bool]]


def held(question: Question, *, source: str, keys: Iterable[str] | QuerySet) -> Held:
    """For every public object of ``keys`` that has some of the words: which of them. One statement, none for no words.

    No index is asked: the keys are few.
    """
    if not question.words:
        return {}
    asked = [Q(*[("key__contains", one) for one in spellings], _connector=Q.OR) for spellings in question.words]
    some = Q(*asked, _connector=Q.OR)
    has = {
        f"word_{place}": Case(When(one, then=Value(True)), default=Value(False), output_field=BooleanField())
        for place, one in enumerate(asked)
    }
    rows = Entry.objects.filter(some, source=source, object_key__in=keys, is_public=True)
    return {key: words for key, *words in rows.order_by().annotate(**has).values_list("object_key", *has)}
