"""The screens: a rule is put together without code, errors stand beside their fields, lists ask a fixed number."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.audit.models import Refusal
from cms.people.models import User
from pages.rules.models import Rule, RuleRun
from tests.factories_editing import Site, client_of, make_draft, make_sites, submit
from tests.factories_pages import make_topic
from tests.factories_people import make_staff
from tests.factories_rules import make_rule, publish, write

pytestmark = pytest.mark.django_db
ADD = "rules:add"


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def filled(**more: Any) -> dict[str, Any]:
    return {
        "name": "防災のお知らせ",
        "event": "page_published",
        "where": "hubs",
        "position": "10",
        "is_on": "on",
        "condition-type-types": ["pages.newspage"],
        "action-tell-use": "on",
        "action-tell-roles": ["editor_in_chief"],
        **more,
    }


def soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def error_of(page: BeautifulSoup, name: str) -> str:
    """What stands beside the field, by the id that the field itself names."""
    field = page.select_one(f'[name="{name}"]')
    assert field is not None, name
    fieldset = field.find_parent("fieldset")
    described = (fieldset if fieldset and fieldset.get("aria-describedby") else field).get("aria-describedby", "")
    found = [page.find(id=one) for one in str(described).split() if one.endswith("_error")]
    return found[0].get_text(strip=True) if found and found[0] else ""


def test_a_rule_is_made_changed_switched_and_deleted(sites: dict[str, Site]) -> None:
    topic, client = make_topic(), client_of(make_staff("administrator"))
    both = {"condition-topic-rows": [str(topic.pk)], "action-bulletin-use": "on", "action-bulletin-which": "hub"}
    answer = client.post(reverse(ADD), filled(**both))
    rule = Rule.objects.get()
    assert answer.url == reverse("rules:try", args=[rule.pk])
    assert {one.kind: one.given for one in rule.conditions.all()} == {
        "type": {"types": ["pages.newspage"]},
        "topic": {"rows": [topic.pk]},
    }
    assert {one.kind: one.given for one in rule.actions.all()} == {
        "tell": {"use": True, "roles": ["editor_in_chief"]},
        "bulletin": {"use": True, "which": "hub"},
    }
    shown = soup(client.get(reverse("rules:edit", args=[rule.pk])))
    assert [one["value"] for one in shown.select("[name=condition-topic-rows][checked]")] == [str(topic.pk)]
    assert len(shown.select("main details[open]")) == 4
    changed = filled(version="1", where=f"hub:{sites['west'].hub.pk}", name="新", **{"action-tell-roles": ["editor"]})
    client.post(reverse("rules:edit", args=[rule.pk]), changed)
    rule.refresh_from_db()
    assert (rule.name, rule.hub, rule.version, rule.conditions.count()) == ("新", sites["west"].hub, 2, 1)
    client.post(reverse("rules:switch", args=[rule.pk]), {"on": "0"})
    rule.refresh_from_db()
    assert not rule.is_on
    assert "削除します" in client.get(reverse("rules:delete", args=[rule.pk])).content.decode()
    client.post(reverse("rules:delete", args=[rule.pk]))
    assert not Rule.objects.exists()


def test_errors_stand_beside_their_fields_and_nothing_is_lost(sites: dict[str, Site]) -> None:
    client = client_of(make_staff("administrator"))
    wrong = filled(name="", event="nothing", position="0", **{"action-tell-roles": [], "action-review-use": "on"})
    page = soup(client.post(reverse(ADD), wrong))
    for name in ("name", "event", "position"):
        assert error_of(page, name), name
    assert error_of(page, "action-tell-roles") == "知らせる相手を選んでください。"
    assert error_of(page, "action-review-days") == "日数を入力してください。"
    assert page.select_one("[name=condition-type-types][value='pages.newspage'][checked]")
    assert page.select_one("[role=alert]")
    west = sites["west"].hub
    beyond = soup(client.post(reverse(ADD), filled(where=f"hub:{west.pk}", name="入力した名前")))
    assert error_of(beyond, "action-tell-use") == "拠点の決まりで知らせられるのは、その拠点の職員だけです。"
    assert beyond.select_one("[name=name]")["value"] == "入力した名前"  # type: ignore[index]
    late = soup(client.post(reverse(ADD), filled(event="page_unpublished", **{"action-bulletin-use": "on"})))
    assert error_of(late, "action-bulletin-use") == "公開されているページの出来事のときにだけ行えます。"
    none = client.post(reverse(ADD), {**filled(), "action-tell-use": ""})
    assert "少なくとも1つ付けてください" in none.content.decode()
    assert not Rule.objects.exists()


def test_a_chief_is_offered_the_own_hub_its_people_and_no_other_hub(sites: dict[str, Site]) -> None:
    west, east = sites["west"], sites["east"]
    client = client_of(west.chief)
    page = soup(client.get(reverse(ADD)))
    assert [one["value"] for one in page.select("[name=where] option")] == ["", f"hub:{west.hub.pk}"]
    assert not page.select("[name=action-hubs-use], [name=action-bulletin-which]")
    people = {one["value"] for one in page.select("[name=action-tell-account] option")}
    assert str(west.editor.pk) in people
    assert str(east.editor.pk) not in people
    for forged in (f"hub:{east.hub.pk}", "everywhere", f"branch:{east.page.pk}"):
        assert client.post(reverse(ADD), filled(where=forged)).status_code == 200
    posted = filled(where=f"hub:{west.hub.pk}", **{"action-tell-account": str(east.editor.pk), "action-tell-roles": []})
    assert client.post(reverse(ADD), posted).status_code == 200
    assert not Rule.objects.exists()


@pytest.mark.parametrize("door", ["edit", "try", "log", "delete"])
def test_a_foreign_rule_is_as_one_that_is_not_there_and_on_record(sites: dict[str, Site], door: str) -> None:
    rules = [make_rule(name="区の決まり"), make_rule(hub=sites["east"].hub, name="東の決まり")]
    client = client_of(sites["west"].chief)
    answers = [client.get(reverse(f"rules:{door}", args=[pk])) for pk in (rules[0].pk, rules[1].pk, 999_999)]
    assert [one.status_code for one in answers] == [404] * 3
    assert "決まり" not in client.get(reverse("rules:rules")).content.decode().partition("<tbody>")[2]
    assert Refusal.objects.filter(door="content rules").count() == 3


@pytest.mark.parametrize("role", ["editor", "reviewer", "auditor", "division_approver"])
def test_nobody_else_comes_in(sites: dict[str, Site], role: str) -> None:
    user = make_staff(role, sites["west"].hub if role in ("editor", "reviewer") else None)
    client = client_of(user)
    assert client.get(reverse("rules:rules")).status_code == 404
    assert client.get(reverse(ADD)).status_code == 404
    assert reverse("rules:rules") not in client.get(reverse("wagtailadmin_home")).content.decode()


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_ask_a_fixed_number_however_long_they_are(sites: dict[str, Site]) -> None:
    west, head = sites["west"], make_staff("editor_in_chief")
    rule, page = make_rule(), write(west.page)
    make_rule(branch=Page.objects.get(pk=west.page.pk))
    publish(page)
    client = client_of(head)
    addresses = [
        reverse("rules:rules"),
        reverse("rules:log", args=[rule.pk]),
        reverse("rules:page_log", args=[page.pk]),
    ]
    few = [asked(client, one) for one in addresses]
    for number in range(3):
        make_rule(branch=Page.objects.get(pk=west.page.pk) if number % 2 else None)
        publish(page)
        publish(write(west.page))
    assert [asked(client, one) for one in addresses] == few


def test_the_log_comes_page_by_page(sites: dict[str, Site]) -> None:
    head, page, rule = make_staff("editor_in_chief"), sites["west"].page, make_rule()
    RuleRun.objects.bulk_create(
        RuleRun(rule=rule, rule_name=rule.name, page_id=page.pk, event=rule.event, occurrence=str(number),
                happened_at=timezone.now(), state="met")
        for number in range(32)
    )  # fmt: skip
    client, address = client_of(head), reverse("rules:log", args=[rule.pk])
    assert [len(soup(client.get(address, {"page": number})).select("tbody tr")) for number in (1, 2)] == [30, 2]


def test_the_log_of_a_page_is_for_its_writers_and_tells_the_names_of_rules(sites: dict[str, Site]) -> None:
    west = sites["west"]
    rule, page = make_rule(hub=west.hub, name="西の決まり"), write(west.page)
    publish(page)
    rule.delete()
    address = reverse("rules:page_log", args=[page.pk])
    shown = client_of(west.editor).get(address).content.decode()
    assert "西の決まり" in shown
    assert "削除された決まり" in shown
    assert address in client_of(west.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert client_of(sites["east"].editor).get(address).status_code == 404


def test_the_administrator_reads_no_titles_of_drafts_in_the_log(sites: dict[str, Site]) -> None:
    rule, draft = make_rule("page_submitted"), make_draft(sites["west"], "まだ秘密の題名")
    submit(draft, sites["west"].editor)
    publish(write(sites["west"].page))
    address = reverse("rules:log", args=[rule.pk])
    seen: dict[str, str] = {}
    for role in ("administrator", "editor_in_chief"):
        user: User = make_staff(role)
        seen[role] = client_of(user).get(address).content.decode()
    assert "まだ秘密の題名" not in seen["administrator"]
    assert "公開されていないページ" in seen["administrator"]
    assert "まだ秘密の題名" in seen["editor_in_chief"]
