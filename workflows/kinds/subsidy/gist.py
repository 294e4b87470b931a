"""What a subsidised activity is about, in the words of the newest form."""

from __future__ import annotations

from workflows.cases.models import Case
from workflows.correspondence.addressee import newest_submission
from workflows.engine.gist import Gist, day_of


def gist(case: Case) -> Gist:
    sent = newest_submission(case)
    told = sent.answers.get("activity", {}) if sent else {}
    return Gist(
        title=case.title,
        purpose=str(told.get("purpose") or ""),
        content=str(told.get("content") or ""),
        place=str(told.get("place") or ""),
        from_on=day_of(told.get("from_on")),
        until_on=day_of(told.get("until_on")),
        groups=(case.group,) if case.group else (),
    )
