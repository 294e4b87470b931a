"""The example of the ward: news with the topic 防災 in a hub reaches the editor-in-chief and the next bulletin."""

from __future__ import annotations

import pytest

from cms.mailings.models import OutgoingMail
from pages.models import ArticlePage, IssuePage
from pages.rules.models import Proposal
from tests.factories_editing import make_sites
from tests.factories_pages import make_article, make_bulletin, make_issue, make_topic
from tests.factories_people import make_staff
from tests.factories_rules import BULLETIN, TELL, logged, make_rule, publish, write

pytestmark = pytest.mark.django_db


def test_news_about_disasters_is_told_and_proposed() -> None:
    west, head, topic = make_sites()["west"], make_staff("editor_in_chief"), make_topic()
    bulletin = make_bulletin(west.page)
    make_issue(bulletin, make_article(bulletin), number=3)
    rule = make_rule(
        conditions={"type": {"types": ["pages.newspage"]}, "topic": {"rows": [topic.pk]}},
        actions={"tell": TELL, "bulletin": BULLETIN},
    )
    news = publish(write(west.page, title="防災訓練", topics=[topic], summary="要旨"), by=west.chief)
    assert logged(rule) == [("met", {"tell": "done", "bulletin": "done"})]
    mail = OutgoingMail.objects.get(to=head.email)
    assert news.full_url in mail.text
    assert rule.name in mail.text
    proposal = Proposal.objects.get(page=news)
    issue = IssuePage.objects.get(number=4)
    assert (proposal.issue_id, issue.live) == (issue.pk, False)
    article = ArticlePage.objects.get(pk=proposal.article_id)
    assert (article.title, article.summary, article.live) == ("防災訓練", "要旨", False)
    assert list(article.topics.all()) == [topic]
    entries = issue.get_latest_revision_as_object().entries.all()
    assert [entry.article_id for entry in entries] == [article.pk]


def test_other_news_is_not() -> None:
    west, topic = make_sites()["west"], make_topic()
    make_staff("editor_in_chief")
    rule = make_rule(conditions={"topic": {"rows": [topic.pk]}})
    publish(write(west.page))
    assert logged(rule) == [("not_met", {})]
    assert not OutgoingMail.objects.exists()
