"""Puts the programme files into the database.

Law: what is missing is added; what is there was perhaps corrected by staff and is left alone, unless ``overwrite``.
Everything or nothing: one transaction. A budget is never lowered below what is granted (see budgets.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.core.loading import BadData, Report
from cms.hubs.models import Hub
from workflows.programmes.budgets import Ground, amend, open_budget
from workflows.programmes.forming import any_call, fault_of, take_facts
from workflows.programmes.models import (
    Budget,
    BudgetAmendment,
    Call,
    CostKind,
    EligibilityQuestion,
    LetterText,
    Programme,
    RequiredAttachment,
    StepLimit,
)

DATA = Path(__file__).parent / "data"
Row = dict[str, Any]
Instance = TypeVar("Instance", bound=models.Model)

# List in the file → model; each list is replaced as a whole, in the order of the file.
LISTS: dict[str, type[models.Model]] = {
    "cost_kinds": CostKind,
    "eligibility_questions": EligibilityQuestion,
    "attachments": RequiredAttachment,
    "letter_texts": LetterText,
    "step_limits": StepLimit,
}
PARSED: dict[str, Callable[[str], date]] = {
    "opens_at": datetime.fromisoformat,
    "closes_at": datetime.fromisoformat,
    "activity_from_on": date.fromisoformat,
    "activity_until_on": date.fromisoformat,
    "report_due_on": date.fromisoformat,
}


def load(folder: Path = DATA, *, overwrite: bool = False) -> Report:
    """Every programme, budget and call of the files is in the database. Raises BadData and then nothing is changed."""
    report = Report()
    with transaction.atomic():
        for path in sorted(folder.glob("*.json")):
            try:
                _load_programme(json.loads(path.read_text(encoding="utf-8")), report, overwrite)
            except (OSError, ValueError, TypeError, KeyError, ValidationError, CaseError) as error:
                raise BadData(f"{path.name}: {error}") from error
    return report


def _load_programme(row: Row, report: Report, overwrite: bool) -> None:
    plain = {key: value for key, value in row.items() if key not in (*LISTS, "budgets", "calls")}
    programme = Programme.objects.filter(slug=row["slug"]).first()
    if programme is None or overwrite:
        (report.added if programme is None else report.changed).append(row["name"])
        programme = _checked(programme or Programme(), plain)
        for name, model in LISTS.items():
            _replace(programme, model, row.get(name, []))
    else:
        report.kept.append(programme.name)
    if fault := fault_of(any_call(programme)):
        raise ValueError(fault)
    for budget in row.get("budgets", []):
        _load_budget(programme, budget, report, overwrite)
    for call in row.get("calls", []):
        _load_call(programme, call, report, overwrite)


def _checked(instance: Instance, values: Row) -> Instance:
    """``instance`` with ``values``, validated and saved. Raises ValidationError, TypeError."""
    known = {f.name for f in instance._meta.get_fields()}
    if unknown := sorted(set(values) - known):
        raise TypeError(_("unknown: %(names)s") % {"names": ", ".join(unknown)})
    for name, value in values.items():
        setattr(instance, name, value)
    instance.full_clean()
    instance.save()
    return instance


def _replace(programme: Programme, model: type[models.Model], rows: list[Row]) -> None:
    model._default_manager.filter(programme=programme).delete()
    ordered = "order" in {f.name for f in model._meta.get_fields()}
    for position, row in enumerate(rows):
        extra: Row = {"order": position} if ordered else {}
        _checked(model(), {**row, **extra, "programme": programme})


def _load_budget(programme: Programme, row: Row, report: Report, overwrite: bool) -> None:
    """Through the same door as staff: an amount changes alone, with its entry, and never below what is granted."""
    if set(row) != {"fiscal_year", "budget_yen"}:
        raise ValueError(_("a budget has fiscal_year and budget_yen"))
    year, amount = row["fiscal_year"], row["budget_yen"]
    found = Budget.objects.filter(programme=programme, fiscal_year=year).first()
    today, reason = timezone.localdate(), _("From the programme file")
    if found is None:
        Budget(programme=programme, fiscal_year=year, budget_yen=amount).full_clean()
        ground = Ground(BudgetAmendment.Kind.INITIAL, today, reason)
        found = open_budget(actor=None, programme=programme, fiscal_year=year, budget_yen=amount, ground=ground)
        report.added.append(str(found))
    elif overwrite and found.budget_yen != amount:
        amend(found, actor=None, budget_yen=amount, ground=Ground(BudgetAmendment.Kind.MENDED, today, reason))
        report.changed.append(str(found))


def _load_call(programme: Programme, row: Row, report: Report, overwrite: bool) -> None:
    found = Call.objects.filter(slug=row["slug"]).first()
    if found is not None and not overwrite:
        report.kept.append(found.title)
        return
    hubs = list(Hub.objects.filter(code__in=row["hubs"]))
    if len(hubs) != len(row["hubs"]):
        raise ValueError(_("unknown hubs: %(codes)s") % {"codes": row["hubs"]})
    values = {key: PARSED[key](value) if key in PARSED and value else value for key, value in row.items()}
    facts: Any = values.pop("facts", None)
    del values["hubs"]
    call = _checked(found or Call(), {**values, "programme": programme})
    call.hubs.set(hubs)
    if facts is not None:
        take_facts(call, facts)
    (report.added if found is None else report.changed).append(call.title)
