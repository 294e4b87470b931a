"""Rules and their log name staff in office alone; an account that a rule tells is staff, too."""

from __future__ import annotations

from cms.people.disclosing import OFFICE, register

register("rules", left_out={"rules.Rule": OFFICE})
