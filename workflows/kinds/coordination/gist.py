"""What a coordination is about: as the group asked for it, and as both sides agreed since."""

from __future__ import annotations

from workflows.cases.models import Case
from workflows.correspondence.addressee import newest_submission
from workflows.engine.gist import Gist, day_of
from workflows.kinds.coordination.models import Agreement


def gist(case: Case) -> Gist:
    """Purpose, period and groups of the agreement once it stands; before that, the words of the request."""
    sent = newest_submission(case)
    asked = sent.answers.get("request", {}) if sent else {}
    agreed = Agreement.objects.select_related("sounding__group").filter(case=case, agreed_on__isnull=False).first()
    groups = (case.group,) if case.group else ()
    if agreed is not None:
        groups = (*groups, agreed.sounding.group)
    return Gist(
        title=case.title,
        purpose=agreed.purpose if agreed else str(asked.get("purpose") or ""),
        content=str(asked.get("content") or ""),
        from_on=agreed.from_on if agreed else day_of(asked.get("from_on")),
        until_on=agreed.until_on if agreed else day_of(asked.get("until_on")),
        groups=groups,
    )
