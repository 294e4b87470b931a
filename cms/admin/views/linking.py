"""What is begun from a case at the desk, and what is undone when the case came to nothing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.case_forms import DeskForm
from cms.admin.views.base import CaseView, refused
from cms.admin.views.case_actions import CaseAction
from cms.core.errors import CaseError
from workflows.engine.ending import has_failed
from workflows.linking import access, choosing, hanging
from workflows.linking.services.beginning import begin
from workflows.linking.services.settling import settle_later
from workflows.linking.spawnable import Offer, Spawnable


class BeginListView(CaseView):
    """Everything that can be begun from the case as it stands, and why the rest cannot."""

    template_name = "desk/begin.html"
    page_title = gettext_lazy("Begin from this case")
    door = "begin from a case"

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.keeps(self.user, self.case):
            return refused(request, case=self.case, door=self.door, reason=not_theirs())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = access.begun_by(self.user, self.case, at_desk=True)
        begun = {(link.sort, link.about) for link in hanging.standing(self.case) if link.is_there}
        offers = [(one, [(offer, (one.sort, offer.about) in begun) for offer in self._of(one)]) for one in found]
        return {**super().get_context_data(**kwargs), "offers": offers}

    def _of(self, sort: Spawnable) -> list[Offer]:
        return sort.offers(self.case, self.user)


class BeginView(CaseAction):
    """GET: what will be written into it. POST: it is begun; pressed twice, it is begun once."""

    template_name = "desk/begin_confirm.html"
    page_title = gettext_lazy("Begin from this case")
    door = "begin from a case"

    def crumbs(self) -> list[dict[str, Any]]:
        first = {"url": reverse("desk:begin_list", args=[self.case.pk]), "label": _("Begin from this case")}
        return [*super().crumbs(), first, {"url": self.request.path, "label": self.wanted.title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.about = (request.POST if request.method == "POST" else request.GET).get("about", "")[:40]
        self.sort = kwargs["sort"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def wanted(self) -> Spawnable:
        """Http404 for a sort that nothing here knows."""
        found = {one.sort: one for one in access.begun_by(self.user, self.case, at_desk=True)}
        if self.sort not in found:
            raise Http404
        return found[self.sort]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.keeps(self.user, self.case):
            return refused(request, case=self.case, door=self.door, reason=not_theirs())
        offer = next((one for one in self.wanted.offers(self.case, self.user) if one.about == self.about), None)
        if offer is None:
            raise Http404
        context = {"offer": offer, "sort": self.wanted, "facts": self.wanted.filled_in(self.case, self.about)}
        return self.render_to_response({**self.get_context_data(), **context})

    def act(self) -> str:
        link = begin(self.case, actor=self.user, sort=self.sort, about=self.about)
        if link.page_id:
            return _("The draft is ready. Those who write the pages of the hub were told.")
        return _("The form is ready. The person of the group who completes it was told.")


class UndoView(CaseAction):
    """What still stands of what was begun from a case that came to nothing, and what this person can do about it."""

    template_name = "desk/undo.html"
    page_title = gettext_lazy("What was begun from this case")
    door = "undo what was begun"

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.keeps(self.user, self.case):
            return refused(request, case=self.case, door=self.door, reason=not_theirs())
        if not has_failed(self.case):
            return self.failed(CaseError(_("This case goes on, so nothing that was begun from it has to be undone.")))
        return self._page(self.make_form())

    def make_form(self, *data: Any) -> DeskForm:
        form = DeskForm(*data)
        self.found = hanging.at_desk(self.case, self.user)
        choosing.add_choice(form, self.found)
        return form

    def _page(self, form: DeskForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "told": choosing.told(self.found), "nothing": not self.found}
        return self.render_to_response({**self.get_context_data(), **context}, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.keeps(self.user, self.case):
            return self.get(request, *args, **kwargs)
        self.form = form = self.make_form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        return super().post(request, *args, **kwargs)

    def act(self) -> str:
        count = settle_later(self.case, actor=self.user, chosen=choosing.chosen(self.form) if self.form else ())
        return _("%(count)d undone.") % {"count": count} if count else _("Nothing was undone.")


def not_theirs() -> str:
    return _("Only the hub of the case does this, and nobody for their own group.")
