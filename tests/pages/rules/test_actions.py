"""Each action does what it says, once, and says so; what cannot be done is told and changes nothing."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.hubs.models import Hub
from cms.jobs.worker import run_due
from cms.mailings.models import Mailing, OutgoingMail
from pages.models import ArticlePage, IssueEntry, IssuePage
from pages.rules.models import Proposal, RuleAct
from tests.factories_editing import Site, make_sites, submit
from tests.factories_pages import make_article, make_bulletin, make_issue, make_topic
from tests.factories_people import make_staff
from tests.factories_rules import BULLETIN, logged, make_rule, publish, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def west() -> Site:
    return make_sites()["west"]


def told() -> str:
    return RuleAct.objects.order_by("-pk")[0].told


def entries(issue: IssuePage) -> list[tuple[int, str]]:
    draft = IssuePage.objects.get(pk=issue.pk).get_latest_revision_as_object()
    return [(entry.article_id, entry.column) for entry in draft.entries.all()]


def test_roles_of_the_pages_hub_and_of_the_ward_and_one_person_are_told(west: Site) -> None:
    east_chief = make_staff("chief", Hub.objects.get(code="east"))
    head, one, idle = make_staff("editor_in_chief"), make_staff("reviewer", west.hub), make_staff("editor_in_chief")
    idle.is_active = False
    idle.save()
    tell = {"use": True, "roles": ["chief", "editor_in_chief"], "account": one.pk, "note": "ご確認ください。"}
    make_rule(actions={"tell": tell})
    news = publish(write(west.page))
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {west.chief.email, head.email, one.email}
    assert not OutgoingMail.objects.filter(to=east_chief.email).exists()
    mail = OutgoingMail.objects.get(to=head.email)
    assert mail.subject == "ページが公開されました（サイトの自動の決まり）"
    assert "ご確認ください。" in mail.text
    assert news.title not in mail.text + mail.subject
    assert told() == "メールの相手：拠点長、編集長、選んだ人（3人）"


def test_nobody_there_is_told(west: Site) -> None:
    rule = make_rule()
    publish(write(west.page))
    assert logged(rule) == [("met", {"tell": "impossible"})]


def test_an_article_goes_into_the_next_issue_itself(west: Site) -> None:
    bulletin = make_bulletin(west.page)
    draft = write(bulletin, IssuePage, title="第2号", number=2, issued_on=timezone.localdate())
    rule = make_rule(actions={"bulletin": {**BULLETIN, "column": "特集"}})
    article = publish(write(west.page, ArticlePage))
    assert entries(draft) == [(article.pk, "特集")]
    assert not IssueEntry.objects.filter(article=article).exists(), "the draft is for its editors to save"
    publish(article)
    assert [acts["bulletin"] for _state, acts in logged(rule)] == ["done", "nothing"]
    assert entries(draft) == [(article.pk, "特集")]


def test_an_issue_under_approval_is_left_alone_and_the_one_after_it_is_begun(west: Site) -> None:
    bulletin = make_bulletin(west.page)
    last = make_issue(bulletin, number=7, issued_on=timezone.localdate() - datetime.timedelta(days=70))
    asked = write(bulletin, IssuePage, title="第8号", number=8, issued_on=timezone.localdate())
    submit(asked, west.editor)
    make_rule(actions={"bulletin": BULLETIN})
    publish(write(west.page))
    assert entries(asked) == []
    begun = IssuePage.objects.get(number=9)
    assert (begun.live, begun.title, len(entries(begun))) == (False, "第9号", 1)
    assert begun.issued_on > last.issued_on
    assert told() == "下書き「第9号」を新しく作って加える（記事の下書きとして）"


def test_news_published_twice_is_proposed_once(west: Site) -> None:
    make_bulletin(west.page)
    rule, news = make_rule(actions={"bulletin": BULLETIN}), write(west.page)
    publish(news)
    publish(news, title="直した題名")
    assert [acts["bulletin"] for _state, acts in logged(rule)] == ["done", "nothing"]
    assert (Proposal.objects.count(), ArticlePage.objects.count(), IssuePage.objects.count()) == (1, 1, 1)


def test_without_a_bulletin_it_is_told(west: Site) -> None:
    rule = make_rule(actions={"bulletin": BULLETIN})
    publish(write(west.page))
    assert logged(rule) == [("met", {"bulletin": "impossible"})]
    assert told() == "拠点の地域情報誌がまだありません。編集画面で地域情報誌のページを作ってください。"


def test_the_wards_bulletin(west: Site) -> None:
    make_bulletin(west.page)
    home = west.page.get_parent()
    home.refresh_from_db()
    ward = make_bulletin(home)
    make_rule(actions={"bulletin": {"use": True, "which": "ward"}})
    publish(write(west.page))
    assert Proposal.objects.get().bulletin_id == ward.pk


@pytest.mark.parametrize("edits", [False, True])
def test_a_topic_is_added_to_the_public_page_and_to_edits_that_wait(west: Site, edits: bool) -> None:
    topic, own = make_topic(), make_topic("kosodate", "子育て")
    rule = make_rule(actions={"topics": {"use": True, "rows": [topic.pk]}})
    page = write(west.page, topics=[own])
    page.get_latest_revision().publish()
    if edits:
        draft = Page.objects.get(pk=page.pk).specific
        draft.title = "公開していない題名"
        draft.save_revision()
    run_due()
    shown = Page.objects.get(pk=page.pk).specific
    assert set(shown.topics.all()) == {topic, own}
    newest = shown.get_latest_revision_as_object()
    assert set(newest.topics.all()) == {topic, own}
    assert (shown.title, newest.title) == ("訓練のお知らせ", "公開していない題名" if edits else "訓練のお知らせ")
    assert shown.has_unpublished_changes is edits
    assert logged(rule) == [("met", {"topics": "done"})]
    assert PageLogEntry.objects.get(action="rules.applied").data == {"rule": rule.name}


def test_it_is_shown_at_other_hubs(west: Site) -> None:
    east = Hub.objects.get(code="east")
    make_rule(actions={"hubs": {"use": True, "rows": [east.pk, west.hub.pk]}})
    assert list(publish(write(west.page)).hubs.all()) == [east]
    assert told() == east.name


def test_the_day_to_check_again_is_set_unless_the_editors_did(west: Site) -> None:
    today = timezone.localdate()
    rule = make_rule(actions={"review": {"use": True, "days": 90}})
    pages = [write(west.page, review_on=day) for day in (None, today - datetime.timedelta(days=1), today)]
    days = []
    for page in pages:
        publish(page)
        days.append(Page.objects.get(pk=page.pk).specific.review_on)
    later = today + datetime.timedelta(days=90)
    assert days == [later, later, today]
    assert [acts["review"] for _state, acts in logged(rule)] == ["done", "done", "nothing"]


def test_an_issue_becomes_the_draft_of_a_mail_in_the_name_of_who_published_it(west: Site) -> None:
    rule = make_rule(actions={"magazine": {"use": True}})
    bulletin = make_bulletin(west.page)
    issue = write(bulletin, IssuePage, title="第1号", number=1, issued_on=timezone.localdate())
    publish(issue, by=west.chief)
    mailing = Mailing.objects.get()
    assert (mailing.hub, mailing.created_by, mailing.state) == (west.hub, west.chief, "draft")
    publish(write(west.page), by=west.chief)
    publish(write(bulletin, ArticlePage))
    assert [acts["magazine"] for _state, acts in logged(rule)] == ["done", "impossible", "impossible"]


def test_a_page_that_somebody_has_in_hand_is_not_changed(west: Site) -> None:
    topic = make_topic()
    rule = make_rule(actions={"topics": {"use": True, "rows": [topic.pk]}})
    page = write(west.page)
    page.get_latest_revision().publish()
    draft = Page.objects.get(pk=page.pk).specific
    draft.save_revision(user=west.editor)
    submit(draft, west.editor)
    run_due()
    assert logged(rule) == [("met", {"topics": "impossible"})]
    assert not Page.objects.get(pk=page.pk).specific.topics.exists()


def test_an_article_is_there_for_the_bulletin_only_when_its_type_can(west: Site) -> None:
    bulletin = make_bulletin(west.page)
    rule = make_rule(actions={"bulletin": BULLETIN})
    publish(write(bulletin, IssuePage, title="第1号", number=1, issued_on=timezone.localdate()))
    assert logged(rule) == [("met", {"bulletin": "impossible"})]
    assert make_article(bulletin).pk
