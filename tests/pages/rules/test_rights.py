"""Who keeps which rules, and that a rule of a hub never reaches beyond it: when it is made and when it runs."""

from __future__ import annotations

from typing import Any

import pytest

from cms.core.errors import Forbidden, Stale
from cms.hubs.models import Hub
from cms.mailings.models import OutgoingMail
from cms.people.models import HubRole, User
from pages.rules import services
from pages.rules.models import Proposal, Rule, RuleAct, RuleAction
from pages.rules.services import Refused, Wanted
from tests.factories_editing import Site, make_sites
from tests.factories_pages import make_bulletin
from tests.factories_people import make_staff
from tests.factories_rules import make_rule, publish, write

pytestmark = pytest.mark.django_db
KEEPERS = ("administrator", "editor_in_chief")
OTHERS = ("reviewer", "editor", "division_reviewer", "division_approver", "accountant", "auditor", "section")
BEYOND = "拠点の決まりで知らせられるのは、その拠点の職員だけです。"


@pytest.fixture
def sites() -> dict[str, Site]:
    return make_sites()


def wanted(hub: Hub | None, **actions: Any) -> Wanted:
    where = "hub" if hub else "everywhere"
    default = {"tell": {"use": True, "roles": ["editor"]}}
    return Wanted(name="決まり", event="page_published", where=where, hub=hub, actions=actions or default)


def may_make(user: User, hub: Hub | None) -> bool:
    try:
        services.save_rule(None, wanted(hub), actor=user)
    except Forbidden:
        return False
    return True


def test_administrator_and_editor_in_chief_keep_all_rules_a_chief_the_own_hubs(sites: dict[str, Site]) -> None:
    west, east = sites["west"].hub, sites["east"].hub
    for role in KEEPERS:
        assert [may_make(make_staff(role), hub) for hub in (None, west)] == [True, True]
    assert [may_make(sites["west"].chief, hub) for hub in (None, west, east)] == [False, True, False]
    for role in OTHERS:
        user = make_staff(role, west if role in ("reviewer", "editor") else None)
        assert [may_make(user, hub) for hub in (None, west)] == [False, False], role


def test_a_chief_neither_changes_nor_switches_nor_deletes_foreign_rules(sites: dict[str, Site]) -> None:
    chief = sites["west"].chief
    for rule in (make_rule(), make_rule(hub=sites["east"].hub)):
        with pytest.raises(Forbidden):
            services.save_rule(rule, wanted(sites["west"].hub), actor=chief, seen_version=1)
        with pytest.raises(Forbidden):
            services.switch(rule, actor=chief, is_on=False)
        with pytest.raises(Forbidden):
            services.delete_rule(rule, actor=chief)
        assert Rule.objects.get(pk=rule.pk).is_on


def test_a_chief_does_not_make_the_own_rule_one_of_the_ward(sites: dict[str, Site]) -> None:
    rule = make_rule(hub=sites["west"].hub)
    with pytest.raises(Forbidden):
        services.save_rule(rule, wanted(None), actor=sites["west"].chief, seen_version=1)


@pytest.mark.parametrize("role", [*KEEPERS, "chief"])
def test_a_rule_of_a_hub_with_an_action_beyond_it_is_not_made(sites: dict[str, Site], role: str) -> None:
    west, east = sites["west"], sites["east"]
    actor = west.chief if role == "chief" else make_staff(role)
    beyond = (
        {"tell": {"use": True, "roles": ["editor_in_chief"]}},
        {"tell": {"use": True, "account": east.editor.pk}},
        {"bulletin": {"use": True, "which": "ward"}},
        {"hubs": {"use": True, "rows": [east.hub.pk]}},
    )
    for actions in beyond:
        with pytest.raises(Refused):
            services.save_rule(None, wanted(west.hub, **actions), actor=actor)
    assert not Rule.objects.exists()


def test_what_stands_in_the_table_reaches_no_further_when_it_runs(sites: dict[str, Site]) -> None:
    """As if somebody had written the row by hand, or the person has changed the hub since."""
    west, east = sites["west"], sites["east"]
    make_bulletin(west.page.get_parent())
    rule = make_rule(hub=west.hub, actions={"tell": {"use": True, "account": west.editor.pk}})
    HubRole.objects.filter(user=west.editor).update(hub=east.hub)
    RuleAction.objects.create(rule=rule, kind="bulletin", given={"use": True, "which": "ward"})
    RuleAction.objects.create(rule=rule, kind="hubs", given={"use": True, "rows": [east.hub.pk]})
    page = publish(write(west.page))
    assert dict(RuleAct.objects.values_list("kind", "state")) == dict.fromkeys(
        ("tell", "bulletin", "hubs"), "impossible"
    )
    assert RuleAct.objects.get(kind="tell").told == BEYOND
    assert not OutgoingMail.objects.exists()
    assert not Proposal.objects.exists()
    assert not page.hubs.exists()


def test_roles_of_a_hub_are_those_of_the_pages_hub(sites: dict[str, Site]) -> None:
    make_rule(actions={"tell": {"use": True, "roles": ["editor"]}})
    publish(write(sites["east"].page))
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [sites["east"].editor.email]


def test_of_two_who_change_a_rule_the_later_one_is_told(sites: dict[str, Site]) -> None:
    rule, admin = make_rule(), make_staff("administrator")
    services.save_rule(rule, wanted(None), actor=admin, seen_version=1)
    with pytest.raises(Stale):
        services.save_rule(rule, wanted(None), actor=admin, seen_version=1)
    services.delete_rule(rule, actor=admin)
    with pytest.raises(Stale):
        services.switch(rule, actor=admin, is_on=False)
