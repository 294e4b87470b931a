"""The officers' list: nothing vanishes, nobody overwrites unseen, and staff see that it has changed."""

from __future__ import annotations

import datetime
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from cms.core.errors import Stale
from cms.people.models import CommunityGroup, GroupMembership, Person, Role, User
from cms.people.services.groups import verify_group
from cms.people.services.officers import former_officers, officers_on, set_officers
from cms.people.services.persons import forget_person, save_person
from cms.people.services.roles import grant_role, record_deputy
from tests.factories_people import make_group, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from workflows.correspondence.addressee import representative

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 4, 1)
CHAIR = {"title": "会長", "name": "髙橋 一", "name_kana": "たかはし はじめ", "from_on": DAY}
TREASURER = {"title": "会計", "name": "例示 次郎", "name_kana": "れいじ じろう", "from_on": DAY}
SUCCESSOR = {"title": "会長", "name": "後任 花子", "name_kana": "こうにん はなこ", "from_on": datetime.date(2026, 4, 1)}


@pytest.fixture
def manager() -> User:
    return make_user()


@pytest.fixture
def group(manager: User) -> CommunityGroup:
    found = make_group(manager=manager)
    set_officers(found, actor=manager, officers=[CHAIR, TREASURER])
    return found


def entries(group: CommunityGroup) -> list[dict[str, object]]:
    return [{"row": o.pk, "title": o.title, "name": o.name, "name_kana": o.name_kana, "from_on": o.from_on,
             "until_on": o.until_on} for o in group.officers.filter(ended_at=None).order_by("id")]  # fmt: skip


def test_who_leaves_the_list_stays_on_record_with_the_end_of_the_term(group: CommunityGroup, manager: User) -> None:
    _chair, treasurer = entries(group)
    set_officers(group, actor=manager, officers=[SUCCESSOR, treasurer])
    assert {o.name for o in officers_on(group)} == {"後任 花子", "例示 次郎"}
    (left,) = former_officers(group)
    assert (left.name, left.ended_by) == ("髙橋 一", manager)
    assert left.until_on is not None
    log = registry.get_logs_for_instance(group).filter(action="people.officers_set").latest("pk")
    new = officers_on(group)[0]
    assert log.data == {"changed": {}, "added": [new.pk], "ended": [left.pk]}


def test_what_a_row_said_before_is_read_by_staff_and_stands_in_that_row_alone(
    group: CommunityGroup, manager: User
) -> None:
    chair, treasurer = entries(group)
    set_officers(group, actor=manager, officers=[{**chair, "name": "髙橋 壱"}, treasurer])
    set_officers(group, actor=manager, officers=[{**chair, "name": "髙橋 壱", "name_kana": "たかはし いち"}, treasurer])
    row = group.officers.get(pk=chair["row"])
    assert [old["told"] for old in row.earlier] == ["会長 髙橋 一"]
    logged = registry.get_logs_for_instance(group).filter(action="people.officers_set").order_by("pk")
    assert [log.data["changed"] for log in logged][1:] == [{str(row.pk): ["name"]}, {str(row.pk): ["name_kana"]}]
    page = sign_in(Client(), make_staff(Role.REVIEWER, group.hub)).get(reverse("groups:edit", args=[group.pk]))
    assert "会長 髙橋 一（" in page.content.decode()


