"""What this room keeps about one person: the letters of their own cases with the PDFs; of a group's that there were."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.disclosing import OFFICE, Kept, Table, Whom, register
from media.disclosing import kept_file
from workflows.cases.disclosing import cases_of, is_own
from workflows.correspondence.models import Letter

COLUMNS = {
    "case": _("number of the case"), "number": _("Number"), "title": _("title"), "dated_on": _("date of the letter"),
    "state": _("State"), "text": _("text"), "items": _("items"),
}  # fmt: skip
GIVEN_OUT = (Letter.State.ISSUED, Letter.State.REPLACED)


def kept(whom: Whom) -> Kept:
    """What has not been issued is no letter yet: it may still be changed."""
    cases = {case.pk: case for case in cases_of(whom)}
    letters = Letter.objects.filter(case__in=cases, state__in=GIVEN_OUT).select_related("file", "case").order_by("pk")
    rows, files = [], []
    for one in letters:
        own = is_own(cases[one.case_id], whom)
        rows.append(
            {
                "case": one.case.number, "number": one.number, "title": one.title, "dated_on": one.dated_on,
                "state": one.state, "text": one.content.get("body", []) if own else [],
                "items": one.content.get("items", []) if own else [],
            }
        )  # fmt: skip
        if own and one.file is not None:
            files.append(kept_file(f"files/{one.case.number}", one.file))
    words = {"state": dict(Letter.State.choices)}
    return Kept(tables=[Table("letters", _("Letters"), COLUMNS, rows, words)], files=files)


register(
    "correspondence", kept,
    tables=("correspondence.Letter",), left_out={"correspondence.LetterCorrection": OFFICE},
)  # fmt: skip
