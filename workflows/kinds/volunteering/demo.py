"""Applications at several steps and volunteers for the demo, moved as people move them; texts in ``demo.json``."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cms.core import dates
from cms.hubs.models import Hub
from cms.people.models import User
from workflows.cases.models import Case
from workflows.engine.staging import Stage
from workflows.kinds.volunteering.models import Appointment, VolunteerProfile
from workflows.kinds.volunteering.services import activity, profiles, renewing, scoring, slots, training

TEXTS = Path(__file__).with_name("demo.json")
STEPS = ("receive", "hub_check", "slot", "interview", "decision", "waiting", "registered", "active")
FORM = ("tie", "reason", "skills", "availability", "guardian_name", "guardian_relation", "guardian_email")
INTERVIEWS_IN = (7, 8)
COMMENT = "話し方が丁寧で、取材の計画が具体的。"
ALL_HUBS = VolunteerProfile.Shared.ALL_HUBS


def make(stage: Stage) -> None:
    _Demo(stage, json.loads(TEXTS.read_text(encoding="utf-8"))).play()


class _Demo:
    def __init__(self, stage: Stage, texts: dict[str, Any]) -> None:
        self.stage, self.texts = stage, texts
        self.today = timezone.localdate()
        # Two people of a hub give points; the second hub has one reviewer, so the division helps out.
        self.scorers = (("reviewer", "chief"), ("reviewer2", "division"))

    def play(self) -> None:
        for hub in self.stage.hubs:
            self._plan_interviews(hub)
        for row in self.texts["applicants"]:
            self._apply(row)
        for number, hub in enumerate(self.stage.hubs):
            self._train(hub, self._staff(number))
        self._serve()

    def _staff(self, hub: int) -> User:
        return self.stage[self.scorers[hub][0]]

    def _plan_interviews(self, hub: Hub) -> None:
        staff = self._staff(self.stage.hubs.index(hub))
        for days in INTERVIEWS_IN:
            begins = datetime.combine(self.today + timedelta(days=days), time(10), tzinfo=dates.JST)
            slots.plan(
                self.stage.call.pk, actor=staff, hub=hub.pk, starts_at=begins, minutes=30, place="拠点の会議室",
                capacity=6,
            )  # fmt: skip

    def _apply(self, row: dict[str, Any]) -> None:
        user = self.stage.resident(
            row["account"], row["person"], row["kana"], postal_code="176-0000", address="練馬区みほん町2丁目3番4号"
        )
        born = self.today.replace(day=1, year=self.today.year - row["age"])
        known = {"born_on": born.isoformat(), "phone": "03-0000-0000", "notice": "electronic"}
        given = known | {name: row[name] for name in FORM if name in row}
        case = self.stage.send(user, given, hub=self.stage.hubs[row["hub"]])
        far = STEPS.index(row["until"])
        staff = self._staff(row["hub"])
        if far >= STEPS.index("hub_check"):
            self.stage.step(case, staff, received_on=self.today.isoformat())
        if far >= STEPS.index("slot"):
            self.stage.step(case, staff, result="forward", opinion="応募用紙と作文はそろっている。")
        if far >= STEPS.index("interview"):
            self._interview(case, user, row)
        if far >= STEPS.index("decision"):
            self._select(case, row)

    def _interview(self, case: Case, user: User, row: dict[str, Any]) -> None:
        slots.choose(_again(case), actor=user, slot=slots.offered(case).order_by("starts_at")[0].pk)
        criteria = scoring.recruitment_of(case).criteria_list
        given = [*row["points"], *row["points"]][:2] if row["until"] != "interview" else row["points"]
        for name, values in zip(self.scorers[row["hub"]], given, strict=False):
            points = dict(zip(criteria, values, strict=True))
            scoring.give(_again(case), actor=self.stage[name], points=points, comment=COMMENT)

    def _select(self, case: Case, row: dict[str, Any]) -> None:
        self.stage.step(case, self._staff(row["hub"]), result="done", note="予定どおり面接を行った。")
        wanted = "waiting" if row["until"] == "waiting" else "appointed"
        drafter = self.stage["division2" if row["hub"] else "division"]
        self.stage.step(case, drafter, outcome_wanted=wanted, reason="採点の結果と応募の動機を踏まえた。")
        if row["until"] != "decision":
            self.stage.step(case, self.stage["approver"], result="decide")

    def _train(self, hub: Hub, staff: User) -> None:
        begins = datetime.combine(self.today, time(9), tzinfo=dates.JST)
        held = training.plan(
            hub, actor=staff, title=self.texts["training"], starts_at=begins, minutes=90, place="拠点の会議室"
        )
        trained = {f"{row['account']}@example.jp" for row in self.texts["applicants"] if row["until"] == "active"}
        for one in training.invited(held).filter(user__email__in=trained):
            training.note(held, actor=staff, appointment=one, came=True)

    def _serve(self) -> None:
        """Log, profile and the wish to go on of those who are active."""
        active = Appointment.objects.select_related("person", "user", "case", "hub").filter(state="active")
        for one in active.order_by("pk"):
            assert one.user is not None
            row = next(row for row in self.texts["applicants"] if one.user.email.startswith(f"{row['account']}@"))
            profiles.save(
                one.person, actor=one.user, skills=row["skills"], availability=row["availability"],
                skills_for=ALL_HUBS, shows_name=True,
            )  # fmt: skip
            for entry in self.texts["log"]:
                activity.note(one, actor=one.user, done_on=self.today, key=uuid.uuid4(), **entry)
        asked = active.filter(hub=self.stage.hubs[0])[0]
        renewing.ask(asked)
        asked.refresh_from_db()
        renewing.answer(asked.renewal, actor=asked.user, goes_on=True)


def _again(case: Case) -> Case:
    """Read anew: the demo is one transaction, in which a case that was locked once passes for the newest."""
    return Case.objects.get(pk=case.pk)
