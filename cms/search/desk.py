"""The search of Wagtail's admin and its choosers, by names alone and without an index.

Wagtail's own index takes a run of Japanese for one word and finds nothing inside it. Editors look for titles, and for
what they saved a moment ago; so the names themselves are asked, in every spelling that somebody may have used.
"""

from __future__ import annotations

import jaconv
from django.db.models import CharField, Field, Q
from django.db.models.constants import LOOKUP_SEP
from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchQueryCompiler
from modelsearch.index import RelatedFields
from modelsearch.query import PlainText, SearchQuery

from cms.search import vocabulary
from cms.search.keys import MOST_WORDS, fold, fold_spaces, variants_of

MOST_FORMS = 24


def forms(term: str) -> list[str]:
    """How ``term`` may stand in a name: kana of both kinds and widths, letters of both widths, variants, readings."""
    found: list[str] = []
    for spelling in vocabulary.spellings(fold(term)):
        katakana = jaconv.hira2kata(spelling)
        plain = [spelling, katakana]
        plain += [spelling.replace(c, variant) for c in spelling for variant in variants_of(c)]
        letters = (spelling, spelling.upper(), katakana)  # SQLite knows capitals of half width only
        wide = [jaconv.h2z(one, kana=False, ascii=True, digit=True) for one in letters]
        found += [*plain, *wide, jaconv.z2h(katakana, kana=True)]
    return list(dict.fromkeys([term, *(one for one in found if one)]))[:MOST_FORMS]


class NameCompiler(DatabaseSearchQueryCompiler):
    """Every word in a name or in a tag; texts and blocks are what the public search is for."""

    def get_fields_names(self) -> list[str]:  # type: ignore[override]
        model = self.queryset.model
        own = [name for name in super().get_fields_names() if _is_name(model._meta.get_field(name))]
        return [*own, *self._related()] if not self.fields else own

    def _related(self) -> list[str]:
        """Lookups into what belongs to the object, tags for one."""
        groups = [field for field in self.queryset.model.get_search_fields() if isinstance(field, RelatedFields)]
        return list(
            dict.fromkeys(f"{group.field_name}{LOOKUP_SEP}{one.field_name}" for group in groups for one in group.fields)
        )

    def build_single_term_filter(self, term: str) -> Q:
        asked = Q(pk__in=[])
        for lookup in self.fields_names:
            here = Q(*[(f"{lookup}__icontains", form) for form in forms(term)], _connector=Q.OR)
            if LOOKUP_SEP in lookup:
                here = Q(pk__in=self.queryset.model._base_manager.filter(here).values("pk"))
            asked |= here
        return asked

    def build_database_filter(self, query: SearchQuery, boost: float = 1.0) -> Q | str:
        """What no database can be asked for is left out; nothing left finds nothing."""
        if isinstance(query, PlainText):
            terms = fold_spaces(query.query_string).split()[:MOST_WORDS]
            if not terms:
                return Q(pk__in=[])
            query = PlainText(" ".join(terms), operator=query.operator, boost=query.boost)
        return super().build_database_filter(query, boost=boost)


def _is_name(field: Field) -> bool:
    return isinstance(field, CharField)


class SearchBackend(DatabaseSearchBackend):
    query_compiler_class = NameCompiler
    autocomplete_query_compiler_class = NameCompiler
