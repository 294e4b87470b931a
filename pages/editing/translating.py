"""A page begun in another language: a draft copy under the same branch in that language, to be written over.

Sections and the hub's page above it that are missing there are begun with it, as drafts too: nothing Japanese is ever
published under the address of another language by this. What the other language has no place for (bulletins) is
left out, and the page stands one step higher.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from cms.core import languages
from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from pages.models import (
    ContactPage,
    EventPage,
    FaqPage,
    HubPage,
    LanguageHomePage,
    LanguageHubPage,
    NewsPage,
    OpportunityPage,
    SectionPage,
    StandardPage,
    WardHomePage,
)

TYPES = (HubPage, SectionPage, NewsPage, EventPage, StandardPage, OpportunityPage, FaqPage, ContactPage)
NAMES = {
    "en": pgettext_lazy("language", "English"),
    "zh-hans": pgettext_lazy("language", "Chinese (simplified)"),
    "ko": pgettext_lazy("language", "Korean"),
}
# About the Japanese words of the page, or about the Japanese page alone.
JAPANESE_ONLY = ["easy_body", "readings", "search_readings", "seo_title", "search_description"]


@dataclass(frozen=True)
class State:
    """A page in one other language; ``page`` is None until it is begun."""

    code: str
    name: str
    page: Page | None
    is_outdated: bool


def may_translate(actor: User, page: Page) -> bool:
    """Whoever may edit the Japanese page."""
    return is_translatable(page) and bool(page.permissions_for_user(actor).can_edit())


def is_translatable(page: Page) -> bool:
    kind = page.specific_class
    is_original = languages.of_path(page.url_path) == languages.default()
    return kind is not None and issubclass(kind, TYPES) and is_original and page.alias_of_id is None


def name_of(code: str) -> str:
    """What editors call the language: 英語."""
    return str(NAMES.get(code) or get_language_info(code)["name_translated"])


def states(page: Page) -> list[State]:
    """Every other language and how far ``page`` has come in it. One query."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    known = {languages.of_path(one.url_path): one for one in others}
    found = [(code, known.get(code)) for code in languages.others()]
    return [State(code, name_of(code), one, _is_outdated(one, page)) for code, one in found]


def _is_outdated(translation: Page | None, original: Page) -> bool:
    theirs, ours = original.last_published_at, translation.last_published_at if translation else None
    return bool(translation and translation.live and original.live and theirs and ours and theirs > ours)


def outdated(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Of ``pages``, the live translations whose Japanese page was published later; ``changed_at`` tells when."""
    original = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=languages.default(), live=True
    )
    changed = pages.annotate(changed_at=Subquery(original.values("last_published_at")[:1]))
    foreign = changed.filter(live=True).exclude(locale__language_code=languages.default())
    return foreign.filter(changed_at__gt=F("last_published_at")).order_by("-changed_at", "pk")


@transaction.atomic
def translate(page: Page, language: str, *, actor: User) -> Page:
    """The draft of ``page`` in ``language``. Who comes second is told that there is one already."""
    if language not in languages.others():
        raise CaseError(_("Please choose a language."))
    if not may_translate(actor, page):
        raise Forbidden(_("Only those who may edit the page can begin a translation of it."))
    home = LanguageHomePage.objects.select_for_update(of=("self",)).filter(slug=language).first()
    if home is None:
        raise CaseError(_("The site has no front page in this language yet. Please ask the administrator."))
    if _in(page, home.locale) is not None:
        raise CaseError(_("There is a translation into this language already."))
    begun = _begin(page.specific, home, actor)
    log(page, "editing.translation_begun", user=actor, data={"language": language, "page": begun.pk})
    return begun


def _in(page: Page, locale: Locale) -> Page | None:
    return Page.objects.filter(translation_key=page.translation_key, locale=locale).first()


def _place(above: Page, home: LanguageHomePage, actor: User) -> Page:
    """Where what lies below ``above`` belongs in the other language."""
    if above.depth == 1 or issubclass(above.specific_class, WardHomePage):
        return home
    there = _in(above, home.locale)
    if there is not None:
        return there
    if issubclass(above.specific_class, HubPage | SectionPage):
        return _begin(above.specific, home, actor)
    return _place(above.get_parent(), home, actor)


def _begin(original: Any, home: LanguageHomePage, actor: User) -> Page:
    parent = _place(original.get_parent(), home, actor)
    parent = Page.objects.get(pk=parent.pk)
    slug = _free(original.slug, parent.get_children().values_list("slug", flat=True))
    source = original if original.live else original.get_latest_revision_as_object()
    if isinstance(source, HubPage):
        return _begin_hub(source, parent, slug, home.locale, actor)
    begun: Page = source.copy(
        to=parent,
        update_attrs={"locale": home.locale, "slug": slug, "owner": actor},
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        exclude_fields=JAPANESE_ONLY,
        user=actor,
        log_action="wagtail.copy_for_translation",
    )
    return begun


def _begin_hub(source: HubPage, parent: Page, slug: str, locale: Locale, actor: User) -> Page:
    page = LanguageHubPage(
        title=source.title,
        slug=slug,
        hub=source.hub,
        introduction=source.introduction,
        lead_picture=source.lead_picture,
        body=source.body,
        locale=locale,
        translation_key=source.translation_key,
        live=False,
        owner=actor,
    )
    parent.add_child(instance=page)
    page.save_revision(user=actor, log_action=False)
    log(page, "wagtail.copy_for_translation", user=actor, data={"source_locale": languages.default()})
    return page


def _free(slug: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number = 1
    found = slug
    while found in known:
        number += 1
        found = f"{slug}-{number}"
    return found
