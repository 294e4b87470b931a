"""One application as a person types it, the hub's interviews, and every way to the letter: for tests and demo data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from workflows.cases.models import Case
from workflows.engine.examples import Elsewhere, Example, Move
from workflows.kinds.volunteering.models import Recruitment, Slot

ANSWERS = {
    "person": {
        "name": "見本 花子", "name_kana": "ミホン ハナコ", "born_on": "1990-05-01", "postal_code": "176-0001",
        "address": "練馬区見本町1-2-3", "phone": "03-0000-0000", "email": "hanako@example.jp",
    },
    "wish": {
        "tie": "lives", "reason": "地域の話を多くの人に伝えたいため。", "skills": "写真、文章",
        "availability": "土日の午前",
    },
    "guardian": {},
    "notice": {"notice": "electronic"},
}  # fmt: skip
FACTS = {
    "role": "地域情報協力員", "places": 3, "period": "委嘱の日から年度末まで（再任できます）",
    "duties": "地域の行事や活動を取材すること。\n記事や写真を拠点に届けること。",
    "conditions": "区内に住んでいるか、働いているか、通学していること。", "youngest": 15,
    "reward": "記事1本につき図書カード500円分", "insurance": "区が加入するボランティア保険",
    "criteria": "熱意\n文章力\n地域とのかかわり", "scorers": 2, "writes_articles": True,
}  # fmt: skip


def prepare(case: Case) -> None:
    """The facts of the call, and two interviews of the case's hub in the days to come."""
    recruitment, _made = Recruitment.objects.get_or_create(call_id=case.call_id, defaults=FACTS)
    for days in (7, 8):
        Slot.objects.get_or_create(
            recruitment=recruitment,
            hub_id=case.hub_id,
            starts_at=(timezone.localtime() + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0),
            place="拠点の会議室",
            defaults={"capacity": 100},
        )


def first_slot(case: Case) -> int:
    return Slot.objects.filter(recruitment__call_id=case.call_id, hub_id=case.hub_id).order_by("starts_at")[0].pk


def points(case: Case, value: int = 4) -> dict[str, Any]:
    """As the page of a scorer asks for them: one field a criterion."""
    count = len(Recruitment.objects.get(call_id=case.call_id).criteria_list)
    return {f"points_{number}": value for number in range(count)}


TAKEN: Move = ("receive", "done", {"received_on": "today"})
CHECKED: Move = ("hub_check", "forward", {"result": "forward", "opinion": "書類はそろっている。"})
CHOSEN = Elsewhere("slot", "volunteering:slot", {"slot": first_slot}, by="applicant")
SCORED = Elsewhere("interview", "volunteering_desk:score", points, by="staff")
MET: list[Move] = [TAKEN, CHECKED, CHOSEN, SCORED, SCORED, ("interview", "done", {"result": "done", "note": ""})]
GROUNDS = {"reason": "選考の結果による。", "letter_reason": "", "conditions": ""}
DECIDED: Move = ("decision", "decide", {"result": "decide"})

example = Example(
    answers=ANSWERS,
    letters={
        "appointed": "委嘱状", "waiting": "補欠登録通知書", "refused": "選考結果通知書",
        "promoted": "委嘱状（補欠から）", "renewed": "委嘱状（更新）", "not_renewed": "委嘱の更新についての通知書",
        "dismissed": "解嘱通知書",
    },
    ways={
        "appointed": [*MET, ("draft", "done", {"outcome_wanted": "appointed", **GROUNDS}), DECIDED],
        "waiting": [*MET, ("draft", "done", {"outcome_wanted": "waiting", **GROUNDS}), DECIDED],
        "refused": [
            *MET,
            ("draft", "done", {"outcome_wanted": "refused", **GROUNDS, "letter_reason": "応募者が多数のため。"}),
            DECIDED,
        ],
        "stayed_away": [
            TAKEN, CHECKED, CHOSEN, ("interview", "again", {"result": "again", "note": ""}), CHOSEN,
            ("interview", "absent", {"result": "absent", "note": "連絡がない。"}),
        ],
        "corrected": [
            TAKEN,
            (
                "hub_check", "send_back",
                {"result": "send_back", "sections": ["wish"], "reason": "動機を詳しく。", "due_on": "later"},
            ),
        ],
    },
    prepare=prepare,
)  # fmt: skip
