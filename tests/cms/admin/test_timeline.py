"""The timeline tells staff what each event records, in words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.core import dates
from cms.jobs.worker import run_due
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_letters import corrected, make_clerk
from tests.factories_people import make_deputy, make_hub, make_staff
from workflows.cases.models import Case
from workflows.correspondence.models import Letter
from workflows.correspondence.services import record_posting
from workflows.engine.moving import hand_over, move_to_hub

pytestmark = pytest.mark.django_db


def timeline(case: Case) -> str:
    """The section of the page, its white space made one."""
    html = client_of(make_staff("auditor")).get(f"/cms/desk/cases/{case.pk}/").content.decode()
    return " ".join(html[html.index('id="timeline"') : html.index('id="others"')].split())


def fact(label: str, text: str) -> str:
    return f"<dt>{label}</dt><dd>{text}</dd>"


def test_hubs_people_and_days_are_named() -> None:
    case = make_case()
    first, second = (make_staff("reviewer", case.hub, name=name) for name in ("前 太郎", "後 次郎"))
    hand_over(case, actor=first, holder=first)
    hand_over(case, actor=first, holder=second, reason="担当替え")
    old, new = case.hub, make_hub(name="移転先拠点")
    move_to_hub(case, actor=make_staff("chief", old), hub=new, reason="管轄違い")
    case = complete(Case.objects.get(pk=case.pk), make_staff("reviewer", new))
    told = timeline(case)
    for label, text in (
        ("変更前の担当者", "前 太郎"),
        ("引継ぎ先", "後 次郎"),
        ("変更前", old.name),
        ("変更後", "移転先拠点"),
        ("収受日", dates.wareki(dates.jst_date(case.arrived_at))),
        ("申請額", "50,000円"),
    ):
        assert fact(label, text) in told, label


def test_drafted_amounts_and_the_deputy_are_named() -> None:
    case = bring_to("draft", make_case())
    for amount, told in ((45_000, "経費の一部が対象外のため。"), (50_000, "")):
        case = complete(case, make_staff("division_reviewer"), amount_yen=amount, letter_reason=told)
        if amount == 45_000:
            case = complete(case, make_staff("division_approver"), result="send_back", reason="再計算")
    chief, deputy = make_staff("division_approver", name="本来 決子"), make_staff("division_reviewer")
    make_deputy(chief, deputy)
    told = timeline(complete(case, deputy))
    for text in ("45,000円", "経費の一部が対象外のため。", fact("代決（本来の決裁者）", "本来 決子")):
        assert text in told
    assert told.count("変更前の案") == 1


def test_letters_tell_their_version_their_posting_and_what_was_corrected() -> None:
    case = complete(bring_to("decision", make_case(notice="post")), make_staff("division_approver"))
    run_due()
    letter = corrected(case.letters.get())
    run_due()
    letter.refresh_from_db()
    Letter.objects.filter(pk=letter.pk).update(dated_on=dates.add_business_days(letter.dated_on, -3))
    before = dates.add_business_days(letter.dated_on, -1)
    record_posting(letter, actor=make_clerk(), posted_on=before)
    record_posting(letter, actor=make_clerk(), posted_on=letter.dated_on)
    told = timeline(case)
    for text in (
        fact("訂正前の発送日", dates.wareki(before)),
        fact("訂正後の発送日", dates.wareki(letter.dated_on)),
        fact("差し替える通知書", f"{case.number}の1"),
        fact("差し替え後の通知書", f"{case.number}の2"),
        "<ins>見本区見本町9-9-9</ins>",
        "<del>練馬区試験町1-2-3</del>",
        fact("送り方", "郵送"),
    ):
        assert text in told, text


def test_gaps_of_a_form_on_paper_and_sections_of_a_correction_are_named_by_their_titles() -> None:
    case = bring_to("hub_check", make_case())
    asked = {"result": "send_back", "opinion": "", "sections": ["activity"], "reason": "直す", "due_on": "2099-03-31"}
    case = complete(case, make_staff("reviewer", case.hub), **asked)
    event = case.events.get(verb="submitted")
    event.payload["gaps"] = ["activity.title"]
    type(event).objects.filter(pk=event.pk).update(payload=event.payload)
    told = timeline(case)
    assert fact("提出時の不備", "事業名") in told
    assert fact("補正する項目", "事業の内容") in told


def test_a_longer_story_takes_no_more_statements() -> None:
    case = make_case()
    client = client_of(make_staff("auditor"))
    reviewers = [make_staff("reviewer", case.hub) for _ in range(4)]
    hand_over(case, actor=reviewers[0], holder=reviewers[0])
    client.get(f"/cms/desk/cases/{case.pk}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/cms/desk/cases/{case.pk}/")
    for old, new in zip(reviewers, reviewers[1:], strict=False):
        hand_over(case, actor=old, holder=new, reason="担当替え")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/cms/desk/cases/{case.pk}/")
    assert len(many) == len(few)
