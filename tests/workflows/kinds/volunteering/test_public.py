"""What residents read before they apply, and an article on its way to the editors."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.core.errors import CaseError
from pages.models import ArticlePage, OpportunityPage
from tests.factories_editing import make_sites
from tests.factories_volunteering import make_appointment, make_recruitment
from tests.sign_in import sign_in
from workflows.kinds.volunteering.models import Appointment, Article, Recruitment
from workflows.kinds.volunteering.services import activity, profiles
from workflows.programmes import loading
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db


def test_the_page_of_the_call_tells_the_facts_and_not_of_groups_or_money(client: Client) -> None:
    recruitment = make_recruitment(places=7)
    page = client.get(f"/calls/{recruitment.call.slug}/").content.decode()
    for text in ("地域情報協力員", "7人", "15歳以上", "図書カード500円分", "ボランティア保険", "応募できるか確かめる"):
        assert text in page, text
    for text in ("補助", "団体", "まで上限"):
        assert text not in page.split("<main", 1)[1].split("</main>")[0], text


def make_opportunity(call: Call | None) -> OpportunityPage:
    site = make_sites()["west"]
    page = OpportunityPage(title="地域の記者になりませんか", slug="reporters", role="取材", call=call)
    site.page.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_the_opportunity_page_leads_to_its_call_until_it_closes(client: Client) -> None:
    recruitment = make_recruitment(call=None)
    page = make_opportunity(recruitment.call)
    text = client.get(page.url).content.decode()
    assert f"/calls/{recruitment.call.slug}/" in text
    assert "図書カード500円分" in text
    Call.objects.update(closes_at=timezone.now() - timedelta(days=1), opens_at=timezone.now() - timedelta(days=9))
    assert f'href="/calls/{recruitment.call.slug}/"' not in client.get(page.url).content.decode()
    Call.objects.update(is_published=False)
    assert "図書カード500円分" not in client.get(page.url).content.decode()


def test_the_example_programme_is_loaded_with_its_facts_and_unpublished() -> None:
    loading.load()
    found = Recruitment.objects.get(call__slug="chiiki-joho-2026")
    assert (found.role, found.places, found.scorers, found.writes_articles) == ("地域情報協力員", 5, 2, True)
    assert not found.call.is_published
    assert "見本" in found.call.title
    assert "見本" in (Path(loading.DATA) / "joho-kyoryoku.json").read_text(encoding="utf-8")


def make_writer(*, shows_name: bool) -> Appointment:
    site = make_sites()["west"]
    row = make_appointment(hub=site.hub)
    if shows_name:
        profiles.save(row.person, actor=row.user, shows_name=True)
    return row


@pytest.mark.parametrize("shows_name", [True, False])
def test_an_article_becomes_a_draft_in_moderation_with_the_credit_agreed_to(shows_name: bool) -> None:
    row = make_writer(shows_name=shows_name)
    client, here = sign_in(Client(), row.user), f"/mypage/volunteering/appointments/{row.pk}/article/"
    data = {"key": str(uuid.uuid4()), "title": "夏祭りの一日", "text": "にぎやかでした。\n\n<script>alert(1)</script>"}
    for _time in range(2):
        assert client.post(here, data).status_code == 302
    article = Article.objects.get(appointment=row)
    page = ArticlePage.objects.get(pk=article.page)
    assert (page.live, page.owner, page.title, page.home_hub) == (False, row.user, "夏祭りの一日", row.hub)
    assert page.byline == ("地域情報協力員　" + row.person.name if shows_name else "地域情報協力員")
    assert WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS).exists()
    assert "<script>" not in str(page.body)
    assert Client().get(page.url).status_code == 404


def test_a_hub_without_a_site_takes_no_article_and_nothing_is_left() -> None:
    row = make_appointment()
    with pytest.raises(CaseError):
        activity.hand_in(row, actor=row.user, title="題", text="本文", key=uuid.uuid4())
    assert not ArticlePage.objects.exists()
