"""Readings above kanji (ふりがな): written by the editor, suggested from lists, shown when a reader asks for them.

Knows no CMS. What is suggested is never shown before an editor has accepted it.
"""

from __future__ import annotations

from pages.furigana.reading import Reading
from pages.furigana.ruby import with_furigana

__all__ = ["Reading", "with_furigana"]
