"""Programmes, calls and budgets in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.hubs.records import KeptViewSet, YesNoColumn, field_column
from cms.hubs.verification import VerificationPanel, verification_column, verification_fields
from workflows.programmes.admin_forms import CallForm, LetterSelect, ProgrammeForm
from workflows.programmes.budget_admin import BudgetViewSet
from workflows.programmes.models import Call, Programme


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


class ProgrammeViewSet(KeptViewSet):
    model = Programme
    icon = "form"
    list_display = [
        "name",
        "division",
        "consultation",
        field_column(Programme, "is_active", YesNoColumn),
        verification_column(),
    ]
    list_filter = ["is_active", "verified"]
    search_fields = ["name", "summary"]
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            VerificationPanel(),
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("slug"), FieldPanel("kind"), FieldPanel("summary")],
                heading=pgettext_lazy("programme", "name"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("legal_basis"),
                    FieldPanel("legal_name"),
                    FieldPanel("division"),
                    FieldPanel("number_mark"),
                    FieldPanel("appeal_notice"),
                ],
                heading=_("legal basis"),
            ),
            MultiFieldPanel(
                [FieldPanel("cap_yen"), _row("rate_numerator", "rate_denominator"), FieldPanel("rounding_yen")],
                heading=_("amount"),
            ),
            InlinePanel("cost_kinds", heading=_("cost kinds"), label=_("cost kind")),
            MultiFieldPanel(
                [FieldPanel("open_to"), FieldPanel("consultation"), FieldPanel("applications_per_group")],
                heading=_("who may apply"),
            ),
            InlinePanel("eligibility_questions", heading=_("eligibility questions"), label=_("eligibility question")),
            InlinePanel("attachments", heading=_("attachments"), label=_("attachment")),
            MultiFieldPanel([FieldPanel("conditions"), FieldPanel("declaration")], heading=_("conditions")),
            MultiFieldPanel([_row("processing_days", "correction_days")], heading=_("days")),
            MultiFieldPanel([FieldPanel("retention_years")], heading=_("keeping of documents")),
            InlinePanel("step_limits", heading=_("limits of steps"), label=_("limit of a step")),
            InlinePanel(
                "letter_texts",
                panels=[FieldPanel("outcome", widget=LetterSelect), FieldPanel("title"), FieldPanel("body")],
                heading=_("wordings of letters"),
                label=_("wording of a letter"),
            ),
            FieldPanel("is_active"),
            verification_fields(),
        ],
        base_form_class=ProgrammeForm,
    )


class CallViewSet(KeptViewSet):
    model = Call
    icon = "date"
    list_display = [
        "title",
        "programme",
        "opens_at",
        "closes_at",
        field_column(Call, "is_published", YesNoColumn),
        verification_column(),
    ]
    list_filter = ["programme", "fiscal_year", "is_published", "verified"]
    search_fields = ["title", "slug"]
    ordering = ["-closes_at"]
    edit_handler = ObjectList(
        [
            VerificationPanel(),
            MultiFieldPanel([FieldPanel("programme"), FieldPanel("title"), FieldPanel("slug")], heading=_("call")),
            MultiFieldPanel(
                [_row("opens_at", "closes_at"), FieldPanel("is_published")], heading=_("time to apply (Japan time)")
            ),
            MultiFieldPanel(
                [
                    _row("fiscal_year", "budget_fiscal_year"),
                    _row("activity_from_on", "activity_until_on"),
                    FieldPanel("report_due_on"),
                ],
                heading=_("fiscal year and activity"),
            ),
            FieldPanel("hubs", help_text=_("None chosen: every hub.")),
            verification_fields(),
        ],
        base_form_class=CallForm,
    )


class ProgrammeGroup(SnippetViewSetGroup):
    items = (ProgrammeViewSet, CallViewSet, BudgetViewSet)
    menu_label = _("Programmes and calls")
    menu_icon = "form"
    menu_order = 310


register_snippet(ProgrammeGroup)
