"""What the procedure forbids, as opposed to what is broken.

A ``CaseError`` carries one sentence that a person may read. It is raised by services and caught
in two places only (the staff step view and the applicant's view); anything else is a bug.
"""

from __future__ import annotations


class CaseError(Exception):
    """The procedure forbids this; ``str(error)`` says why and what to do."""


class Stale(CaseError):
    """Somebody else acted meanwhile; shown as 409 with who did what."""


class Busy(Stale):
    """Somebody else holds the record at this moment; nothing was done, and trying again is all it takes."""


class Closed(CaseError):
    """The call or the step is no longer open."""


class Forbidden(CaseError):
    """A rule about persons forbids it (own case, own draft, role ended)."""
