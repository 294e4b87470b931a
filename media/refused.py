"""Why a file was not taken; the sentence says what the person can do instead."""

from __future__ import annotations

from cms.core.errors import CaseError


class Refused(CaseError):
    """The file may not be kept. Nothing was stored."""
