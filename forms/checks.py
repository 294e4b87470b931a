"""Everything that stands between the answers and sending them: per question, and across questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cms.core.dates import wareki
from cms.core.money import grantable, yen
from forms.answers import Answers
from forms.definition import Definition, Question, Section
from forms.models import FormVersion
from forms.sections import SectionForm, Texts, texts_of
from forms.versions import definition_of


@dataclass(frozen=True)
class Problem:
    """One thing to mend, beside which question; ``message`` is a sentence with the figures in it."""

    section: str
    question: str
    message: str


def problems(version: FormVersion, answers: Answers, files: Mapping[str, int]) -> list[Problem]:
    """What is missing or wrong in ``answers`` (stored form) and ``files`` (question → how many).

    In the order of the form; empty when everything may be sent.
    """
    definition = definition_of(version)
    texts = {section.key: texts_of(section, answers.get(section.key, {})) for section in definition.sections}
    return all_problems(definition, texts, files)


def all_problems(definition: Definition, texts: Mapping[str, Texts], files: Mapping[str, int]) -> list[Problem]:
    """As ``problems``, from texts as typed (section → input name → text)."""
    found: list[Problem] = []
    answers: dict[str, dict[str, Any]] = {}
    for section in definition.sections:
        form = SectionForm(section, data=texts.get(section.key, {}))
        answers[section.key] = form.answers
        found += _in_section(section, form, files)
    for check in definition.checks:
        found += ACROSS[str(check["type"])](definition, check, answers)
    order = {section.key: number for number, section in enumerate(definition.sections)}
    return sorted(found, key=lambda problem: order[problem.section])


def _in_section(section: Section, form: SectionForm, files: Mapping[str, int]) -> list[Problem]:
    found = []
    for question in section.questions:
        if question.type == "file":
            found += _about_files(section, question, files.get(question.key, 0))
        else:
            found += [Problem(section.key, question.key, str(m)) for m in form.errors.get(question.key, [])]
    return found


def _about_files(section: Section, question: Question, count: int) -> list[Problem]:
    if question.required and count == 0:
        return [Problem(section.key, question.key, _("Please attach a file."))]
    if count > question.max_files:
        message = _("Up to %(limit)d files. Remove one that is not needed.") % {"limit": question.max_files}
        return [Problem(section.key, question.key, message)]
    return []


Given = Mapping[str, Mapping[str, Any]]


def _value(answers: Given, reference: str) -> Any:
    section, _dot, question = reference.partition(".")
    return answers.get(section, {}).get(question)


def _sum(rows: list[dict[str, Any]], kinds: set[str] | None = None) -> int:
    return sum(row["amount_yen"] for row in rows if kinds is None or row["kind"] in kinds)


def _place(reference: str) -> tuple[str, str]:
    section, _dot, question = reference.partition(".")
    return section, question


def _budget_balances(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    income, expense = _value(answers, check["income"]), _value(answers, check["expense"])
    if not income or not expense or _sum(income) == _sum(expense):
        return []
    message = _("The total of income (%(income)s) and the total of expenses (%(expense)s) do not agree.")
    return [Problem(*_place(check["income"]), message % {"income": yen(_sum(income)), "expense": yen(_sum(expense))})]


def _within_grantable(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    requested, expense = _value(answers, check["requested"]), _value(answers, check["expense"])
    if requested is None or not expense:
        return []
    income = _value(answers, check["income"]) if "income" in check else None
    asked = definition.find(check["expense"])
    eligible = {option.value for option in asked[1].cost_kinds if option.eligible} if asked else set()
    eligible_yen = _sum(expense, eligible)
    deducted_yen = _sum(income or [], set(check.get("deducted_kinds", ())))
    most = grantable(
        eligible_yen=eligible_yen,
        income_deducted_yen=deducted_yen,
        cap_yen=check["cap_yen"],
        rate_numerator=check["rate"][0],
        rate_denominator=check["rate"][1],
        rounding_yen=check["rounding_yen"],
    )
    if requested <= most:
        return []
    message = _(
        "The amount requested (%(requested)s) is more than can be granted for this budget (%(most)s). "
        "Eligible expenses are %(eligible)s, income deducted from them is %(deducted)s, and the cap is %(cap)s."
    ) % {
        "requested": yen(requested),
        "most": yen(most),
        "eligible": yen(eligible_yen),
        "deducted": yen(deducted_yen),
        "cap": yen(check["cap_yen"]),
    }
    return [Problem(*_place(check["requested"]), message)]


def _date_order(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    first, last = _value(answers, check["from"]), _value(answers, check["until"])
    if first is None or last is None or first <= last:
        return []
    labels = [found[1].label if (found := definition.find(check[end])) else "" for end in ("from", "until")]
    message = _("%(until)s (%(until_on)s) is before %(from)s (%(from_on)s).") % {
        "from": labels[0],
        "until": labels[1],
        "from_on": wareki(date.fromisoformat(first)),
        "until_on": wareki(date.fromisoformat(last)),
    }
    return [Problem(*_place(check["until"]), message)]


ACROSS = {
    "budget_balances": _budget_balances,
    "within_grantable": _within_grantable,
    "date_order": _date_order,
}
