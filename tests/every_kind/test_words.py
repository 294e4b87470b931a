"""Each kind is spoken of in its own words: on the pages of residents, in their mails and at the desk."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import User
from forms.wording import noun
from pages.setting_up import set_up_sites
from tests.cms.admin.walking import client_of, step_address
from tests.every_kind.driving import bring, draft_of, make_example_call, make_sender, sent, slugs, staff_for
from tests.factories_people import make_staff
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.engine.kind import kinds
from workflows.engine.withdrawing import withdraw
from workflows.programmes.models import Programme

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("slug", slugs())]
# What every kind has in common, and what subsidies call it.
SHARED, SUBSIDIES = "申請", ("補助金", "補助制度", "交付")


def foreign_words(slug: str, text: str) -> set[str]:
    """Words in ``text`` that belong to kinds other than this one."""
    kind = kinds()[slug]
    shared = () if noun("application", slug) == SHARED else (SHARED,)
    return {word for word in (*shared, *(() if kind.has_money else SUBSIDIES)) if word in text}


def said_at(client: Client, address: str) -> str:
    """What the page says to who is not blind and to who is; its status is 200."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    html = BeautifulSoup(answer.content, "html.parser")
    labels = [str(one.get(name, "")) for name in ("aria-label", "alt", "title") for one in html.find_all(True)]
    return "\n".join([html.get_text(), *labels])


def assert_own_words(slug: str, client: Client, *addresses: str) -> None:
    for address in addresses:
        said = said_at(client, address)
        assert foreign_words(slug, said) == set(), (address, said)


def assert_named(slug: str, client: Client, address: str, name: str = "application") -> None:
    assert noun(name, slug) in said_at(client, address), address


def signed_in() -> tuple[User, Client]:
    user = make_sender()
    return user, sign_in(Client(), user)


def test_the_pages_before_sending(slug: str) -> None:
    user, client = signed_in()
    call = make_example_call(slug, consultation=Programme.Consultation.OPTIONAL)
    draft = draft_of(slug, user=user, call=call)
    set_up_sites()
    here, form = f"/calls/{call.slug}/", f"/mypage/drafts/{draft.pk}/"
    sections = [f"{form}{section['key']}/" for section in draft.version.definition["sections"]]
    consultation = [f"{here}consultation/"] if kinds()[slug].is_for_groups else []
    assert_own_words(slug, client, here, f"{here}eligibility/", f"{here}start/", *consultation)
    assert_own_words(slug, client, form, *sections, f"{form}review/", f"{form}discard/")
    for page in (here, f"{here}eligibility/", f"{here}start/", f"{form}review/"):
        assert_named(slug, client, page)
    assert_named(slug, client, form, "application form")


def test_the_list_of_calls_and_its_menu_speak_of_no_kind_alone(slug: str, client: Client) -> None:
    make_example_call(slug)
    set_up_sites()
    said = said_at(client, "/calls/")
    assert "募集・受付" in said
    assert not set(SUBSIDIES) & {word for word in SUBSIDIES if word in said}


def test_the_pages_of_a_case_and_its_mails(slug: str) -> None:
    user, client = signed_in()
    case = sent(slug, user=user)
    here = f"/mypage/cases/{case.pk}/"
    assert_own_words(slug, client, here, f"{here}receipt/", f"{here}sent/1/", f"{here}withdraw/")
    for page in (here, f"{here}receipt/", f"{here}withdraw/"):
        assert_named(slug, client, page)
    client.post(f"{here}withdraw/", {"reason": "都合により"})
    assert Case.objects.get(pk=case.pk).outcome == Case.Outcome.WITHDRAWN
    assert_own_words(slug, client, here)
    assert_mails(slug, 2)


def test_a_correction(slug: str) -> None:
    user, client = signed_in()
    case = bring(sent(slug, user=user), "corrected")
    assert case.step == "correction"
    here = f"/mypage/cases/{case.pk}/"
    assert_own_words(slug, client, here)
    assert_named(slug, client, here, "application form")
    form = client.post(f"{here}correct/")["Location"]
    assert_own_words(slug, client, form, f"{form}review/")
    desk = client_of(make_staff("reviewer", case.hub))
    assert_own_words(slug, desk, reverse("desk:correction_letter", args=[case.pk]))
    assert_mails(slug, 2)


def test_the_desk(slug: str) -> None:
    user = make_sender()
    case = bring(sent(slug, user=user), "corrected", until="hub_check")
    desk = client_of(staff_for(case))
    for page in (f"/cms/desk/cases/{case.pk}/", step_address(case)):
        assert foreign_words(slug, main_of(desk, page)) == set(), page
    withdraw(case, actor=user)
    assert foreign_words(slug, main_of(desk, f"/cms/desk/cases/{case.pk}/")) == set()


def main_of(client: Client, address: str) -> str:
    """Without the desk's menu, which leads to every kind."""
    main = BeautifulSoup(client.get(address).content, "html.parser").select_one("main")
    assert main is not None
    return main.get_text()


def assert_mails(slug: str, least: int) -> None:
    run_due()
    mails = [f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in OutgoingMail.objects.all()]
    assert len(mails) >= least
    for mail in mails:
        assert foreign_words(slug, mail) == set(), mail
    assert any(noun("application", slug) in mail for mail in mails)


def test_words_of_another_kind_are_found(slug: str) -> None:
    """The control: what is looked for above is there where it belongs."""
    assert foreign_words("volunteering", "補助金の申請") == {"補助金", "申請"}
    assert foreign_words("subsidy", "補助金の申請") == set()
    user, client = signed_in()
    case = sent("subsidy", user=user)
    if slug != "subsidy" and noun("application", slug) != SHARED:
        assert foreign_words(slug, said_at(client, f"/mypage/cases/{case.pk}/")) >= {SHARED}
