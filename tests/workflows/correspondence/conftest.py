"""Letters made for real: by the outbox, the renderer and the private storage."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.db import transaction
from pypdf import PdfReader

from cms.jobs.worker import run_due
from media.services import open_file
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.services import issue_letter


def pdf_bytes(letter: Letter) -> bytes:
    assert letter.file is not None
    with open_file(letter.file) as source:
        return source.read()


def pdf_text(data: bytes) -> str:
    """All text of the PDF without white space, so that line ends do not matter."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def made(db: None) -> Callable[[Case], Letter]:
    """The letter of a decided case, as far as the workers bring it."""

    def make(case: Case) -> Letter:
        with transaction.atomic():
            letter = issue_letter(case, actor=case.decided_by, outcome=case.outcome)
        run_due()
        letter.refresh_from_db()
        return letter

    return make
