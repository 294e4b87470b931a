"""A trial tells what a rule would do and leaves not one row behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.people.models import User
from pages.rules.models import Rule
from tests.factories_editing import client_of, make_sites
from tests.factories_pages import make_bulletin, make_topic
from tests.factories_people import make_staff
from tests.factories_rules import BULLETIN, TELL, make_rule, publish, write
from tests.rows import digests

pytestmark = pytest.mark.django_db
# What every request writes: the session's last use, and what Wagtail remembers of a person.
OF_REQUESTS = ("django_session", "wagtailusers_userprofile")


def tried(client: Client, rule: Rule, **query: Any) -> str:
    answer = client.get(reverse("rules:try", args=[rule.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_trial_shows_what_would_be_done_and_writes_nothing() -> None:
    west, head, topic = make_sites()["west"], make_staff("editor_in_chief"), make_topic()
    make_bulletin(west.page)
    told, other = publish(write(west.page, title="防災訓練", topics=[topic])), publish(write(west.page, title="花見"))
    actions = {
        "tell": TELL,
        "bulletin": BULLETIN,
        "topics": {"use": True, "rows": [make_topic("kosodate", "子育て").pk]},
        "review": {"use": True, "days": 30},
        "magazine": {"use": True},
    }
    rule = make_rule(conditions={"topic": {"rows": [topic.pk]}}, actions=actions)
    client = client_of(head)
    tried(client, rule)
    before = digests(leaving_out=OF_REQUESTS)
    shown = tried(client, rule)
    assert digests(leaving_out=OF_REQUESTS) == before
    for words in (
        told.title,
        other.title,
        "当てはまらない条件：ページのテーマ（防災）",
        "メールの相手：編集長（1人）",
        "下書き「第1号」を新しく作って加える",
        "子育て",
        "メールマガジンにできるのは、地域情報誌の号だけです。",
    ):
        assert words in shown, words
    found = tried(client, rule, q="花見")
    assert other.title in found
    assert told.title not in found


@pytest.mark.parametrize("role", ["administrator", "chief"])
def test_a_trial_shows_pages_of_the_rules_own_place_alone(role: str) -> None:
    sites = make_sites()
    publish(write(sites["west"].page, title="西のお知らせ"))
    publish(write(sites["east"].page, title="東のお知らせ"))
    write(sites["west"].page, title="西の下書き")
    user: User = sites["west"].chief if role == "chief" else make_staff(role)
    shown = tried(client_of(user), make_rule(hub=sites["west"].hub))
    assert "西のお知らせ" in shown
    assert "東のお知らせ" not in shown
    assert "西の下書き" not in shown
