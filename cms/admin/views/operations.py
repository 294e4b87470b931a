"""Pages for those who run the service: parked work, mails, refused attempts, budgets.

Lists are short and newest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.admin import rights
from cms.admin.views.base import DeskView
from cms.audit.models import Refusal
from cms.audit.refusals import refuse
from cms.core import dates
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from workflows.programmes.models import Budget

SHOWN = 100


class OperationsView(DeskView):
    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.request.path, "label": self.page_title}]


class WorkView(OperationsView):
    """What the outbox owes, by state, and what waits for a person; the administrator lets it run again."""

    template_name = "desk/work.html"
    page_title = gettext_lazy("Background work")
    header_icon = "cogs"
    door = "work"

    def may_enter(self, user: User) -> bool:
        return rights.reads_operations(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = dict(OutboxItem.objects.order_by().values_list("state").annotate(Count("pk")))
        return {
            **super().get_context_data(**kwargs),
            "counts": [(label, counts.get(state, 0)) for state, label in OutboxItem.State.choices],
            "parked": OutboxItem.objects.filter(state=OutboxItem.State.PARKED).order_by("-pk")[:SHOWN],
            "runs_operations": rights.runs_operations(self.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.runs_operations(self.user):
            refuse(actor=request.user, door=self.door, subject=request.path, reason="reads only")
            messages.error(request, _("Your role reads this page only."))
            return self.render_to_response(self.get_context_data(), status=403)
        asked = request.POST.get("item", "")
        if asked != "all" and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
            messages.error(request, _("Choose what shall run again."))
            return redirect("desk:work")
        count = outbox.retry(None if asked == "all" else [int(asked)])
        told = ngettext("%(count)d piece of work runs again.", "%(count)d pieces of work run again.", count)
        messages.success(request, told % {"count": count})
        return redirect("desk:work")


class MailsView(OperationsView):
    """Mails that were not sent yet, parked ones first. No text is shown, and addresses are shortened."""

    template_name = "desk/mails.html"
    page_title = gettext_lazy("Mails")
    header_icon = "mail"
    door = "mails"

    def may_enter(self, user: User) -> bool:
        return rights.reads_operations(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = (OutgoingMail.State.PARKED, OutgoingMail.State.WAITING)
        return {**super().get_context_data(**kwargs), "groups": [(state.label, _mails(state)) for state in states]}


class Shortened:
    """A mail with as much of its address as an operator needs: ``ha…@example.jp``."""

    def __init__(self, mail: OutgoingMail) -> None:
        name, _at, domain = mail.to.partition("@")
        self.to = f"{name[:2]}…@{domain}"
        self.mail = mail


def _mails(state: str) -> list[Shortened]:
    return [Shortened(mail) for mail in OutgoingMail.objects.filter(state=state).order_by("-pk")[:SHOWN]]


class RefusalsView(OperationsView):
    """Who was refused what, newest first."""

    template_name = "desk/refusals.html"
    page_title = gettext_lazy("Refused attempts")
    header_icon = "lock"
    door = "refusals"

    def may_enter(self, user: User) -> bool:
        return rights.reads_refusals(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.request.GET.get("before", "")
        found = Refusal.objects.select_related("actor").order_by("-pk")
        if before.isascii() and before.isdigit() and len(before) < 19:
            found = found.filter(pk__lt=int(before))
        rows = list(found[: SHOWN + 1])
        older = f"{reverse('desk:refusals')}?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else ""
        return {**super().get_context_data(**kwargs), "refusals": rows[:SHOWN], "older": older}


@dataclass(frozen=True)
class Money:
    """A budget in yen, with what is left of it and how much is used, in whole percent."""

    budget: Budget
    year: str
    left_yen: int
    used_percent: int


class BudgetsView(OperationsView):
    """Programme and fiscal year with budget, committed and left; nothing can be changed here."""

    template_name = "desk/budgets.html"
    page_title = gettext_lazy("Budgets")
    header_icon = "table"
    door = "budgets"

    def may_enter(self, user: User) -> bool:
        return rights.reads_budgets(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        budgets = Budget.objects.select_related("programme").order_by("-fiscal_year", "programme__name")
        return {**super().get_context_data(**kwargs), "budgets": [_money(one) for one in budgets]}


def _money(budget: Budget) -> Money:
    return Money(
        budget=budget,
        year=dates.fiscal_year_wareki(budget.fiscal_year),
        left_yen=budget.budget_yen - budget.committed_yen,
        used_percent=budget.committed_yen * 100 // budget.budget_yen if budget.budget_yen else 0,
    )
