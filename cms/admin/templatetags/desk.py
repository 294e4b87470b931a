"""What the desk's templates need: amounts, days of the era, the desk's own pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin import rights, words
from cms.core import dates, money
from cms.mailings import access
from cms.people.disclosing import discloses
from forms.wording import in_words_of
from workflows.cases import outcomes
from workflows.cases.models import Case
from workflows.engine.adding import door_words
from workflows.engine.erasing import Ground
from workflows.fieldwork import access as field_access
from workflows.ledger import access as ledger_access

register = template.Library()


@register.filter
def yen(amount: int | None) -> str:
    """``70,000円``; a dash for no amount."""
    return "—" if amount is None else money.yen(amount)


@register.filter
def wareki(day: date | datetime | None) -> str:
    """``令和8年11月22日``; of a moment its day in Japan; a dash for none."""
    if day is None:
        return "—"
    return dates.wareki(dates.jst_date(day) if isinstance(day, datetime) else day)


@register.filter
def day(text: str) -> date | None:
    """The day that an event keeps as text (``2026-11-22``)."""
    return date.fromisoformat(text) if text else None


@register.filter
def turn_words(case: Case) -> str:
    """Whose turn it is, for staff."""
    return in_words_of(case.kind, case.get_turn_display())


@register.filter
def outcome_words(case: Case) -> str:
    """The outcome in the word that the case's own kind has for it."""
    return outcomes.words(case.kind, case.outcome)


@register.filter
def person(user: Any) -> str:
    """The name of an account; what the system did by itself has none."""
    return str(user) if user else _("the system")


@register.simple_tag(takes_context=True)
def desk_pages(context: dict[str, Any]) -> list[dict[str, str]]:
    """The pages of the desk that this person's roles open; they stand in the page, so no script is needed."""
    user = context["request"].user
    pages = [
        ("inbox", _("Inbox"), rights.reads_cases),
        ("catalogue", _("Catalogue"), rights.sees_catalogue),
        ("consultations", _("Prior consultations"), rights.reads_cases),
        ("exchange", _("Needs and offers"), rights.reads_cases),
        ("letters", _("Letters"), rights.reads_cases),
        ("paper", _("Paper application"), rights.enters_paper),
        ("exports", _("Exports"), rights.reads_cases),
        ("persons", _("Disclosure of personal data"), discloses),
        ("mailings", _("E-mail magazine"), access.writes_any),
        ("notes", _("Field notes"), field_access.writes_notes),
        ("issues", _("Issues of the area"), field_access.reads_issues),
        ("ledger", _("Record of collaboration"), ledger_access.reads_any),
        ("budgets", _("Budgets"), rights.reads_budgets),
        ("work", _("Background work"), rights.reads_operations),
        ("mails", _("Mails"), rights.reads_operations),
        ("refusals", _("Refused attempts"), rights.reads_refusals),
    ]
    open_pages = [(name, label) for name, label, shown in pages if shown(user)]
    return [{"name": name, "label": label, "address": reverse(f"desk:{name}")} for name, label in open_pages]


@register.simple_tag(takes_context=True)
def collaboration_address(context: dict[str, Any], case: Case) -> str:
    """Where this person records what was done together in the case; empty when they write for another hub or none."""
    writes = case.hub_id in ledger_access.hubs_of(context["request"].user)
    return f"{reverse('desk:ledger_new')}?case={case.pk}" if writes else ""


@register.simple_tag(takes_context=True)
def disclosure_address(context: dict[str, Any], person: int) -> str:
    """Where this member of staff orders what is kept about the person; empty when their role does not."""
    return reverse("desk:person", args=[person]) if discloses(context["request"].user) else ""


@register.filter
def door(name: str) -> str:
    """Through which page somebody came, in words; unknown names as they are."""
    short = name.partition(":")[0]
    return str(words.DOORS.get(short) or door_words().get(short, name))


@register.filter
def refusal(reason: str) -> str:
    """Why an attempt was refused, in words; sentences are shown as they are."""
    return str(words.REASONS.get(reason, reason))


@register.filter
def work_kind(kind: str) -> str:
    """What a piece of background work does, in words."""
    return str(words.WORK.get(kind, kind))


@register.filter
def ground(value: str) -> str:
    """Why a case was erased, in words; unknown ones as they are."""
    return str(Ground(value).label) if value in Ground.values else value


@register.filter
def section_state(state: str) -> str:
    return str(words.SECTION_STATES.get(state, state))


@register.filter
def mail_answer(code: str) -> str:
    """What the mail server said of an address, in words; a bare code as it is."""
    return str(words.MAIL_ANSWERS.get(code, code.partition(":")[2] or code or "—"))
