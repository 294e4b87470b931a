"""Budgets in the admin: the amount is changed by the service, with its ground; the changes so far stand below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.views.snippets import EditView

from cms.core.errors import CaseError
from cms.hubs.records import KeptViewSet, YenColumn, field_column
from workflows.programmes.budgets import Ground, amend, is_used, move, open_budget, too_low
from workflows.programmes.models import Budget, BudgetAmendment

Kind = BudgetAmendment.Kind


class BudgetForm(WagtailAdminModelForm):
    """Once something is granted the amount alone changes. ``seen_yen`` is the amount that the person saw."""

    instance: Budget
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
        if known and is_used(self.instance):
            fixed = _("Fixed, because money is granted from this budget.")
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
        elif wanted == seen and not {"programme", "fiscal_year"} & set(self.changed_data):
            self.add_error("budget_yen", _("This is the amount as it was. Please give the new amount."))
        elif problem := too_low(Budget.objects.get(pk=self.instance.pk), wanted):
            self.add_error("budget_yen", problem)
        return cleaned

    def save(self, commit: bool = True) -> Budget:
        if not commit:
            return super().save(commit=False)
        given = self.cleaned_data
        ground = Ground(given["change_kind"], given["dated_on"], given["change_reason"])
        self.instance = self._changed(ground) if self.instance.pk else self._opened(ground)
        return self.instance

    def _opened(self, ground: Ground) -> Budget:
        given = {name: self.cleaned_data[name] for name in ("programme", "fiscal_year", "budget_yen")}
        return open_budget(actor=self.for_user, ground=ground, **given)

    def _changed(self, ground: Ground) -> Budget:
        given = self.cleaned_data
        with transaction.atomic():
            move(
                self.instance,
                actor=self.for_user,
                programme=given["programme"],
                fiscal_year=given["fiscal_year"],
                reason=ground.reason,
            )
            return amend(
                self.instance,
                actor=self.for_user,
                budget_yen=given["budget_yen"],
                ground=ground,
                seen_yen=given["seen_yen"],
            )


class AmendmentsPanel(Panel):
    """The entries of the budget so far, oldest first; nothing for a new one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "programmes/admin/amendments.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            entries = self.instance.amendments.select_related("actor")
            return super().get_context_data(parent_context) | {"amendments": entries}


class BudgetEditView(EditView):
    def form_valid(self, form: BudgetForm) -> HttpResponse:
        """What happened between looking and saving stands beside the amount, like any other mistake."""
        try:
            return super().form_valid(form)
        except CaseError as error:
            form.add_error("budget_yen", str(error))
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            return self.form_invalid(form)


class BudgetViewSet(KeptViewSet):
    model = Budget
    icon = "clipboard-list"
    list_display = [
        "programme",
        "fiscal_year",
        field_column(Budget, "budget_yen", YenColumn),
        field_column(Budget, "committed_yen", YenColumn),
    ]
    list_filter = ["programme", "fiscal_year"]
    ordering = ["-fiscal_year"]
    edit_view_class = BudgetEditView
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
