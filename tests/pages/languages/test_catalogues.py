"""A public page in another language shows no Japanese sentence of the product's own: every string has its words."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.utils import translation

from cms.search import registry
from pages.search.form import SearchForm
from tests.pages.languages.catalogue import source, strings, templates

WRITTEN = ("zh-hans", "ko")


def catalogue(language: str) -> dict[object, str]:
    """What the language has by itself, without what it would borrow from Japanese."""
    found: dict[object, str] = translation.trans_real.translation(language)._catalog._catalogs[0]  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("language", WRITTEN)
def test_every_string_of_a_public_template_is_translated(language: str) -> None:
    known = catalogue(language)
    shown = {string for name in templates() for string in strings(source(name))}
    assert len(shown) > 100
    missing = [told for context, told in shown if not known.get(f"{context}\x04{told}" if context else told)]
    assert not missing, f"{language}: {missing}"


@pytest.mark.parametrize("language", WRITTEN)
def test_the_words_of_the_search_are_translated(language: str) -> None:
    with translation.override("en"):
        plain = _words()
    with translation.override("ja"):
        japanese = _words()
    with translation.override(language):
        told = _words()
    assert not [one for one, old in zip(told, plain, strict=True) if one == old], f"{language}: not translated"
    alike = [one for one, old in zip(told, japanese, strict=True) if one == old and not one.isascii()]
    assert not [one for one in alike if any("ぁ" <= sign <= "ヿ" for sign in one)], f"{language}: Japanese"


def _words() -> list[str]:
    labels = [str(field.label) for field in SearchForm.base_fields.values()]
    return [*labels, *(str(label) for label in registry.kinds().values())]


def test_the_templates_are_found_by_what_they_include() -> None:
    found = templates()
    assert {"base.html", "components/footer.html", "pages/parts/hub_contact.html", "404.html"} <= found
    assert all(get_template(name) for name in found)
