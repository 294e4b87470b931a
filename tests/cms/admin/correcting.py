"""A case that waits for a correction of a group without an account, and what its hub posts."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from cms.people.models import User
from tests.factories_cases import ask_correction
from tests.factories_intake import paper_case
from tests.factories_people import make_group, make_staff
from tests.media.samples import pdf
from workflows.cases.models import Case

TODAY = timezone.localdate


def address(case: Case, rest: str = "") -> str:
    return f"/cms/desk/cases/{case.pk}/{rest}"


def html(response: HttpResponse) -> str:
    return response.content.decode()


def upload(name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


def on_paper() -> tuple[Case, User]:
    """A paper case of a group without an account that waits for a correction, and a reviewer of its hub."""
    group = make_group()
    reviewer = make_staff("reviewer", group.hub)
    return ask_correction(paper_case(actor=reviewer, group=group), by=reviewer), reviewer


def stamp(**fields: Any) -> dict[str, Any]:
    return {"received_on": TODAY().isoformat(), **fields}


def withdrawal(**fields: Any) -> dict[str, Any]:
    return {"received_on": TODAY().isoformat(), "reason": "事業を中止するため", "scan": upload("取下書.pdf"), **fields}
