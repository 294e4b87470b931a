"""Corrections of a letter are new versions; posting and opening are recorded once."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from cms.core.errors import CaseError
from cms.jobs.worker import run_due
from tests.factories_letters import make_decided_case, submit
from tests.factories_people import make_user
from tests.workflows.correspondence.conftest import pdf_bytes, pdf_text
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import places, services
from workflows.correspondence.models import Letter

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]


def _verbs(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    before = pdf_bytes(old)
    new = services.reissue(
        old, actor=case.decided_by, reason="所在地の誤り", changes={"addressee.address": "見本区見本町9-9-9"}
    )
    old.refresh_from_db()
    assert services.current_letter(case) == old  # in force until the new one is issued
    assert services.newest_letter(case) == new
    run_due()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (Letter.State.REPLACED, Letter.State.ISSUED)
    assert (new.version, new.branch, new.replaces) == (2, 2, old)
    assert new.code != old.code
    assert services.current_letter(case) == new
    assert pdf_bytes(old) == before
    text = pdf_text(pdf_bytes(new))
    assert "見本区見本町9-9-9" in text
    assert f"{old.content['date']}付け{old.number}の通知書を訂正し、これに代わるものです。" in text
    assert list(services.readable_letters(case)) == [old, new]
    assert _verbs(case) == ["letter_owed", "letter_issued", "letter_owed", "letter_issued", "letter_replaced"]


def test_only_the_newest_issued_letter_can_be_corrected(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    new = services.reissue(old, actor=case.decided_by, reason="誤り", changes={})
    for letter in (old, new):
        with pytest.raises(CaseError):
            services.reissue(letter, actor=case.decided_by, reason="誤り", changes={})
    assert Letter.objects.filter(case=case).count() == 2


def test_a_correction_cannot_change_what_was_decided(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    open_paths = {place.path for place in places.correctable(letter.content)}
    for place in places.places(letter.content):
        text = place.text
        if "70,000" in text or "80,000" in text or place.path in {"number", "verification.code", "date"}:
            assert place.path not in open_paths
            with pytest.raises(CaseError):
                services.reissue(letter, actor=case.decided_by, reason="誤り", changes={place.path: "別の内容"})


def test_a_new_version_needs_a_reason(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    for reason in ("", " 　", "長" * 201):
        with pytest.raises(CaseError):
            services.reissue(letter, actor=case.decided_by, reason=reason, changes={})


def test_personal_values_of_a_correction_stay_out_of_the_chain(made: Made) -> None:
    case = make_decided_case()
    services.reissue(made(case), actor=case.decided_by, reason="氏名の誤り", changes={"addressee.name": "濵邉 花子"})
    event = CaseEvent.objects.filter(case=case, verb="letter_owed").order_by("-seq")[0]
    assert "濵邉" not in str(event.payload)
    assert "氏名の誤り" not in str(event.payload)
    assert event.details.values["after"]["addressee"]["name"] == "濵邉 花子"


def test_posting_is_recorded_once_and_can_be_set_right(made: Made) -> None:
    case = make_decided_case(notice="post")
    clerk = make_user()
    letter = made(case)
    Letter.objects.filter(pk=letter.pk).update(dated_on=letter.dated_on - datetime.timedelta(days=3))
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    services.record_posting(letter, actor=clerk, posted_on=yesterday)
    services.record_posting(letter, actor=clerk, posted_on=yesterday)
    assert _verbs(case).count("letter_posted") == 1
    letter = services.record_posting(letter, actor=clerk, posted_on=today)
    assert (letter.posted_on, letter.posted_by) == (today, clerk)
    payload = CaseEvent.objects.filter(case=case, verb="letter_posted").order_by("-seq")[0].payload
    assert (payload["before"], payload["after"]) == (yesterday.isoformat(), today.isoformat())


def test_posting_lies_between_the_letter_and_today(made: Made) -> None:
    letter = made(make_decided_case(notice="post"))
    for day in (letter.dated_on - datetime.timedelta(days=1), timezone.localdate() + datetime.timedelta(days=1)):
        with pytest.raises(CaseError):
            services.record_posting(letter, actor=make_user(), posted_on=day)


def test_a_letter_that_is_not_there_or_not_made_cannot_be_posted_or_opened() -> None:
    case = make_decided_case(notice="post")
    with pytest.raises(CaseError):
        services.record_posting(services.current_letter(case), actor=make_user(), posted_on=timezone.localdate())
    with transaction.atomic():
        letter = services.issue_letter(case, actor=None, outcome="granted")
    with pytest.raises(CaseError):
        services.record_posting(letter, actor=make_user(), posted_on=timezone.localdate())
    with pytest.raises(CaseError):
        services.record_opening(letter, actor=make_user())


def test_only_the_first_opening_is_recorded(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    stale = Letter.objects.get(pk=letter.pk)
    opened = services.record_opening(letter, actor=case.applicant)
    assert opened.opened_at is not None
    again = services.record_opening(stale, actor=make_user())
    assert again.opened_at == opened.opened_at
    assert _verbs(case).count("letter_opened") == 1


def test_the_newest_submission_says_who_represents_the_group(made: Made) -> None:
    case = make_decided_case(representative="前の 会長")
    submit(case, number=2, representative="後の 会長", group_address="見本区新町2-2-2")
    text = pdf_text(pdf_bytes(made(case)))
    assert "後の会長様" in text
    assert "前の会長" not in text
    assert "見本区新町2-2-2" in text
