"""“Who may do what here” for a page, and for a hub with its pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.hubs.models import Hub
from cms.people.access import forget_roles, roles_of
from cms.people.desk.sharing import ConfirmView, EndLocalRole, Holding, SharingView, unended
from cms.people.models import LocalRole, Role, User
from pages.editing import sharing
from pages.editing.choosing import explorable
from pages.editing.holdings import at_hub, of_page, page_url, stopped_at
from pages.editing.models import BranchStop
from pages.editing.views.base import EditingView
from pages.models import HubPage

PER_LIST = 30


def found(pages: QuerySet[Page], user: User) -> QuerySet[Page]:
    """The administrator finds every page, to keep the rights on it."""
    if roles_of(user).has(Role.ADMINISTRATOR):
        return pages
    return pages.filter(pk__in=explorable(user).values("pk"))


def marks(pages: QuerySet[Page]) -> QuerySet[Any]:
    """With how many local roles each has, and whether rights from above end there."""
    held = LocalRole.objects.live().filter(kind=LocalRole.Kind.PAGE, key=OuterRef("pk")).order_by()
    number = held.values("key").annotate(number=Count("pk")).values("number")
    stopped = Exists(BranchStop.objects.filter(page__translation_key=OuterRef("translation_key")))
    return pages.annotate(held=Coalesce(Subquery(number), 0), is_stop=stopped).order_by("path")


class OfPage:
    """The page of the address, by a name that no guard of Wagtail's pages knows: an administrator writes none."""

    page: Page

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        found = Page.objects.filter(pk=kwargs["branch"], depth__gt=1).first()
        self.page = found or Page()

    def may_enter(self, user: User) -> bool:
        return self.page.pk is not None and sharing.administers(user, self.page)

    def sharing_url(self) -> str:
        return page_url(self.page.pk)

    def get_success_url(self) -> str:
        """A chief who has ended their own role here finds the pages that they still have."""
        user = self.request.user  # type: ignore[attr-defined]
        forget_roles(user)
        return self.sharing_url() if sharing.administers(user, self.page) else reverse("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return str(self.page.specific_deferred.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": self.sharing_url(), "label": _("Who may do what here")},
            {"url": "", "label": self.get_page_subtitle()},
        ]


class PageSharing(OfPage, SharingView):
    roles = (LocalRole.Role.EDITOR, LocalRole.Role.CHIEF)
    template_name = "editing/sharing.html"

    def holdings(self) -> list[Holding]:
        return of_page(self.page, self.request.user, stop=self.stopped_at)

    @cached_property
    def stopped_at(self) -> str:
        return stopped_at(self.page)

    def grant(self, given: dict[str, Any]) -> None:
        sharing.grant(self.page, actor=self.request.user, **given)

    def inheritance(self) -> dict[str, Any]:
        user, page, at = self.request.user, self.page, self.stopped_at
        if at == page.path:
            words = _("Rights from above end here: hub and branches above give no right on this page and below.")
            switch = _("Let rights from above hold again")
        elif at:
            words, switch = _("Rights from above end at a page further up."), _("End rights from above here, too")
        else:
            words, switch = _("Rights from above hold here as well."), _("End rights from above here")
        switch_url = reverse("editing:inheritance", args=[page.pk]) if sharing.switches(user, page) else ""
        above = page.get_parent() if page.depth > 2 else None
        above_url = page_url(above.pk) if above and sharing.administers(user, above) else ""
        return {
            "words": words, "is_stopped": bool(at), "switch": switch, "switch_url": switch_url,
            "above": _("The page above"), "above_url": above_url,
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        below = Paginator(marks(found(self.page.get_children(), self.request.user)), PER_LIST)
        shown = below.get_page(self.request.GET.get("p"))
        return super().get_context_data(**{"inheritance": self.inheritance(), "below": shown, **kwargs})


class EndOnPage(OfPage, EndLocalRole):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        keys = sharing.in_every_language(self.page) if self.page.pk else []
        self.role = unended(LocalRole.objects.at(LocalRole.Kind.PAGE, *keys)).filter(pk=kwargs["role"]).first()

    def may_enter(self, user: User) -> bool:
        return super().may_enter(user) and self.role is not None

    def run(self, data: dict[str, Any]) -> None:
        assert self.role is not None  # may_enter has seen it
        sharing.end(self.role, page=self.page, actor=self.request.user)


class Inheritance(OfPage, ConfirmView):
    """Stops what comes from above, or lets it come again."""

    success_message = gettext_lazy("The rights on this branch have changed.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_stopped = self.page.pk is not None and sharing.is_stopped(self.page)

    def may_enter(self, user: User) -> bool:
        return self.page.pk is not None and sharing.switches(user, self.page)

    def get_page_title(self) -> str:
        return _("Let rights from above hold again") if self.is_stopped else _("End rights from above here")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = "resume" if self.is_stopped else "stop"
        return super().get_context_data(**{"wanted": wanted, **kwargs})

    @property
    def submit_button_label(self) -> str:
        return self.get_page_title()

    def warning(self) -> str:
        if self.is_stopped:
            return _(
                "Editors and chiefs of the hub, and everybody with a role on a page above, can then read, write and "
                "approve this page and all below, drafts included."
            )
        return _(
            "Editors and chiefs of the hub, and everybody with a role on a page above, then no longer find this page "
            "and what lies below at the desk. Roles on this page itself stay, and so do the editor-in-chief and the "
            "auditor. Without a chief here the editor-in-chief approves."
        )

    def run(self, data: dict[str, Any]) -> None:
        """What was asked, not its opposite: another person may have pressed meanwhile, and then nothing is done."""
        wanted = self.request.POST.get("wanted")
        (sharing.resume if wanted == "resume" else sharing.stop)(self.page, actor=self.request.user)


class HubSharing(EditingView):
    """The roles at a hub as they stand in the register of roles, and the way to its pages."""

    door = "sharing"
    header_icon = "group"
    template_name = "editing/hub_sharing.html"
    page_title = gettext_lazy("Who may do what here")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.hub = Hub.objects.filter(pk=kwargs["hub"]).first()

    def may_enter(self, user: User) -> bool:
        return self.hub is not None and sharing.sees_hub(user, self.hub)

    def get_page_subtitle(self) -> str:
        return str(self.hub or "")

    def holdings(self) -> list[Holding]:
        assert self.hub is not None  # may_enter has seen it
        return at_hub(self.hub, self.user)

    def _is_keeper(self) -> bool:
        return roles_of(self.user).has(Role.ADMINISTRATOR)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = HubPage.objects.filter(hub=self.hub).first()
        below = page.get_descendants() if page else Page.objects.none()
        marked = marks(found(below, self.user)).filter(Q(held__gt=0) | Q(is_stop=True))
        shown = {
            "hub": self.hub, "holdings": self.holdings(), "marked": marked[:PER_LIST], "is_keeper": self._is_keeper(),
            "hub_page": page if page and sharing.administers(self.user, page) else None,
        }  # fmt: skip
        return super().get_context_data(**{**kwargs, **shown})
