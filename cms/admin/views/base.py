"""What every page of the desk shares; the frame itself is the engine's, so that kinds may use it too."""

from __future__ import annotations

from workflows.engine.staff_pages import Crumb, StaffCasePage, StaffPage, readable_case, refused, refused_page

__all__ = ["CaseView", "Crumb", "DeskView", "readable_case", "refused", "refused_page"]


class DeskView(StaffPage):
    """A page of the desk."""


class CaseView(StaffCasePage):
    """A page of one case."""
