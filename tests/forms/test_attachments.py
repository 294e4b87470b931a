"""Files of a draft: one request each, counted and weighed together, gone when detached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import Http404
from django.utils import timezone

from cms.core.errors import Closed
from forms import drafts
from forms.models import Draft, DraftFile
from media.checks import MEGABYTE, Refused
from media.models import PrivateFile
from media.services import intact
from tests.factories_forms import make_draft, make_pdf
from tests.media import samples

pytestmark = pytest.mark.django_db


def attach(draft: Draft, upload: SimpleUploadedFile, question: str = "rules") -> DraftFile:
    return drafts.attach(draft, actor=draft.owner, question=question, upload=upload)


def stored() -> int:
    return sum(path.is_file() for path in Path(settings.PRIVATE_ROOT).rglob("*"))


def test_an_attached_file_completes_its_section() -> None:
    draft = make_draft()
    assert not drafts.is_complete(draft, "papers")
    attached = attach(draft, make_pdf("会則　案.pdf"))
    assert attached.file.name == "会則　案.pdf"
    assert attached.file.owner == draft.owner
    assert intact(attached.file)
    assert drafts.is_complete(draft, "papers")
    assert drafts.file_counts(draft) == {"rules": 1}
    assert drafts.statuses(draft)[3].state == "complete"


def test_a_refused_file_costs_no_answer_and_no_other_file() -> None:
    draft = make_draft(answers={"plan": {"title": "題"}})
    attach(draft, make_pdf())
    with pytest.raises(Refused, match="PDF"):
        attach(draft, SimpleUploadedFile("会則.docx", samples.office()))
    assert drafts.answers_of(draft)["plan"] == {"title": "題"}
    assert (draft.files.count(), stored(), PrivateFile.objects.count()) == (1, 1, 1)


def test_a_second_tap_on_send_is_one_file() -> None:
    draft = make_draft()
    first = attach(draft, make_pdf())
    assert attach(draft, make_pdf()) == first
    assert (draft.files.count(), stored(), PrivateFile.objects.count()) == (1, 1, 1)


def test_more_files_than_asked_for_are_refused() -> None:
    draft = make_draft()
    for number in range(2):
        attach(draft, make_pdf(text=b"%d" % number))
    with pytest.raises(Refused, match="2件まで"):
        attach(draft, make_pdf(text=b"more"))
    assert stored() == 2


def test_all_files_of_a_form_together_weigh_at_most_50_megabytes() -> None:
    draft = make_draft()
    for number in range(2):
        attach(draft, make_pdf(text=b"%d" % number, size=19 * MEGABYTE))
    attach(draft, make_pdf(size=11 * MEGABYTE), "photos")
    with pytest.raises(Refused, match=r"50MBまで.*49\.0MB"):
        attach(draft, make_pdf(text=b"x", size=2 * MEGABYTE), "photos")
    assert (draft.files.count(), stored()) == (3, 3)
    attach(draft, make_pdf(text=b"small"), "photos")


@pytest.mark.parametrize("question", ["nothing", "title", "papers.rules", ""])
def test_a_question_that_asks_for_no_file_is_not_found(question: str) -> None:
    draft = make_draft()
    with pytest.raises(Http404):
        attach(draft, make_pdf(), question)
    assert stored() == 0


def test_a_file_of_another_draft_is_not_found() -> None:
    draft, other = make_draft(), make_draft()
    attached = attach(other, make_pdf())
    for file_id in (attached.pk, "x", "", "-1", 10**12):
        with pytest.raises(Http404):
            drafts.detach(draft, actor=draft.owner, file_id=file_id)
    assert other.files.count() == 1


def test_nothing_is_attached_to_what_was_sent() -> None:
    draft = make_draft()
    drafts.mark_sent(draft, actor=draft.owner, at=timezone.now())
    with pytest.raises(Closed):
        attach(draft, make_pdf())
    assert stored() == 0


def test_a_slot_says_what_may_come() -> None:
    draft = make_draft()
    attach(draft, make_pdf())
    page = drafts.section_page(draft, "papers")
    assert page
    rules, photos = page.slots
    assert (rules.input_name, rules.accept, rules.kinds, rules.may_add) == ("file-rules", ".pdf", "PDF", True)
    assert [attached.file.name for attached in rules.files] == ["会則.pdf"]
    assert ".heic" in photos.accept
    attach(draft, make_pdf(text=b"2"))
    again = drafts.section_page(draft, "papers")
    assert again
    assert not again.slots[0].may_add


def commit_unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next COMMIT takes effect, and its acknowledgement is lost on the way."""
    real, unheard = connection.commit, [True]

    def commit() -> None:
        real()
        if unheard:
            unheard.clear()
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "commit", commit)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"torn")])
def test_attaching_the_same_file_again_brings_lost_bytes_back(harm: Callable[[Path], object]) -> None:
    draft = make_draft()
    first = attach(draft, make_pdf())
    harm(Path(settings.PRIVATE_ROOT) / first.file.path)
    again = attach(draft, make_pdf())
    assert again == first
    assert intact(PrivateFile.objects.get(pk=first.file_id))


def test_an_id_in_other_digits_is_no_file() -> None:
    draft = make_draft()
    for wrong in ("²", "٣", "9" * 40, ""):
        with pytest.raises(Http404):
            drafts.detach(draft, actor=draft.owner, file_id=wrong)
