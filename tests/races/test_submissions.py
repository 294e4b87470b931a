"""The same form sent twenty times at once is one case; a number is used once. PostgreSQL only."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from forms.models import Draft
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call
from tests.races.harness import (
    meet_before,
    together,
    without_constraint,
    without_row_locks,
    without_uniqueness,
    without_upserts,
)
from tests.sign_in import sign_in
from workflows.cases.models import Case, Submission
from workflows.intake.reviewed import mark_of
from workflows.intake.services import sending, submit

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20


def send(draft: Draft, user: User) -> Case:
    """One request's sending: the draft is read anew, as every request does."""
    return submit(Draft.objects.get(pk=draft.pk), actor=user, arrived_at=timezone.now())


def test_the_same_sending_twenty_times_at_once_is_one_case() -> None:
    call = make_whole_call()
    user, group = make_applicant()
    for _ in range(ROUNDS):
        draft = make_draft_complete(user, call, group)
        # the limit of sendings per hour is another rule
        Draft.objects.exclude(pk=draft.pk).update(sent_at=timezone.now() - timedelta(days=2))
        cases = together(*[partial(send, draft, user)] * 20)
        assert len({case.pk for case in cases}) == 1, cases
        sent = Submission.objects.filter(key=draft.send_key)
        assert sent.count() == 1
        assert sent.get().files.count() == 2
        assert OutboxItem.objects.filter(key=f"mail:receipt:{draft.send_key}").count() == 1
    numbers = list(Case.objects.order_by("pk").values_list("number_in_year", flat=True))
    assert numbers == list(range(1, ROUNDS + 1))


def test_a_double_click_in_the_browser_shows_the_same_receipt() -> None:
    call = make_whole_call()
    user, group = make_applicant()
    draft = make_draft_complete(user, call, group)
    clients = [sign_in(Client(), user) for _ in range(4)]
    given = {"declared": "yes", "seen": mark_of(draft)}
    pages = together(*[partial(c.post, f"/mypage/drafts/{draft.pk}/send/", given) for c in clients])
    case = Case.objects.get()
    assert {(page.status_code, page["Location"]) for page in pages} == {(302, f"/mypage/cases/{case.pk}/receipt/")}


def test_control_without_guards_one_form_becomes_two_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    call = make_whole_call()
    user, group = make_applicant()
    draft = make_draft_complete(user, call, group)
    without_row_locks(monkeypatch)
    without_upserts(monkeypatch)
    without_constraint(Submission, "submission_key_once_per_person")
    without_uniqueness(OutgoingMail, "message_id")
    without_uniqueness(OutboxItem, "key")
    meet_before(monkeypatch, sending.submission, "open_case", 2)
    cases = together(*[partial(send, draft, user)] * 2)
    assert [case for case in cases if isinstance(case, Exception)] == []
    assert Submission.objects.filter(key=draft.send_key).count() == 2
    assert sorted(Case.objects.values_list("number_in_year", flat=True)) == [1, 2]
    assert OutboxItem.objects.filter(key=f"mail:receipt:{draft.send_key}").count() == 2
