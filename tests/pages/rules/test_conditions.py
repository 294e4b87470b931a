"""Each condition lets through what it names and nothing else; all of a rule's must hold."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.hubs.models import Area
from pages.models import ArticlePage, SectionPage
from pages.rules.models import RuleCondition, RuleRun
from tests.factories_editing import Site, make_sites
from tests.factories_pages import make_topic, paragraphs
from tests.factories_people import make_staff
from tests.factories_rules import logged, make_rule, publish, write

pytestmark = pytest.mark.django_db
NEWS, ARTICLE = {"types": ["pages.newspage"]}, {"types": ["pages.articlepage"]}


@pytest.fixture
def sites() -> dict[str, Site]:
    make_staff("editor_in_chief")
    return make_sites()


def outcome(conditions: dict[str, Any], page: Page, **more: Any) -> str:
    """How a rule with these conditions ends when ``page`` is published."""
    rule = make_rule(conditions=conditions, where="everywhere", **more)
    publish(page)
    rule.is_on = False
    rule.save()
    return logged(rule)[-1][0]


def test_the_kind_of_page(sites: dict[str, Site]) -> None:
    news, article = write(sites["west"].page), write(sites["west"].page, ArticlePage)
    assert [outcome({"type": NEWS}, page) for page in (news, article)] == ["met", "not_met"]
    both = {"type": {"types": [*NEWS["types"], *ARTICLE["types"]]}}
    assert [outcome(both, page) for page in (news, article)] == ["met", "met"]


def test_the_topic(sites: dict[str, Site]) -> None:
    topic, other = make_topic(), make_topic("kosodate", "子育て")
    asked = {"topic": {"rows": [topic.pk]}}
    pages = [write(sites["west"].page, topics=rows) for rows in ([topic, other], [other], [])]
    assert [outcome(asked, page) for page in pages] == ["met", "not_met", "not_met"]
    section = write(sites["west"].page, SectionPage)
    assert outcome(asked, section) == "not_met"


def test_the_hub_of_the_site_or_one_that_the_page_names(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    asked = {"hub": {"rows": [east.hub.pk]}}
    pages = [write(east.page), write(west.page), write(west.page, hubs=[east.hub])]
    assert [outcome(asked, page) for page in pages] == ["met", "not_met", "met"]


def test_the_area_or_one_above_it(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    above = Area.objects.create(code="north", name="北部", layer=Area.Layer.SERVICE)
    Area.objects.filter(pk=west.hub.area_id).update(parent=above)
    pages = [write(west.page), write(east.page), write(east.page, areas=[west.hub.area])]
    for wanted in (west.hub.area_id, above.pk):
        assert [outcome({"area": {"rows": [wanted]}}, page) for page in pages] == ["met", "not_met", "met"]


def test_words_in_the_title_or_the_text_in_every_width_and_kana(sites: dict[str, Site]) -> None:
    asked = {"words": {"words": "ﾊｻﾞｰﾄﾞ 水害"}}
    pages = [
        write(sites["west"].page, title="ハザードマップ"),
        write(sites["west"].page, body=paragraphs("すいがいではなく水害です。")),
        write(sites["west"].page, summary="関係のない要旨"),
    ]
    assert [outcome(asked, page) for page in pages] == ["met", "met", "not_met"]


def test_the_language(sites: dict[str, Site]) -> None:
    page = write(sites["west"].page)
    assert outcome({"language": {"languages": ["ja"]}}, page) == "met"
    assert outcome({"language": {"languages": ["en", "ko"]}}, page) == "not_met"


def test_the_first_publication(sites: dict[str, Site]) -> None:
    page = write(sites["west"].page)
    assert outcome({"first": {"first": True}}, page) == "met"
    assert outcome({"first": {"first": True}}, page) == "not_met"


def test_the_role_of_who_published(sites: dict[str, Site]) -> None:
    west = sites["west"]
    rule = make_rule(conditions={"role": {"roles": ["chief"]}})
    for person in (west.chief, west.editor, None):
        publish(write(west.page), by=person)
    assert [state for state, _acts in logged(rule)] == ["met", "not_met", "not_met"]


def test_all_conditions_must_hold_and_the_log_names_the_one_that_did_not(sites: dict[str, Site]) -> None:
    topic = make_topic()
    make_rule(conditions={"type": NEWS, "topic": {"rows": [topic.pk]}})
    publish(write(sites["west"].page))
    assert RuleRun.objects.get().reason == "当てはまらない条件：ページのテーマ（防災）"


def test_a_condition_that_no_package_brings_any_more_lets_nothing_through(sites: dict[str, Site]) -> None:
    rule = make_rule()
    RuleCondition.objects.create(rule=rule, kind="gone", given={})
    publish(write(sites["west"].page))
    assert logged(rule) == [("not_met", {})]
    assert "gone" in RuleRun.objects.get().reason


def test_where_a_rule_applies(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    section = write(west.page, SectionPage)
    publish(section)
    rules = {
        "everywhere": make_rule(where="everywhere"),
        "hubs": make_rule(where="hubs"),
        "west": make_rule(hub=west.hub),
        "section": make_rule(branch=Page.objects.get(pk=section.pk)),
    }
    below = write(Page.objects.get(pk=section.pk))
    pages = {"ward": write(west.page.get_parent()), "east": write(east.page), "west": write(west.page), "below": below}
    for page in pages.values():
        publish(page)
    met = {
        name: [key for key, page in pages.items() if RuleRun.objects.filter(rule=rule, page_id=page.pk).exists()]
        for name, rule in rules.items()
    }
    assert met == {
        "everywhere": ["ward", "east", "west", "below"],
        "hubs": ["east", "west", "below"],
        "west": ["west", "below"],
        "section": ["below"],
    }
