"""Everything that stands between the answers and sending them: per question, and across questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.dates import age, wareki
from cms.core.money import grantable, yen
from forms.answers import Answers
from forms.definition import Definition, Question, Section
from forms.models import FormVersion
from forms.sections import SectionForm, Texts, texts_of
from forms.versions import definition_of

WITHIN_GRANTABLE = "within_grantable"


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


def _income_is_requested(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    """The line of income that stands for the grant says the same as the amount requested."""
    requested, income = _value(answers, check["requested"]), _value(answers, check["income"])
    if requested is None or not income:
        return []
    planned = _sum(income, {check["income_kind"]})
    if planned == requested:
        return []
    asked = definition.find(check["income"])
    label = next((o.label for o in asked[1].cost_kinds if o.value == check["income_kind"]), "") if asked else ""
    figures = {"label": label, "planned": yen(planned), "requested": yen(requested)}
    if not planned:
        message = _("There is no line “%(label)s” in the income. Add one with the amount requested (%(requested)s).")
        return [Problem(*_place(check["income"]), message % figures)]
    message = _(
        "“%(label)s” in the income (%(planned)s) and the amount requested (%(requested)s) do not agree. "
        "Please give the same amount in both places."
    )
    return [Problem(*_place(check["requested"]), message % figures)]


@dataclass(frozen=True)
class Grantable:
    """The most that can be granted for a budget, and the figures that it comes from."""

    most_yen: int
    eligible_yen: int
    deducted_yen: int


def _grantable(definition: Definition, check: Mapping[str, Any], answers: Given) -> Grantable:
    income = _value(answers, check["income"]) if "income" in check else None
    asked = definition.find(check["expense"])
    eligible = {option.value for option in asked[1].cost_kinds if option.eligible} if asked else set()
    eligible_yen = _sum(_value(answers, check["expense"]) or [], eligible)
    deducted_yen = _sum(income or [], set(check.get("deducted_kinds", ())))
    most = grantable(
        eligible_yen=eligible_yen,
        income_deducted_yen=deducted_yen,
        cap_yen=check["cap_yen"],
        rate_numerator=check["rate"][0],
        rate_denominator=check["rate"][1],
        rounding_yen=check["rounding_yen"],
    )
    return Grantable(most, eligible_yen, deducted_yen)


def grantable_for(version: FormVersion, answers: Answers) -> Grantable | None:
    """What the rules frozen in ``version`` allow for ``answers``; None when it has no rule about an amount."""
    return grantable_of(definition_of(version), answers)


def grantable_of(definition: Definition, answers: Answers) -> Grantable | None:
    found = [_grantable(definition, check, answers) for check in definition.checks if check["type"] == WITHIN_GRANTABLE]
    return min(found, key=lambda one: one.most_yen, default=None)


def _within_grantable(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    requested, expense = _value(answers, check["requested"]), _value(answers, check["expense"])
    if requested is None:
        return []
    problems = _rounded(check, requested)
    if not expense:
        return problems
    found = _grantable(definition, check, answers)
    if requested <= found.most_yen:
        return problems
    message = _(
        "The amount requested (%(requested)s) is more than can be granted for this budget (%(most)s). "
        "Eligible expenses are %(eligible)s, income deducted from them is %(deducted)s, and the cap is %(cap)s."
    ) % {
        "requested": yen(requested),
        "most": yen(found.most_yen),
        "eligible": yen(found.eligible_yen),
        "deducted": yen(found.deducted_yen),
        "cap": yen(check["cap_yen"]),
    }
    return [Problem(*_place(check["requested"]), message)]


def _rounded(check: Mapping[str, Any], requested: int) -> list[Problem]:
    """Amounts come in whole units of the programme (千円未満切捨て)."""
    unit = check["rounding_yen"]
    if requested % unit == 0:
        return []
    floor = requested - requested % unit
    message = _("Amounts below %(unit)s are cut off. Instead of %(requested)s please give %(floor)s or less.") % {
        "unit": yen(unit),
        "requested": yen(requested),
        "floor": yen(floor),
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


def _within_dates(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    """Both days lie within the time that the call allows for the activity."""
    found = []
    for end in ("from", "until"):
        day = _value(answers, check[end])
        if day is None:
            continue
        first, last = check.get("not_before"), check.get("not_after")
        if first and day < first:
            message = _("%(day)s is too early: the activity may begin on %(limit)s at the earliest.")
            found.append(Problem(*_place(check[end]), message % {"day": _words(day), "limit": _words(first)}))
        elif last and day > last:
            message = _("%(day)s is too late: the activity has to end by %(limit)s.")
            found.append(Problem(*_place(check[end]), message % {"day": _words(day), "limit": _words(last)}))
    return found


def _needed_below_age(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    """Whoever is younger answers more: the questions in ``needs``."""
    born = _value(answers, check["born"])
    if born is None or age(date.fromisoformat(born), on=timezone.localdate()) >= check["age"]:
        return []
    message = _("Please fill this in: it is needed from everybody below %(age)d.") % {"age": check["age"]}
    return [Problem(*_place(needed), message) for needed in check["needs"] if not _value(answers, needed)]


def _at_least_age(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    born = _value(answers, check["born"])
    if born is None or age(date.fromisoformat(born), on=timezone.localdate()) >= check["age"]:
        return []
    message = _("Only people of %(age)d years or more can apply here.") % {"age": check["age"]}
    return [Problem(*_place(check["born"]), message)]


def _differ(definition: Definition, check: Mapping[str, Any], answers: Given) -> list[Problem]:
    """Two answers that belong to two people, such as their addresses, are not the same."""
    one, other = (str(_value(answers, check[name]) or "").strip().casefold() for name in ("one", "other"))
    if not one or one != other:
        return []
    found = definition.find(check["one"])
    label = found[1].label if found else ""
    message = _("This is the same as “%(label)s”. Please give the one of the other person.") % {"label": label}
    return [Problem(*_place(check["other"]), message)]


def _words(day: str) -> str:
    return wareki(date.fromisoformat(day))


ACROSS = {
    "budget_balances": _budget_balances,
    WITHIN_GRANTABLE: _within_grantable,
    "income_is_requested": _income_is_requested,
    "date_order": _date_order,
    "within_dates": _within_dates,
    "needed_below_age": _needed_below_age,
    "at_least_age": _at_least_age,
    "differ": _differ,
}