def test_the_log_names_nobody_so_that_no_name_outlives_its_erasure(group: CommunityGroup, manager: User) -> None:
    """Groups, officers, accounts, roles, deputies and persons: by number, whoever writes the entry."""
    admin, approver, reviewer = (
        make_staff(role) for role in ("administrator", "division_approver", "division_reviewer")
    )
    User.objects.filter(pk__in=[approver.pk, reviewer.pk, manager.pk]).update(last_name="記録", first_name="残太郎")
    CommunityGroup.objects.filter(pk=group.pk).update(name="記録残太郎後援会")
    group.refresh_from_db()
    set_officers(group, actor=manager, officers=[{**CHAIR, "name": "記録 残太郎"}, SUCCESSOR])
    set_officers(group, actor=manager, officers=[TREASURER])
    day = timezone.localdate()
    record_deputy(
        actor=admin, principal=User.objects.get(pk=approver.pk), deputy=User.objects.get(pk=reviewer.pk),
        from_on=day, until_on=day, reason="出張のため",
    )  # fmt: skip
    grant_role(user=User.objects.get(pk=manager.pk), actor=admin, role=Role.AUDITOR, from_on=day)
    forget_person(save_person(Person(), actor=admin, name="記録 残太郎"), actor=admin)
    sign_in(Client(), admin).post(
        reverse("wagtailusers_users:edit", args=[approver.pk]),
        {"last_name": "記録", "first_name": "改 残太郎", "is_active": "on"},
    )
    kinds = {entry.content_type.model for entry in ModelLogEntry.objects.select_related("content_type")}
    assert kinds >= {"communitygroup", "deputy", "hubrole", "person", "user"}
    texts = [f"{entry.label} {json.dumps(entry.data, ensure_ascii=False)}" for entry in ModelLogEntry.objects.all()]
    found = [text for text in texts if any(name in text for name in ("残太郎", "髙橋", "後任", "例示", "example.jp"))]
    assert found == []


def test_a_list_saved_without_a_change_writes_nothing(group: CommunityGroup, manager: User) -> None:
    set_officers(group, actor=manager, officers=entries(group))
    assert registry.get_logs_for_instance(group).filter(action="people.officers_set").count() == 1


def test_a_new_chair_represents_the_group_although_added_last(group: CommunityGroup, manager: User) -> None:
    chair, treasurer = entries(group)
    ended = {**chair, "until_on": datetime.date(2026, 3, 31)}
    set_officers(group, actor=manager, officers=[ended, treasurer, SUCCESSOR])
    today, before = datetime.date(2026, 11, 25), datetime.date(2025, 11, 25)
    assert str(representative(group, on=today)) == "会長 後任 花子"
    assert str(representative(group, on=before)) == "会長 髙橋 一"


def test_two_managers_do_not_overwrite_each_other(group: CommunityGroup, manager: User) -> None:
    """Both opened the same list; the second one is told and nothing of theirs is saved."""
    second = make_user()
    make_membership(group, second, right=GroupMembership.Right.MANAGER)
    url = reverse("people:officers", args=[group.pk])
    seen = CommunityGroup.objects.get(pk=group.pk).officers_revision
    set_officers(group, actor=manager, officers=[SUCCESSOR], seen_revision=seen)
    with pytest.raises(Stale):
        set_officers(group, actor=second, officers=[TREASURER], seen_revision=seen)
    posted = {"officer-TOTAL_FORMS": "0", "officer-INITIAL_FORMS": "0", "revision": str(seen)}
    their = sign_in(Client(), second)
    answer = their.post(url, posted)
    assert answer.status_code == 409
    assert "ほかの代表担当者" in answer.content.decode()
    assert their.post(url, {**posted, "revision": ""}).status_code == 409
    assert [o.name for o in officers_on(group)] == ["後任 花子"]


def test_staff_see_officers_that_changed_after_the_verification(group: CommunityGroup, manager: User) -> None:
    reviewer = make_staff(Role.REVIEWER, group.hub)
    their = sign_in(Client(), reviewer)
    pages = (reverse("groups:index"), reverse("groups:edit", args=[group.pk]))
    mark = "確認後に役員の変更あり"
    verify_group(group, actor=reviewer, accepted=True)
    assert not any(mark in their.get(page).content.decode() for page in pages)
    set_officers(group, actor=manager, officers=[SUCCESSOR])
    assert all(mark in their.get(page).content.decode() for page in pages)
    verify_group(group, actor=reviewer, accepted=True)
    assert not any(mark in their.get(page).content.decode() for page in pages)


def test_what_the_log_held_before_leaves_it_when_the_database_is_brought_up_to_date(group: CommunityGroup) -> None:
    entry = registry.get_logs_for_instance(group).get(action="people.officers_set")
    ModelLogEntry.objects.filter(pk=entry.pk).update(label="髙橋後援会", data={"before": [], "after": ["会長 髙橋 一"]})
    import_module("cms.people.migrations.0003_names_leave_the_log").leave_the_log(apps, None)
    entry.refresh_from_db()
    assert (entry.label, entry.data) == (f"団体（番号{group.pk}）", {})
