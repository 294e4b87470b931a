"""Budgets in the admin: the amount is changed by the service, with its ground; the changes so far stand below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.core.errors import CaseError
from workflows.programmes.budgets import Ground, amend, open_budget, too_low
from workflows.programmes.models import Budget, BudgetAmendment

Kind = BudgetAmendment.Kind


class BudgetForm(WagtailAdminModelForm):
    """Programme and year are given once; afterwards the amount alone changes. ``seen_yen`` is what the person saw."""

    change_kind = forms.ChoiceField(label=gettext_lazy("kind of change"), choices=Kind.choices)
    dated_on = forms.DateField(
        label=gettext_lazy("date of the change"), initial=timezone.localdate, widget=AdminDateInput()
    )
    change_reason = forms.CharField(
        label=gettext_lazy("reason for the change"),
        max_length=300,
        help_text=gettext_lazy("e.g. the number of the budget document. It is kept with the amounts before and after."),
    )
    seen_yen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.instance.pk is not None
        self.fields["change_kind"].initial = Kind.SUPPLEMENTARY if known else Kind.INITIAL
        self.fields["seen_yen"].initial = self.instance.budget_yen
        if known:
            fixed = _("Fixed once entered. Delete a budget with a mistake here, as long as nothing is granted from it.")
            for name in ("programme", "fiscal_year"):
                self.fields[name].disabled = True
                self.fields[name].help_text = fixed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted, seen = cleaned.get("budget_yen"), cleaned.get("seen_yen")
        if self.instance.pk is None or wanted is None:
            return cleaned
        if seen is None:
            self.add_error("budget_yen", _("Please open the page again and give the amount once more."))
        elif wanted == seen:
            self.add_error("budget_yen", _("This is the amount as it was. Please give the new amount."))
        elif problem := too_low(Budget.objects.get(pk=self.instance.pk), wanted):
            self.add_error("budget_yen", problem)
        return cleaned

    def save(self, commit: bool = True) -> Budget:
        if not commit:
            return super().save(commit=False)
        given = self.cleaned_data
        ground = Ground(given["change_kind"], given["dated_on"], given["change_reason"])
        if self.instance.pk is None:
            saved = open_budget(
                actor=self.for_user,
                programme=given["programme"],
                fiscal_year=given["fiscal_year"],
                budget_yen=given["budget_yen"],
                ground=ground,
            )
            self.instance.pk = saved.pk
        else:
            saved = amend(
                self.instance,
                actor=self.for_user,
                budget_yen=given["budget_yen"],
                ground=ground,
                seen_yen=given["seen_yen"],
            )
        self.instance.refresh_from_db()
        return self.instance


class AmendmentsPanel(Panel):
    """The entries of the budget so far, oldest first; nothing for a new one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "programmes/admin/amendments.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            entries = self.instance.amendments.select_related("actor")
            return super().get_context_data(parent_context) | {"amendments": entries}


class BudgetEditView(SnippetViewSet.edit_view_class):  # type: ignore[misc]
    def form_valid(self, form: BudgetForm) -> HttpResponse:
        """What happened between looking and saving stands beside the amount, like any other mistake."""
        try:
            return super().form_valid(form)
        except CaseError as error:
            form.add_error("budget_yen", str(error))
            return self.form_invalid(form)


class BudgetDeleteView(SnippetViewSet.delete_view_class):  # type: ignore[misc]
    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("Money is granted from this budget, so it cannot be deleted."))
            return redirect(self.get_success_url())


class BudgetViewSet(SnippetViewSet):
    model = Budget
    icon = "clipboard-list"
    list_display = ["programme", "fiscal_year", "budget_yen", "committed_yen"]
    list_filter = ["programme", "fiscal_year"]
    ordering = ["-fiscal_year"]
    copy_view_enabled = False
    edit_view_class = BudgetEditView
    delete_view_class = BudgetDeleteView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("programme"), FieldPanel("fiscal_year")]),
            FieldPanel("budget_yen"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("change_kind"), FieldPanel("dated_on")]),
                    FieldPanel("change_reason"),
                ],
                heading=gettext_lazy("ground of the change"),
            ),
            AmendmentsPanel(heading=gettext_lazy("changes so far")),
        ],
        base_form_class=BudgetForm,
    )
