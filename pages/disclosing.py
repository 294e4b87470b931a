"""Pages are written and approved in office; what a volunteer wrote is told by the kind through which it came."""

from __future__ import annotations

from cms.people.disclosing import OFFICE, register

register(
    "pages",
    left_out={"editing.PreviewLink": OFFICE, "editing.BranchStop": OFFICE, "editing.WorkingCopy": OFFICE},
)
