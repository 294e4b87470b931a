"""Lists that staff took out of the system are copies of rows that the rooms hand out themselves."""

from __future__ import annotations

from cms.people.disclosing import OFFICE, register

register("desk", left_out={"desk.Export": OFFICE})
