"""Files that arrive at one moment: neither the number nor the bytes of a form are exceeded. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Sum

from forms import attachments
from forms.attachments import MAX_FORM_BYTES
from forms.models import Draft, DraftFile
from media.checks import Refused
from media.models import PrivateFile
from tests.factories_forms import make_draft, make_pdf
from tests.factories_people import make_user
from tests.races.harness import meet_before, together, without_row_locks

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
SENDERS = 5
FIT = 2  # as many rules as the form takes (max_files), and as many photos as its last bytes hold
SIZE = len(make_pdf(text=b"0").read())


def sending(draft: Draft, question: str, text: int) -> Callable[[], DraftFile]:
    """A job: one more request with a file of SIZE bytes, different from the others."""
    upload = make_pdf(f"{text}.pdf", text=str(text).encode())
    read = Draft.objects.get(pk=draft.pk)
    return partial(attachments.attach, read, actor=draft.owner, question=question, upload=upload)


def all_at_once(draft: Draft, question: str) -> list[DraftFile | Exception]:
    return together(*[sending(draft, question, number) for number in range(SENDERS)])


def nearly_full() -> Draft:
    """A draft with room for FIT files of SIZE bytes, and one byte less than a third would need."""
    draft = make_draft(make_user())
    first = sending(draft, "photos", SENDERS)()
    PrivateFile.objects.filter(pk=first.file_id).update(size=MAX_FORM_BYTES - FIT * SIZE - (SIZE - 1))
    return draft


def bytes_of(draft: Draft) -> int:
    return draft.files.aggregate(total=Sum("file__size"))["total"]


def stored() -> int:
    return sum(path.is_file() for path in Path(settings.PRIVATE_ROOT).rglob("*"))


def assert_fitting(results: list[DraftFile | Exception], sentence: str) -> None:
    """Exactly FIT were kept, the others told why, and no bytes lie about without a row."""
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == SENDERS - FIT, results
    assert {sentence in str(one) for one in refused} == {True}, refused
    assert sum(isinstance(result, DraftFile) for result in results) == FIT
    assert stored() == PrivateFile.objects.count() == DraftFile.objects.count()


def test_parallel_uploads_never_exceed_the_number_of_files() -> None:
    for _ in range(ROUNDS):
        draft = make_draft(make_user())
        results = all_at_once(draft, "rules")
        assert_fitting(results, "2件まで")
        assert draft.files.filter(question="rules").count() == FIT


def test_control_without_locks_a_form_holds_five_files_where_two_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_draft(make_user())
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, attachments, "record", SENDERS)
    results = all_at_once(draft, "rules")
    assert [result for result in results if isinstance(result, Exception)] == []
    assert draft.files.filter(question="rules").count() == SENDERS


def test_parallel_uploads_never_exceed_the_bytes_of_a_form() -> None:
    for _ in range(ROUNDS):
        draft = nearly_full()
        results = all_at_once(draft, "photos")
        assert_fitting(results, "50MBまで")
        assert bytes_of(draft) == MAX_FORM_BYTES - (SIZE - 1)


def test_control_without_locks_a_form_is_heavier_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = nearly_full()
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, attachments, "record", SENDERS)
    results = all_at_once(draft, "photos")
    assert [result for result in results if isinstance(result, Exception)] == []
    assert bytes_of(draft) == MAX_FORM_BYTES + (SENDERS - FIT - 1) * SIZE + 1


def test_one_file_tapped_five_times_is_one_file() -> None:
    for _ in range(ROUNDS):
        draft = make_draft(make_user())
        results = together(*[sending(draft, "rules", 0) for _tap in range(SENDERS)])
        assert {getattr(result, "pk", result) for result in results} == {draft.files.get().pk}
    assert stored() == PrivateFile.objects.count() == ROUNDS


def test_control_without_locks_one_file_tapped_twice_is_two(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = make_draft(make_user())
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, attachments, "record", 2)
    results = together(*[sending(draft, "rules", 0) for _tap in range(2)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert draft.files.count() == 2
