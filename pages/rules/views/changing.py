"""The list of rules; making, changing, switching and deleting one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import CaseError, Forbidden, Stale
from pages.rules import access, registry, services
from pages.rules.forms.rule_form import RuleForm
from pages.rules.models import Rule, RuleRun
from pages.rules.views.base import RuleDesk, RulesDesk

PER_PAGE = 50


class RulesView(RulesDesk):
    """In the order in which they run."""

    page_title = gettext_lazy("Content rules")
    template_name = "rules/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = access.kept_rules(self.user).select_related("hub", "branch").in_order()  # type: ignore[attr-defined]
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        applied = RuleRun.objects.filter(rule__in=[rule.pk for rule in page], state=RuleRun.State.MET)
        last = dict(applied.values_list("rule").annotate(last=Max("at")).order_by())
        shown = access.titles_shown(self.user, {rule.branch_id for rule in page if rule.branch_id})
        events = {event.code: event.title for event in registry.events()}
        rules = [
            {
                "rule": rule,
                "event": events.get(rule.event, _("not known in this version")),
                "branch": rule.branch.title if rule.branch and rule.branch_id in shown else "",
                "last": last.get(rule.pk),
            }
            for rule in page
        ]
        return super().get_context_data(**kwargs, rules=rules, rows=page)


class FormView(RulesDesk):
    """Errors stand beside the fields, and nothing that was typed is lost."""

    template_name = "rules/rule.html"
    kept: Rule | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(RuleForm(reach=self.reach, rule=self.kept))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RuleForm(reach=self.reach, rule=self.kept, data=request.POST)
        if not form.is_valid():
            return self._shown(form)
        seen = form.head.cleaned_data["version"] or 0
        try:
            saved = services.save_rule(self.kept, form.wanted(), actor=self.user, seen_version=seen)
        except Stale as error:
            messages.error(request, str(error))
            return redirect("rules:edit", self.kept.pk) if self.kept else redirect("rules:rules")
        except CaseError as error:
            form.head.add_error(None, str(error))
            return self._shown(form, status=403 if isinstance(error, Forbidden) else 422)
        messages.success(request, _("The rule is saved. Please try it with pages that are there already."))
        return redirect("rules:try", saved.pk)

    def _shown(self, form: RuleForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class AddView(FormView):
    page_title = gettext_lazy("New content rule")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rules:rules"), "label": _("Content rules")}]


class EditView(RuleDesk, FormView):
    page_title = gettext_lazy("Change the content rule")

    @property
    def kept(self) -> Rule:  # type: ignore[override]
        return self.rule


class SwitchView(RuleDesk):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_on = request.POST.get("on") == "1"
        try:
            services.switch(self.rule, actor=self.user, is_on=is_on)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The rule is in use.") if is_on else _("The rule is not in use any more."))
        return redirect("rules:rules")


class DeleteView(RuleDesk):
    """Asks first."""

    page_title = gettext_lazy("Delete the content rule")
    template_name = "rules/delete.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.delete_rule(self.rule, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The rule is deleted. What it did stays as it is."))
        return redirect("rules:rules")
