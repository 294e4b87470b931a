"""What all pages that are begun from a case have in common: where they lie, how they stand, who takes them back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowState

from cms.core.errors import CaseError, Forbidden
from cms.mailings.services import write_mail
from cms.people.models import HubRole, Role, User
from pages.begun import undoing
from pages.contributions import paragraphs
from pages.editing import turns
from pages.editing.grants import PageGrant, page_grants
from pages.editing.reviewing import people_of
from pages.models import HubPage
from pages.models.content import PlacedPage
from workflows.cases.models import Case
from workflows.engine.gist import Gist
from workflows.engine.kind import kind_of
from workflows.exchange.addressless import has_address
from workflows.linking.models import CaseLink
from workflows.linking.spawnable import Fact, Made, Offer, Remedy, Spawnable, State


class PageSort(Spawnable):
    """A page type. What an editor will read of the case is what ``filled_in`` says, and no more."""

    model: ClassVar[type[PlacedPage]]

    @abstractmethod
    def fields(self, case: Case, gist: Gist) -> dict[str, Any]:
        """Columns of the new page besides its title, summary and text."""

    def facts(self, case: Case, gist: Gist) -> list[Fact]:
        """``fields`` in words."""
        return []

    def after(self, page: Any, gist: Gist) -> None:
        """Rows below the page, such as its dates."""

    def parent(self, site: HubPage) -> Page:
        return site

    def offers(self, case: Case, user: User) -> list[Offer]:
        missing = "" if site_of(case) else _("The hub has no site yet, so there is no place for the page.")
        return [Offer("", str(self.title), missing)]

    def filled_in(self, case: Case, about: str) -> list[Fact]:
        gist = gist_of(case)
        rows = [
            (pgettext("begun", "Title"), title_of(gist)),
            (pgettext("begun", "Summary and text"), text_of(gist)),
            *self.facts(case, gist),
        ]
        return [(label, text) for label, text in rows if text]

    def make(self, case: Case, *, actor: User, about: str, given: Mapping[str, Any]) -> Made:
        site, gist = site_of(case), gist_of(case)
        if site is None:
            raise CaseError(_("The hub has no site yet, so there is no place for the page."))
        # Locked: two pages that come at once below one page would take the same place in the tree.
        parent = Page.objects.select_for_update(of=("self",), no_key=True).get(pk=self.parent(site).pk)
        text = text_of(gist)
        page = self.model(
            title=title_of(gist) or str(self.title),
            live=False,
            owner=actor if writes_at(actor, parent) else None,
            summary=text[:200],
            body=paragraphs(text),
            **self.fields(case, gist),
        )
        parent.add_child(instance=page)
        self.after(page, gist)
        page.save_revision(user=actor, changed=True)
        log(instance=page, action="wagtail.create", user=actor)
        return Made(page=page)

    def announce(self, link: CaseLink, *, actor: User) -> None:
        for user in people_of(link.source.hub_id).exclude(pk=actor.pk).order_by("pk"):
            write_mail(
                to=user.email,
                template="page_prepared",
                context={"link": settings.BASE_URL + edit_path(link.page_id or 0)},
                about=f"page:{link.page_id}",
                key=f"link:{link.pk}:prepared:{user.pk}",
            )

    def states(self, links: list[CaseLink], viewer: User, *, at_desk: bool) -> dict[int, State]:
        """Staff see every page, with a way to it if they may edit it; others those that are public."""
        pages = self.pages(links)
        asked = waiting(list(pages)) if at_desk else set()
        mine = places(viewer, "change_page") if at_desk else []
        found = {}
        for link in links:
            page = pages.get(link.page_id or 0)
            if page is None:
                if at_desk:
                    found[link.pk] = State(pgettext("begun", "deleted"), is_over=True)
                continue
            if not (at_desk or page.live):
                continue
            url = edit_path(page.pk) if any(grant.covers(page.path) for grant in mine) else ""
            words, is_over = self.words(page, is_waiting=page.pk in asked)
            found[link.pk] = State(words, page.title, url or (page.url or "" if page.live else ""), is_over)
        return found

    def pages(self, links: list[CaseLink]) -> dict[int, Any]:
        """The links' pages by id; one query."""
        return self.rows().in_bulk([link.page_id for link in links if link.page_id])

    def rows(self) -> QuerySet[Any]:
        return self.model.objects.defer_streamfields()

    def words(self, page: Any, *, is_waiting: bool) -> tuple[str, bool]:
        """How the page stands, and whether that is its end."""
        if is_waiting:
            return pgettext("begun", "waits for approval"), False
        if page.live:
            return pgettext("begun", "published"), False
        if page.first_published_at:
            return pgettext("begun", "no longer published"), True
        return pgettext("begun", "draft"), False

    def remedy(self, link: CaseLink, user: User) -> Remedy | None:
        page = self.pages([link]).get(link.page_id or 0)
        if page is None or self.words(page, is_waiting=False)[1]:
            return None
        if not page.live:
            told = _("It was not published yet. Those who write the pages of the hub are told.")
            return Remedy(told, do=_("Delete the draft") if undoing.may_delete_draft(page, user) else "")
        told = _("It is published. Those who may take it off are told.")
        return Remedy(told, do=self.way_off() if self.may_take_off(page, user) else "")

    def way_off(self) -> str:
        return _("Take the page off the site")

    def may_take_off(self, page: Any, user: User) -> bool:
        return bool(page.permissions_for_user(user).can_unpublish())

    def take_off(self, page: Any, actor: User) -> None:
        undoing.unpublish(page, actor)

    def is_known_to_applicant(self, link: CaseLink, user: User) -> bool:
        return link.page is not None and link.page.live

    def undo(self, link: CaseLink, *, actor: User) -> None:
        remedy = self.remedy(link, actor)
        if remedy is None or not remedy.do or link.page is None:
            raise Forbidden(_("You may not take this page back."))
        turns.take([link.page.pk])
        page = Page.objects.get(pk=link.page.pk).specific
        if page.live:
            self.take_off(page, actor)
        else:
            undoing.delete_draft(page, actor)

    def keepers(self, link: CaseLink) -> list[tuple[User, str]]:
        """The hub's editors and chiefs; of a page that is public the editor-in-chief too."""
        people = people_of(link.source.hub_id)
        if link.page is None:
            return []
        if link.page.live or not people.exists():
            people = people | HubRole.objects.live().filter(role=Role.EDITOR_IN_CHIEF).holders()
        return [(user, edit_path(link.page.pk)) for user in people.order_by("pk")]


def site_of(case: Case) -> HubPage | None:
    return HubPage.objects.filter(hub_id=case.hub_id).first()


def gist_of(case: Case) -> Gist:
    find = kind_of(case).gist
    return find(case) if find else Gist(case.title)


def title_of(gist: Gist) -> str:
    return "" if has_address(gist.title) else gist.title


def text_of(gist: Gist) -> str:
    """The purpose, unless it says how somebody is reached."""
    return "" if has_address(gist.purpose) else gist.purpose


def writes_at(user: User, page: Page) -> bool:
    return any(grant.covers(page.path) for grant in places(user, "add_page"))


def places(user: User, permission: str) -> list[PageGrant]:
    """The branches in which ``user`` holds it."""
    return [grant for grant in page_grants(user) if grant.permission.codename == permission]


def edit_path(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def waiting(pages: list[int]) -> set[int]:
    """Those among ``pages`` (ids) that are under approval; one query."""
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(pk) for pk in pages]
    )
    return {int(pk) for pk in states.values_list("object_id", flat=True)}
