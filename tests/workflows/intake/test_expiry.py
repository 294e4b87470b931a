"""Forms that were never sent are kept for a while after their call, then they are gone with every file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.admin.scans import keep_scan
from cms.core import dates
from cms.jobs import schedules
from cms.jobs.worker import run_due
from cms.people.models import CommunityGroup, User
from forms.drafts import discard
from forms.models import Draft, DraftSection
from media.models import PrivateFile
from tests.canaries import stored_files
from tests.factories_cases import complete
from tests.factories_intake import make_applicant, make_draft_complete, make_whole_call, pdf, submitted_case
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.intake import expiry
from workflows.intake.expiry import remove_old_drafts
from workflows.intake.services import begin_paper
from workflows.intake.services.correcting import begin_correction
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db


def unsent(**applicant: Any) -> tuple[Draft, User, CommunityGroup]:
    user, group = make_applicant(**applicant)
    return make_draft_complete(user, make_whole_call(), group), user, group


def close_call(draft: Draft, *, days: float) -> None:
    """The call of the draft closed so many days ago."""
    at = timezone.now() - timedelta(days=days)
    Call.objects.filter(pk=draft.context["call"]).update(opens_at=at - timedelta(days=30), closes_at=at)


def exists(draft: Draft) -> bool:
    return Draft.objects.filter(pk=draft.pk).exists()


def test_a_form_is_kept_while_its_call_is_open_and_ninety_days_more() -> None:
    draft = unsent()[0]
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=900))
    assert remove_old_drafts() == 0
    close_call(draft, days=89)
    assert remove_old_drafts() == 0
    close_call(draft, days=91)
    assert remove_old_drafts() == 1
    run_due()
    assert not exists(draft)
    assert (DraftSection.objects.count(), PrivateFile.objects.count(), stored_files()) == (0, 0, [])


def test_the_days_are_a_setting(settings: Any) -> None:
    draft = unsent()[0]
    close_call(draft, days=10)
    settings.DRAFT_RETENTION_DAYS = 9
    assert remove_old_drafts() == 1


def test_a_form_on_paper_goes_with_its_scan(settings: Any) -> None:
    _draft, _user, group = unsent()
    reviewer = make_staff("reviewer", group.hub)
    paper = begin_paper(make_whole_call(), actor=reviewer, group=group)
    scan = keep_scan(paper, actor=reviewer, upload=pdf("申請書.pdf"))
    close_call(paper, days=91)
    assert remove_old_drafts() == 1
    run_due()
    assert not PrivateFile.objects.filter(pk=scan.pk).exists()
    assert len(stored_files()) == 2


def test_a_discarded_form_leaves_an_empty_row_for_thirty_days() -> None:
    draft, user, _group = unsent()
    discard(draft, actor=user)
    assert remove_old_drafts() == 0
    Draft.objects.update(discarded_at=timezone.now() - timedelta(days=31))
    assert remove_old_drafts() == 1
    assert not exists(draft)


def test_what_was_sent_stays_and_keeps_its_files() -> None:
    case = submitted_case()
    Call.objects.update(opens_at=timezone.now() - timedelta(days=900), closes_at=timezone.now() - timedelta(days=800))
    assert remove_old_drafts() == 0
    assert case.submissions.get().files.count() == 2


def test_an_unsent_correction_goes_after_its_case_and_the_case_keeps_its_files() -> None:
    case = submitted_case()
    reviewer = make_staff("reviewer", case.hub)
    case = complete(case, reviewer)
    complete(
        case, reviewer, result="send_back", sections=["activity"], reason="確認してください", opinion="",
        due_on=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    correction = begin_correction(case, actor=case.applicant)
    Call.objects.update(opens_at=timezone.now() - timedelta(days=900), closes_at=timezone.now() - timedelta(days=800))
    assert remove_old_drafts() == 0
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=91))
    assert remove_old_drafts() == 1
    run_due()
    assert not exists(correction)
    assert case.submissions.get().files.count() == 2
    assert len(stored_files()) == 2


def test_a_form_that_is_sent_at_the_last_moment_is_not_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and locking: sent, or the call prolonged."""
    sent, prolonged = unsent()[0], unsent()[0]
    for draft in (sent, prolonged):
        close_call(draft, days=91)
    original = expiry._remove

    def meanwhile(pk: Any, **kwargs: Any) -> bool:
        Draft.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
        Call.objects.filter(pk=prolonged.context["call"]).update(closes_at=timezone.now() + timedelta(days=1))
        return original(pk, **kwargs)

    monkeypatch.setattr(expiry, "_remove", meanwhile)
    assert remove_old_drafts() == 0
    assert exists(sent)
    assert exists(prolonged)


def test_a_person_reads_until_when_a_form_is_kept(client: Client) -> None:
    draft, user, _group = unsent()
    call = Call.objects.get(pk=draft.context["call"])
    day = dates.wareki(dates.jst_date(call.closes_at + timedelta(days=90)))
    sign_in(client, user)
    assert (
        f"この申請書は{day}まで保存し、その後消去します" in client.get(f"/mypage/drafts/{draft.pk}/").content.decode()
    )
    assert day in client.get("/mypage/").content.decode()


def test_the_worker_looks_for_old_forms_every_day() -> None:
    declared = {one.func: one.minutes for one in schedules.declared()}
    assert declared["workflows.intake.expiry.remove_old_drafts"] == 24 * 60
