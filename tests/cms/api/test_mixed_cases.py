"""Cases, actions and versions that do not belong together: each has its one answer, and no row of any table changes.

Every number (own, foreign, closed, at another step, of none) is tried with every action of the kind and with the
version of now, of before and of another case. What may be done is done, and undone again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from cms.api import applicant_actions, staff_actions
from cms.audit.models import Refusal
from cms.people.models import Role, User
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import STEP_DATA, ask_correction, bring_to, make_call, make_case
from tests.factories_people import make_group, make_hub, make_staff, make_user
from tests.rows import digests, undone
from workflows.cases.models import Case
from workflows.engine.kind import kinds
from workflows.intake.services.withdrawing import take_back

pytestmark = pytest.mark.django_db
NONE = "R8-助成-9999"
VERSIONS = ("right", "before", "elsewhere")
Answer = tuple[int, str]
DONE: Answer = (200, "")
NOT_FOUND: Answer = (404, "not-found")
NOT_ALLOWED: Answer = (403, "not-allowed")
CHANGED: Answer = (409, "changed")
REFUSED: Answer = (409, "refused")
INCOMPLETE: Answer = (422, "incomplete")
STEP = "the open step"
# What each reader is told with the right version, by case: cases left out are not theirs to read.
# Nobody has taken the steps of this world, so none is given back.
ALL_DONE = {**dict.fromkeys((STEP, "take", "hand-over", "move"), DONE), "give-back": REFUSED}
NOT_THEIRS = dict.fromkeys((STEP, "take", "give-back", "hand-over", "move"), NOT_ALLOWED)
NOBODYS = {STEP: NOT_FOUND, **dict.fromkeys(("take", "give-back", "move"), REFUSED), "hand-over": INCOMPLETE}
AWAITED = {**NOT_THEIRS, STEP: NOT_FOUND, "hand-over": INCOMPLETE}
CHIEF = {
    "new": ALL_DONE,
    "further": ALL_DONE,
    "to decide": {**NOT_THEIRS, "move": DONE, "hand-over": INCOMPLETE},
    "to correct": {**AWAITED, "move": DONE},
    "closed": NOBODYS,
}
APPROVER = {
    "new": NOT_THEIRS,
    "further": NOT_THEIRS,
    "to decide": {**ALL_DONE, "hand-over": INCOMPLETE, "move": NOT_ALLOWED},
    "to correct": AWAITED,
    "closed": {**NOBODYS, "move": NOT_ALLOWED},
    "foreign": {**NOT_THEIRS, "hand-over": INCOMPLETE},
}
APPLICANT = {
    "new": {"correct": REFUSED, "withdraw": DONE},
    "further": {"correct": REFUSED, "withdraw": DONE},
    "to decide": {"correct": REFUSED, "withdraw": DONE},
    "to correct": {"correct": DONE, "withdraw": DONE},
    "closed": {"correct": REFUSED, "withdraw": REFUSED},
}


@dataclass(frozen=True)
class Mix:
    """Cases of one kind that differ in step, hub or group, and input with which each action would be done."""

    cases: dict[str, Case]
    applicant: User
    inputs: dict[str, dict[str, Any]]

    def number(self, name: str) -> str:
        return self.cases[name].number if name in self.cases else NONE

    def version(self, name: str, which: str) -> int:
        """``elsewhere``: the version of a case that stands at another one."""
        own = self.cases[name].revision if name in self.cases else 0
        if which == "elsewhere":
            return next(one.revision for one in self.cases.values() if one.revision not in (own, own - 1))
        return own if which == "right" else max(own - 1, 0)


@pytest.fixture
def mix() -> Mix:
    hub, call, applicant = make_hub(), make_call(), make_user(name="試験 花子")
    group = make_group(hub, manager=applicant)
    reviewer, drafter = make_staff(Role.REVIEWER, hub), make_staff(Role.DIVISION_REVIEWER)

    def new() -> Case:
        return make_case(call=call, group=group, applicant=applicant)

    cases = {
        "new": new(),
        "further": bring_to("hub_check", new(), reviewer=reviewer),
        "to decide": bring_to("decision", new(), reviewer=reviewer, drafter=drafter),
        "to correct": ask_correction(new(), by=reviewer),
        "closed": take_back(new(), actor=applicant, reason="都合により"),
        "foreign": bring_to("hub_check", make_case(call=call, group=make_group(make_hub()))),
    }
    today = timezone.localdate().isoformat()
    inputs: dict[str, dict[str, Any]] = {
        **{name: {key: text or today for key, text in data.items()} for name, data in STEP_DATA.items()},
        "give-back": {"reason": "戻す。"},
        "hand-over": {"holder": str(reviewer.pk), "reason": "休暇のため。"},
        "move": {"hub": str(make_hub().pk), "reason": "住所が移った。"},
        "withdraw": {"reason": "都合により"},
    }
    cases = {name: Case.objects.get(pk=case.pk) for name, case in cases.items()}
    return Mix(cases, applicant, inputs)


def names_of_actions(mix: Mix) -> list[str]:
    """Every step of the kind, what may be done beside it on both sides, and what nobody can do."""
    return [*kinds()["subsidy"].steps, *staff_actions.OTHERS, *applicant_actions.ACTIONS, "unknown"]


@dataclass(frozen=True)
class Door:
    """One of the two addresses of actions, and what its reader is told there."""

    caller: Caller
    told: dict[str, dict[str, Answer]]
    desk: bool

    def wanted(self, mix: Mix, name: str, action: str, which: str) -> Answer:
        """Input is looked at before the version, except that of steps: whose step it is stands first there."""
        is_step = self.desk and action in kinds()["subsidy"].steps
        if name not in self.told or not (is_step or action in self.others):
            return NOT_FOUND
        right = self.told[name][STEP if is_step else action]
        if right == INCOMPLETE:
            return right
        is_open = not is_step or mix.cases[name].step == action
        return right if which == "right" and is_open else CHANGED

    @property
    def others(self) -> dict[str, Any]:
        return staff_actions.OTHERS if self.desk else applicant_actions.ACTIONS

    def is_on_record(self, name: str, wanted: Answer) -> bool:
        return name not in self.told or wanted == NOT_ALLOWED

    def order(self, mix: Mix, name: str, action: str, which: str) -> HttpResponse:
        body = {"version": mix.version(name, which), "input": mix.inputs.get(action, {}), "confirmed": True}
        return self.caller.post(case_path(mix.number(name), f"/actions/{action}", desk=self.desk), body)


def open_door(mix: Mix, who: str) -> Door:
    if who == "applicant":
        return Door(Caller(mix.applicant), APPLICANT, desk=False)
    if who == "chief":
        return Door(Caller(make_staff(Role.CHIEF, mix.cases["new"].hub)), CHIEF, desk=True)
    return Door(Caller(make_staff(Role.DIVISION_APPROVER)), APPROVER, desk=True)


def everything() -> dict[str, str]:
    return digests(leaving_out=["audit_refusal"])


@pytest.mark.parametrize("who", ["chief", "approver", "applicant"])
def test_what_does_not_belong_together_has_its_one_answer_and_changes_nothing(mix: Mix, who: str) -> None:
    """Attempts on what is not one's own, or not one's own to do, are on record; nothing else is."""
    door = open_door(mix, who)
    door.order(mix, "none", "unknown", "right")
    before, refused, surprises, on_record = everything(), Refusal.objects.count(), [], 0
    for name, action, which in itertools.product([*mix.cases, "none"], names_of_actions(mix), VERSIONS):
        wanted = door.wanted(mix, name, action, which)
        if wanted == DONE:
            continue
        answer = door.order(mix, name, action, which)
        on_record += door.is_on_record(name, wanted)
        if (found := (answer.status_code, answer.json()["code"])) != wanted:
            surprises.append((name, action, which, wanted, found))
    assert surprises == []
    assert everything() == before
    assert Refusal.objects.filter(actor=door.caller.user).count() == Refusal.objects.count() == refused + on_record


@pytest.mark.parametrize("who", ["chief", "approver", "applicant"])
def test_what_belongs_together_is_done_to_that_case_alone(mix: Mix, who: str) -> None:
    """Control of the above: the very input that was refused elsewhere is good."""
    door, done = open_door(mix, who), 0
    for name, action in itertools.product(mix.cases, names_of_actions(mix)):
        if door.wanted(mix, name, action, "right") != DONE:
            continue
        before = everything()
        with undone():
            answer = door.order(mix, name, action, "right")
            assert answer.status_code == 200, (name, action, answer.content)
            assert answer.json()["number"] == mix.number(name)
            assert everything() != before
            revisions = dict(Case.objects.values_list("number", "revision"))
        changed = {case.number for case in mix.cases.values() if revisions[case.number] != case.revision}
        assert changed == ({mix.number(name)} if action != "correct" else set())
        done += 1
    assert done == sum(answer == DONE for told in door.told.values() for answer in told.values())
