"""What is true once a transaction is really committed, or really rolled back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from forms import drafts
from forms.models import Draft, DraftFile
from media.models import PrivateFile
from media.services import intact
from tests.factories_forms import make_draft, make_pdf


def attach(draft: Draft, upload: SimpleUploadedFile, question: str = "rules") -> DraftFile:
    return drafts.attach(draft, actor=draft.owner, question=question, upload=upload)


def stored() -> int:
    return sum(path.is_file() for path in Path(settings.PRIVATE_ROOT).rglob("*"))


def commit_unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next COMMIT takes effect, and its acknowledgement is lost on the way."""
    real, unheard = connection.commit, [True]

    def commit() -> None:
        real()
        if unheard:
            unheard.clear()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", commit)


@pytest.mark.usefixtures("own_database")
def test_a_detached_file_is_gone_with_its_bytes() -> None:
    draft = make_draft()
    attached = attach(draft, make_pdf())
    drafts.detach(draft, actor=draft.owner, file_id=attached.pk)
    assert (draft.files.count(), stored(), PrivateFile.objects.count()) == (0, 0, 0)
    assert not drafts.is_complete(draft, "papers")


@pytest.mark.usefixtures("own_database")
def test_bytes_that_another_record_needs_stay() -> None:
    draft, other = make_draft(), make_draft()
    attached = attach(draft, make_pdf())
    DraftFile.objects.create(draft=other, question="rules", file=attached.file)
    drafts.detach(draft, actor=draft.owner, file_id=attached.pk)
    assert intact(attached.file)
    drafts.discard(other, actor=other.owner)
    assert stored() == 0


@pytest.mark.usefixtures("own_database")
def test_a_commit_whose_acknowledgement_was_lost_keeps_row_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_draft()
    commit_unheard(monkeypatch)
    with pytest.raises(OperationalError):
        attach(draft, make_pdf())
    assert intact(draft.files.get().file)
    again = attach(draft, make_pdf())
    assert (draft.files.count(), stored()) == (1, 1)
    assert intact(again.file)
