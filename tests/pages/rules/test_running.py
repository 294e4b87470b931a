"""Once only, in order, without loops; what fails is tried again while the others stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.jobs.models import OutboxItem
from cms.jobs.registry import Later
from cms.mailings.models import OutgoingMail
from pages.models import SectionPage
from pages.rules import listening, pruning, registry, services, working
from pages.rules.forms.parts import ActionForm, PartForm
from pages.rules.models import RuleAct, RuleRun
from pages.rules.registry import Action, Condition, Event, Given, Plan
from tests.factories_editing import Site, make_sites
from tests.factories_pages import make_topic
from tests.factories_people import make_staff
from tests.factories_rules import TELL, logged, make_rule, publish, write

pytestmark = pytest.mark.django_db
MET = ("met", {"tell": "done"})


@pytest.fixture
def west() -> Site:
    make_staff("editor_in_chief")
    return make_sites()["west"]


class Shaky(Action):
    """Breaks as long as it is told to."""

    code = "shaky"
    title = "壊れやすい動作"
    form = ActionForm
    broken = True
    done = 0

    def plan(self, given: Given, rule: Any, occurrence: Any) -> Plan:
        return Plan("試験", self.step)

    def step(self) -> None:
        if self.broken:
            raise ValueError("個人の名前")
        type(self).done += 1


class ShortTitle(Condition):
    code = "short"
    title = "短い題名"
    form = PartForm

    def holds(self, given: Given, occurrence: Any) -> bool:
        return len(occurrence.page.title) <= given["most"]

    def words(self, given: Given) -> str:
        return str(given["most"])


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Shaky:
    """What an installed package registers, for this test alone."""
    for name in ("_events", "_conditions", "_actions"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    shaky = Shaky()
    registry.register_event(Event("page_looked_at", "ページが点検されたとき", "ページが点検されました", is_public=True))
    registry.register_condition(ShortTitle())
    registry.register_action(shaky)
    Shaky.done = 0
    return shaky


def payload() -> dict[str, Any]:
    found: dict[str, Any] = OutboxItem.objects.get(kind=listening.KIND).payload
    return found


def test_the_same_occurrence_acts_once_however_often_the_worker_comes(west: Site) -> None:
    rule = make_rule()
    publish(write(west.page))
    working.work(payload())
    assert logged(rule) == [MET]
    assert OutgoingMail.objects.count() == 1


def test_a_failing_action_is_logged_and_tried_again_and_the_others_stand(west: Site, package: Shaky) -> None:
    rule = make_rule(actions={"tell": TELL, "shaky": {"use": True}})
    write(west.page).get_latest_revision().publish()
    with pytest.raises(Later):
        working.work(payload())
    assert logged(rule) == [("met", {"tell": "done", "shaky": "failed"})]
    told = RuleAct.objects.get(kind="shaky").told
    assert "ValueError" in told
    assert "個人の名前" not in told
    package.broken = False
    working.work(payload())
    assert logged(rule) == [("met", {"tell": "done", "shaky": "done"})]
    assert RuleAct.objects.get(kind="shaky").attempts == 2
    assert (OutgoingMail.objects.count(), Shaky.done) == (1, 1)


def test_the_worker_itself_puts_a_failed_action_off(west: Site, package: Shaky) -> None:
    make_rule(actions={"shaky": {"use": True}})
    publish(write(west.page))
    item = OutboxItem.objects.get(kind=listening.KIND)
    assert (item.state, item.last_error) == ("due", "自動の決まりの動作に失敗しました。どれかは、その記録にあります。")


def test_an_installed_package_brings_its_own_event_condition_and_action(west: Site, package: Shaky) -> None:
    package.broken = False
    rule = make_rule("page_looked_at", conditions={"short": {"most": 3}}, actions={"shaky": {"use": True}})
    for title in ("短い", "とても長い題名"):
        page = publish(write(west.page, title=title))
        listening.occurred("page_looked_at", page, "1")
        working.work(OutboxItem.objects.get(key=f"rules:page_looked_at:{page.pk}:1").payload)
    assert logged(rule) == [("met", {"shaky": "done"}), ("not_met", {})]
    with pytest.raises(RuntimeError):
        registry.register_action(Shaky())


def test_what_a_rule_does_starts_no_rule(west: Site) -> None:
    topic = make_topic()
    adds = make_rule(actions={"topics": {"use": True, "rows": [topic.pk]}})
    tells = make_rule(position=20)
    page = publish(write(west.page))
    assert Page.objects.get(pk=page.pk).specific.topics.exists()
    assert OutboxItem.objects.filter(kind=listening.KIND).count() == 1
    assert logged(adds) == [("met", {"topics": "done"})]
    assert logged(tells) == [MET]


def test_a_rule_applies_to_one_page_so_many_times_a_day(west: Site, settings: Any) -> None:
    settings.RULES_MOST_A_DAY = 2
    rule, page = make_rule(), write(west.page)
    for _time in range(3):
        publish(page)
    publish(write(west.page))
    assert logged(rule) == [MET, MET, ("capped", {}), MET]


def test_a_rule_that_stops_ends_the_row_for_later_ones(west: Site) -> None:
    topic = make_topic()
    make_rule(position=5, name="先の決まり", stops=True, conditions={"topic": {"rows": [topic.pk]}})
    later = make_rule(position=6)
    publish(write(west.page, topics=[topic]))
    publish(write(west.page))
    assert logged(later) == [("stopped", {}), MET]
    assert "先の決まり" in RuleRun.objects.get(state="stopped").reason


def test_no_rule_of_a_hub_stops_one_of_the_ward(west: Site) -> None:
    hubs = make_rule(hub=west.hub, position=1, stops=True)
    wards = make_rule(position=900)
    publish(write(west.page))
    assert (logged(hubs), logged(wards)) == ([MET], [MET])


def test_a_rule_that_was_put_out_of_use_or_deleted_meanwhile_does_nothing(west: Site) -> None:
    admin = make_staff("administrator")
    rested, gone = make_rule(), make_rule()
    write(west.page).get_latest_revision().publish()
    services.switch(rested, actor=admin, is_on=False)
    services.delete_rule(gone, actor=admin)
    late = make_rule()
    working.work(payload())
    assert not RuleRun.objects.exists(), "nor does one that was made after it happened"
    assert logged(late) == []


def test_a_rule_of_a_branch_that_moved_to_another_hub_reaches_nothing_there(west: Site) -> None:
    section = write(west.page, SectionPage)
    publish(section)
    rule = make_rule(branch=Page.objects.get(pk=section.pk), actions={"tell": {"use": True, "roles": ["editor"]}})
    assert rule.hub == west.hub
    east = Page.objects.get(pk=west.page.pk).get_siblings().get(hubpage__hub__code="east")
    Page.objects.get(pk=section.pk).move(east, pos="last-child")
    publish(write(Page.objects.get(pk=section.pk)))
    assert not RuleRun.objects.filter(rule=rule).exists()
    assert not OutgoingMail.objects.exists()


def test_old_runs_are_pruned(west: Site, settings: Any) -> None:
    settings.RULES_KEEP_DAYS = 30
    rule = make_rule()
    for _time in range(2):
        publish(write(west.page))
    RuleRun.objects.filter(pk=RuleRun.objects.earliest("pk").pk).update(at=timezone.now() - timedelta(days=31))
    assert pruning.prune() == 1
    assert logged(rule) == [MET]
