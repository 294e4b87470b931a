"""Entries of many pages made anew, and of the documents that they show or showed."""

from __future__ import annotations

from cms.search import showing, writing
from pages.search import document_source, page_source


def remake(keys: list[str]) -> None:
    """As the pages tell now. What they showed before counts too: perhaps nobody shows it any more."""
    before = showing.shown_by(page_source.NAME, keys)
    writing.remake(page_source.SOURCE, keys)
    document_source.renew_named(before | showing.shown_by(page_source.NAME, keys))


def hide(keys: list[str]) -> None:
    """None of these pages is found, nor is what only they show."""
    writing.hide(page_source.NAME, keys)
    document_source.renew_named(showing.shown_by(page_source.NAME, keys))


def remove(keys: list[str]) -> None:
    shown = showing.shown_by(page_source.NAME, keys)
    writing.remove(page_source.NAME, keys)
    document_source.renew_named(shown)
