"""The site in other languages: a locale and a front page for each, as translations of the ward's home.

Law: what is missing is made; a page that exists is never changed, whoever made it. Texts are in data/languages.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cms.core import languages
from cms.core.errors import CaseError
from pages.models import LanguageHomePage, WardHomePage

TEXTS = Path(__file__).parent / "data" / "languages.json"


def make_language_homes(home: WardHomePage) -> list[LanguageHomePage]:
    """The front pages made now, live at once. Two queries when nothing is missing."""
    codes = languages.others()
    locales = {one.language_code: one for one in Locale.objects.filter(language_code__in=codes)}
    present = set(LanguageHomePage.objects.filter(slug__in=codes).values_list("slug", flat=True))
    texts: dict[str, Any] = json.loads(TEXTS.read_text(encoding="utf-8"))
    made = []
    for code in codes:
        if code in present or code not in texts:
            continue
        root = Page.get_first_root_node()
        if root.get_children().filter(slug=code).exists():
            raise CaseError(_("Another page stands at the address of the language “%(code)s”.") % {"code": code})
        locale = locales.get(code) or Locale.objects.create(language_code=code)
        made.append(root.add_child(instance=_home(code, texts[code], locale, home)))
    return made


def _home(code: str, text: dict[str, Any], locale: Locale, home: WardHomePage) -> LanguageHomePage:
    introduction = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text["introduction"])
    return LanguageHomePage(
        title=text["title"],
        slug=code,
        introduction=introduction,
        locale=locale,
        translation_key=home.translation_key,
    )
