"""Programmes and budgets name nobody but staff."""

from __future__ import annotations

from cms.people.disclosing import OFFICE, register

register("programmes", left_out={"programmes.BudgetAmendment": OFFICE})
