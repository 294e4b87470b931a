"""Requests at several steps for the demo, moved as staff and groups move them; the texts stand in ``demo.json``."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cms.people.models import CommunityGroup, User
from workflows.cases.models import Case
from workflows.engine.staging import Stage
from workflows.kinds.coordination.models import Advice, Side, Sounding
from workflows.kinds.coordination.services import advising, consenting, inquiring, reviewing, sounding, starting

TEXTS = Path(__file__).with_name("demo.json")
STEPS = ("receive", "candidates", "sounding", "decision", "carrying", "review", "refused")
FORM = ("wanted", "title", "purpose", "content", "wish", "own_part")
PHONE = "03-0000-0000"
ANSWER_DAYS = timedelta(days=14)
PERIOD = timedelta(days=120)


def make(stage: Stage) -> None:
    _Demo(stage, json.loads(TEXTS.read_text(encoding="utf-8"))).play()


class _Demo:
    def __init__(self, stage: Stage, texts: dict[str, Any]) -> None:
        self.stage, self.texts = stage, texts
        self.today = timezone.localdate()
        self.known = {group.name: group for group in stage.groups}

    def play(self) -> None:
        self.partners = [self._partner(row) for row in self.texts["partners"]]
        for row in self.texts["requests"]:
            self._request(row)
        self._of_ward(self.texts["of_ward"])
        self._inquiry(self.texts["inquiry"])

    def _partner(self, row: dict[str, str]) -> CommunityGroup:
        user = self.stage.resident(row["account"], row["person"], row["person_kana"])
        return self.stage.group(user, row["name"], row["kana"], kind=row["kind"], hub=0)

    def _staff(self, case: Case) -> User:
        return self.stage["reviewer" if case.hub_id == self.stage.hubs[0].pk else "reviewer2"]

    def _request(self, row: dict[str, Any]) -> None:
        group = self.known[row["group"]]
        user = _manager(group)
        contact = {"contact_name": user.get_full_name(), "contact_phone": PHONE, "notice": "electronic"}
        case = self.stage.send(user, {**contact, **{name: row[name] for name in FORM}}, group=group)
        far = STEPS.index(row["until"])
        if far >= STEPS.index("candidates"):
            self._begin(case, row)
        if row["until"] == "refused":
            self._fail(case, row["refusal"])
            return
        if far >= STEPS.index("sounding"):
            asked = self._ask(case, row)
            self._answer(asked, row, user if far > STEPS.index("sounding") else None)
        if far >= STEPS.index("decision"):
            self._agree(case, asked)
        if far >= STEPS.index("carrying"):
            self._carry_out(case, ends=row["until"] == "review", by=user)

    def _begin(self, case: Case, row: Mapping[str, Any]) -> None:
        staff = self._staff(case)
        self.stage.step(case, staff, received_on=self.today.isoformat(), officer=staff.pk)
        self.stage.step(case, staff, result="forward", opinion="依頼の内容を確認した。")
        self._talk(case, "hearing", "done")
        self.stage.step(case, staff, issue=row["issue"], agenda=row.get("agenda", "ward"), result="candidates")

    def _talk(self, case: Case, phase: str, result: str) -> None:
        words = self.texts["talks"][phase]
        self.stage.step(case, self._staff(case), held_on=self.today.isoformat(), result=result, **words)

    def _ask(self, case: Case, row: Mapping[str, Any]) -> Sounding:
        partner = self.partners[row["partner"]]
        self.stage.step(
            case, self._staff(case), result="done", group=partner.name, reason=row["reason"], message=row["message"],
            answer_due_on=(self.today + ANSWER_DAYS).isoformat(),
        )  # fmt: skip
        return _again(Sounding.objects.get(case=case, group=partner))

    def _answer(self, asked: Sounding, row: Mapping[str, Any], applicant: User | None) -> None:
        """The partner asks back, accepts and consents; so does the applicant, unless they have not yet."""
        theirs = _manager(asked.group)
        if "question" in row:
            sounding.remark(_again(asked), actor=theirs, text=row["question"], by_hub=False)
            sounding.remark(_again(asked), actor=self._staff(asked.case), text=row["reply"], by_hub=True)
        sounding.answer(_again(asked), actor=theirs, accepts=True, conditions=row.get("conditions", ""))
        _consent(asked, theirs, Side.PARTNER)
        if applicant is not None:
            _consent(asked, applicant, Side.APPLICANT)

    def _agree(self, case: Case, asked: Sounding) -> None:
        self.stage.step(case, self._staff(case), result="done")
        self._talk(case, "meeting", "done")
        self._talk(case, "arranging", "done")
        terms = {**self.texts["terms"], "from_on": self.today, "until_on": self.today + PERIOD, "partner": asked.pk}
        self.stage.step(
            case, self._staff(case), outcome_wanted="agreed", reason="双方が役割と費用に合意したため。", **terms
        )  # fmt: skip

    def _fail(self, case: Case, reasons: str) -> None:
        staff = self._staff(case)
        self.stage.step(case, staff, result="failed", reason="条件に合う団体が見つからない。")
        grounds = "3団体に電話で打診したが、いずれも条件が合わなかった。"
        self.stage.step(case, staff, outcome_wanted="refused", reason=grounds, letter_reason=reasons)
        self.stage.step(case, self.stage["approver"], result="decide")

    def _carry_out(self, case: Case, *, ends: bool, by: User) -> None:
        self.stage.step(case, self.stage["approver"], result="decide")
        self.stage.letter(case)
        self._talk(case, "carrying", "interim")
        self._talk(case, "interim", "carry_on")
        if ends:
            self._talk(case, "finished", "finished")
            sheet = {**self.texts["sheet"], "again": True, "may_publish": True}
            reviewing.send_sheet(Case.objects.get(pk=case.pk), actor=by, side=Side.APPLICANT, **sheet)
            return
        self._ask_section(case, self.texts["advice"], section=self.stage["section"])

    def _ask_section(self, case: Case, words: dict[str, str], *, section: User) -> None:
        asked = advising.ask_advice(
            Case.objects.get(pk=case.pk), actor=self._staff(case), section=words["section"], asked_of=section,
            question=words["question"], due_on=self.today + ANSWER_DAYS,
        )  # fmt: skip
        asked = Advice.objects.select_related("case").get(pk=asked.pk)
        advising.give_advice(asked, actor=section, answer=words["answer"])

    def _of_ward(self, row: dict[str, Any]) -> None:
        """The ward asks a group, which has accepted; the ward has not consented yet."""
        hub, staff = self.stage.hubs[0], self.stage["reviewer"]
        case = starting.start_for_ward(
            self.stage.call, actor=staff, hub=hub, section=hub.name, answers={name: row[name] for name in FORM},
            key=uuid.uuid4(), at=timezone.now(),
        )  # fmt: skip
        self._begin(case, row)
        self._answer(self._ask(case, row), row, None)

    def _inquiry(self, row: dict[str, str]) -> None:
        hubs = self.stage.hubs
        asked = inquiring.ask_hubs(
            actor=self.stage["division"], title=row["title"], question=row["question"], hubs=hubs,
            due_on=self.today + ANSWER_DAYS, key=uuid.uuid4(),
        )  # fmt: skip
        owed = asked.answers.get(hub=hubs[1])
        inquiring.answer_inquiry(owed, actor=self.stage["reviewer2"], answer=row["answer"])


def _manager(group: CommunityGroup) -> User:
    return group.memberships.filter(ended_at=None).select_related("user").order_by("pk")[0].user


def _again(asked: Sounding) -> Sounding:
    """Read anew: the demo is one transaction, in which a case that was locked once passes for the newest."""
    return Sounding.objects.select_related("case", "group").get(pk=asked.pk)


def _consent(asked: Sounding, user: User, side: str) -> None:
    consenting.give_consent(_again(asked), actor=user, side=side, name=user.get_full_name(), phone=PHONE, email="")
