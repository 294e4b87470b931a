"""Matters whose sort, number, file, action or version do not belong together: 404 or 409, and no row has changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse

from cms.api.models import GivenAnswer
from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from tests.cms.api.matters import APPOINTMENT, INTERVIEW, PARTNER, REQUEST, act, read, rows
from tests.cms.api.talking import Caller
from tests.factories_coordination import make_asked
from tests.factories_volunteering import make_application, make_appointment, make_recruitment, make_slot, to_slot
from tests.rows import digests, undone
from workflows.engine.matters import sorts
from workflows.kinds.coordination.services import sounding

pytestmark = pytest.mark.django_db
SORTS = (REQUEST, PARTNER, INTERVIEW, APPOINTMENT)
NOTHING = ("9999999", "x")
INPUTS: dict[str, dict[str, Any]] = {
    "answer": {"answer": "decline"},
    "ask": {"text": "何人くらいですか。"},
    "consent": {"name": "助 二郎", "phone": "03-8642-1975", "email": "", "agrees": True},
    "send-sheet": {"achieved": "できた。", "again": "yes", "may_publish": "no"},
    "note": {"hours": 1.5, "text": "取材"},
    "hand-in-article": {"title": "題", "text": "本文"},
    "save-profile": {"skills": "写真", "skills_for": "hub", "contact_for": "hub"},
    "answer-renewal": {"answer": "no"},
    "resign": {"reason": "転居"},
}
# Whoever takes a consent back is never refused for the sake of a version.
PATIENT = {"withdraw-consent"}
Address = tuple[str, str, str]


@dataclass(frozen=True)
class Mix:
    """People with matters of their own. ``own``: person, sort and number → the version that is read there."""

    callers: dict[str, Caller]
    own: dict[Address, str]
    inputs: dict[str, dict[str, Any]]

    def wrong(self) -> Iterator[Address]:
        """Each person, sort and number with each other, and some that do not exist; but no matter of that person."""
        numbers = sorted({number for _who, _sort, number in self.own} | set(NOTHING))
        people = [one for one in self.callers if one != "other"]
        found = set(itertools.product(people, [*SORTS, "unknown"], numbers)) - set(self.own)
        return iter(sorted(found))

    def order(self, at: Address, action: str, version: str) -> HttpResponse:
        """With input that is good where action and matter belong together."""
        who, sort, number = at
        body = {"version": version, "input": self.inputs.get(action, {}), "confirmed": True}
        return self.callers[who].post(f"/me/matters/{sort}/{quote(number)}/actions/{action}", body)

    def version_elsewhere(self, at: Address) -> str:
        """That of another matter of the sort, if there is one; else of any other."""
        others = sorted(self.own, key=lambda one: (one[1] != at[1], one))
        return next(self.own[one] for one in others if self.own[one] != self.own[at])


def actions_of(sort: str) -> list[str]:
    """Those of the sort; of one that is none, everybody's."""
    known = [sort] if sort in SORTS else SORTS
    return sorted({one for each in known for one in sorts()[each].by_id})


@pytest.fixture
def mix() -> Mix:
    """Both sides of one coordination, and two volunteers who hold an appointment and apply again."""
    sides = make_asked()
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    recruitment, again = make_recruitment(places=5), make_recruitment()
    held = [make_appointment(recruitment) for _ in "ab"]
    applied = [make_application(again, user=one.user, hub=held[0].hub) for one in held]
    for case in applied:
        to_slot(case)
    slot = make_slot(again, applied[0].hub, days=9, capacity=2)
    run_due()
    people = {"partner": sides.helper, "asker": sides.asker, "volunteer": held[0].user, "other": held[1].user}
    callers = {name: Caller(user) for name, user in people.items()}
    day = held[0].from_on.isoformat()
    act(callers["volunteer"], APPOINTMENT, "note", done_on=day, hours=1, text="取材")
    (entry,) = rows(read(callers["volunteer"], APPOINTMENT), "log")
    own = {}
    for who, caller in callers.items():
        for line in caller.get("/me/matters").json()["items"]:
            own[who, line["sort"], line["id"]] = caller.get(line["href"]).json()["version"]
    more = {"choose": {"slot": str(slot.pk)}, "take-back": {"entry": entry["entry"]}}
    return Mix(callers, own, {**INPUTS, **more, "note": {**INPUTS["note"], "done_on": day}})


