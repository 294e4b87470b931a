"""Pages for those who run the service: each role sees its own, and only the administrator starts work again."""

from __future__ import annotations

from typing import Any

import pytest

from cms.audit.models import Refusal
from cms.audit.refusals import refuse
from cms.jobs.models import OutboxItem
from cms.mailings.models import OutgoingMail
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_call, make_case
from tests.factories_people import make_hub, make_staff

pytestmark = pytest.mark.django_db
DESK = "/cms/desk/"
ROLES = [
    "reviewer", "chief", "editor", "division_reviewer", "division_approver", "editor_in_chief", "accountant",
    "auditor", "administrator",
]  # fmt: skip
OPEN = {
    "work/": {"administrator", "auditor"},
    "mails/": {"administrator", "auditor"},
    "refusals/": {"auditor"},
    "budgets/": {"accountant", "auditor", "division_reviewer", "division_approver"},
    "consultations/": {"reviewer", "chief", "division_reviewer", "division_approver", "accountant", "auditor"},
    "exports/": {"reviewer", "chief", "division_reviewer", "division_approver", "accountant", "auditor"},
    "magazine/": {"editor", "chief", "editor_in_chief"},
    "magazine/new/": {"editor", "chief", "editor_in_chief"},
    "paper/": {"reviewer", "chief"},
    "paper/group/": {"reviewer", "chief"},
    "": {"reviewer", "chief", "division_reviewer", "division_approver", "accountant", "auditor"},
}


def parked(key: str = "mail:9") -> OutboxItem:
    return OutboxItem.objects.create(kind="mail", key=key, state="parked", attempts=5, last_error="SMTP 550")


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_for_its_roles_only(role: str) -> None:
    hub = make_hub()
    person = make_staff(role, hub if role in ("reviewer", "chief", "editor") else None)
    client = client_of(person)
    for page, roles in OPEN.items():
        assert client.get(f"{DESK}{page}").status_code == (200 if role in roles else 404), page
    closed = sum(role not in roles for roles in OPEN.values())
    assert Refusal.objects.filter(actor=person).count() == closed


def test_the_administrator_lets_parked_work_run_again() -> None:
    one, other = parked(), parked("mail:10")
    client = client_of(make_staff("administrator"))
    html = client.get(f"{DESK}work/").content.decode()
    for text in ("mail:9", "SMTP 550", "再実行"):
        assert text in html
    client.post(f"{DESK}work/", {"item": one.pk})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.attempts, other.state) == ("due", 0, "parked")
    client.post(f"{DESK}work/", {"item": "all"})
    other.refresh_from_db()
    assert other.state == "due"


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 30, "１"])
def test_a_wrong_choice_starts_nothing(wrong: str) -> None:
    item = parked()
    client_of(make_staff("administrator")).post(f"{DESK}work/", {"item": wrong})
    item.refresh_from_db()
    assert item.state == "parked"


def test_the_auditor_reads_parked_work_and_starts_none() -> None:
    item = parked()
    client = client_of(make_staff("auditor"))
    assert "mail:9" in client.get(f"{DESK}work/").content.decode()
    assert client.post(f"{DESK}work/", {"item": "all"}).status_code == 403
    item.refresh_from_db()
    assert item.state == "parked"
    assert Refusal.objects.filter(door="work").exists()


def test_parked_mails_are_listed_without_text_or_whole_address() -> None:
    OutgoingMail.objects.create(
        to="hanako@example.jp", subject="通知のお知らせ", text="本文の秘密", message_id="<1@x>", state="parked"
    )
    html = client_of(make_staff("administrator")).get(f"{DESK}mails/").content.decode()
    assert "ha…@example.jp" in html
    assert "通知のお知らせ" in html
    assert "hanako" not in html
    assert "本文の秘密" not in html


def test_the_auditor_pages_through_refused_attempts() -> None:
    person = make_staff("reviewer", make_hub(), name="試行 太郎")
    for number in range(103):
        refuse(actor=person, door="step", subject=f"case:{number}", reason="not readable")
    client = client_of(make_staff("auditor"))
    first = client.get(f"{DESK}refusals/").content.decode()
    assert first.count("試行 太郎") == 100
    assert "<code>case:102</code>" in first
    older = first.split('href="/cms/desk/refusals/?before=')[1].split('"')[0]
    assert client.get(f"{DESK}refusals/", {"before": older}).content.decode().count("試行 太郎") == 3


def test_budgets_say_what_is_left() -> None:
    call = make_call(budget_yen=1_000_000)
    call.programme.budgets.update(committed_yen=250_000)
    html = client_of(make_staff("accountant")).get(f"{DESK}budgets/").content.decode()
    for text in (call.programme.name, "1,000,000円", "250,000円", "750,000円", "25%", "令和8年度"):
        assert text in html


@pytest.mark.parametrize("role,words", [("reviewer", "自分の担当"), ("administrator", "保留中の自動処理")])
def test_the_dashboard_leads_with_what_waits(role: str, words: str) -> None:
    case = make_case()
    parked()
    client = client_of(make_staff(role, case.hub if role == "reviewer" else None))
    html = client.get("/cms/").content.decode()
    assert words in html
    assert '<span class="dk-tile__count">1</span>' in html


def test_pages_of_the_desk_bring_no_inline_script_or_style() -> None:
    case: Any = make_case()
    client = client_of(make_staff("chief", case.hub))
    for page in ("", f"cases/{case.pk}/", "consultations/", "exports/", "paper/"):
        html = client.get(f"{DESK}{page}").content.decode()
        main = html.split('class="nice-padding"')[1]
        for forbidden in (" style=", " onclick=", " onchange=", "<script", "<style", "javascript:"):
            assert forbidden not in main, (page, forbidden)