def everything() -> dict[str, str]:
    """But the attempts that are on record, and the answers that are kept for whoever asks again with the same key."""
    return digests(leaving_out=["audit_refusal", GivenAnswer._meta.db_table])


def test_a_matter_that_is_not_the_persons_is_none_whatever_is_asked_of_it(mix: Mix) -> None:
    """Read, its file, and each action, with the version of another matter: one and the same 404, put on record."""
    before, refused, tried = everything(), Refusal.objects.count(), 0
    versions = itertools.cycle(sorted(set(mix.own.values())))
    answers = set()
    for at in mix.wrong():
        who, sort, number = at
        path = f"/me/matters/{sort}/{quote(number)}"
        found = [mix.callers[who].get(path), mix.callers[who].get(f"{path}/files/agreement")]
        found += [mix.order(at, action, next(versions)) for action in (actions_of(sort) if sort in SORTS else ["ask"])]
        answers |= {(one.status_code, one.content) for one in found}
        tried += len(found)
    assert [(status, b'"not-found"' in content) for status, content in answers] == [(404, True)]
    assert everything() == before
    assert Refusal.objects.count() == refused + tried > refused + 100


def test_what_another_sort_of_matter_has_is_none_of_this_one(mix: Mix) -> None:
    """Actions of other sorts and files that it has not, asked of an own matter with its own version."""
    before = everything()
    for at, version in mix.own.items():
        who, sort, number = at
        strange = set(actions_of("unknown")) - set(actions_of(sort)) | {"unknown"}
        found = [mix.order(at, action, version) for action in sorted(strange)]
        path = f"/me/matters/{sort}/{quote(number)}/files"
        found += [mix.callers[who].get(f"{path}/{name}") for name in ("agreement", "1", "rules")]
        assert {(one.status_code, one.json()["code"]) for one in found} == {(404, "not-found")}, at
    assert everything() == before


def test_the_version_of_another_matter_does_nothing_to_this_one(mix: Mix) -> None:
    """Nor does one that never was. What is over says so before anybody looks at the version."""
    before, tried = everything(), set()
    for at in mix.own:
        shown = offered(mix, at)
        for action, version in itertools.product(actions_of(at[1]), (mix.version_elsewhere(at), "0" * 16, "")):
            if action in PATIENT:
                continue
            answer = mix.order(at, action, version)
            wanted = "refused" if action == "choose" and action not in shown else "changed"
            if at[0] == "other" and action == "take-back":  # the entry is one of another log
                assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/input/entry")
                continue
            assert (answer.status_code, answer.json()["code"]) == (409, wanted), (at, action, answer.content)
            tried.add(action)
    assert everything() == before
    assert tried == set(actions_of("unknown")) - PATIENT


def test_with_its_own_version_each_is_done_if_it_is_offered_and_refused_if_not(mix: Mix) -> None:
    """Control of the above: the very input is good, and no matter of anybody else is another one afterwards."""
    done = set()
    for at, version in mix.own.items():
        good = offered(mix, at) - {"hand-in-article"}  # this hub has no site that takes it
        if at[0] == "other":
            good -= {"take-back"}  # the entry is one of another log
        for action in actions_of(at[1]):
            before = everything()
            with undone():
                answer = mix.order(at, action, version)
                assert (answer.status_code == 200) == (action in good | PATIENT), (at, action, answer.content)
                assert answer.json().get("code") in (None, "refused", "incomplete"), (at, action, answer.content)
                assert (everything() != before) == (action in good), (at, action)
                assert not touched(mix, at), (at, action)
            assert everything() == before
            done |= {action} & good
    assert done >= {"answer", "ask", "consent", "choose", "note", "take-back", "save-profile", "resign"}


def offered(mix: Mix, at: Address) -> set[str]:
    who, sort, number = at
    matter = mix.callers[who].get(f"/me/matters/{sort}/{quote(number)}").json()
    return {one["id"] for one in matter["allowed_actions"]}


def touched(mix: Mix, at: Address) -> set[Address]:
    """Matters of people beside both sides of this one that have another version now."""
    sides = {"partner", "asker"} if at[0] in ("partner", "asker") else {at[0]}
    found = set()
    for one in mix.own:
        who, sort, number = one
        if who not in sides:
            answer = mix.callers[who].get(f"/me/matters/{sort}/{quote(number)}")
            found |= {one} if answer.json()["version"] != mix.own[one] else set()
    return found
