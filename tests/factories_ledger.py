"""Entries of the ledger of collaboration, made by the services."""

from __future__ import annotations

import datetime
from typing import Any

from cms.hubs.models import Hub
from cms.people.models import User
from tests.factories_people import make_staff
from workflows.ledger import services
from workflows.ledger.models import Collaboration

PARTNERS = (
    {"kind": "group", "name": "みほん北町会", "part": "当日の運営", "cost_yen": 20_000},
    {"kind": "ward", "name": "防災課", "part": "備蓄品の説明", "cost_yen": 5_000},
)
TEXTS: dict[str, Any] = {
    "topic": None, "area": None, "began_on": datetime.date(2026, 5, 1), "ended_on": datetime.date(2026, 6, 1),
    "agenda_by": "residents", "agenda": "夜の避難が不安だという声から始まった。",
    "done": "夜間の避難訓練を行った。", "learned": "案内役は二人一組がよい。", "cost_note": "講師は無償で協力",
}  # fmt: skip


def make_entry(hub: Hub, title: str = "夜間の避難訓練", *, actor: User | None = None, **given: Any) -> Collaboration:
    given = {"partners": PARTNERS, **TEXTS, **given}
    return services.write_entry(hub, actor=actor or make_staff("reviewer", hub), title=title, **given)


def make_case_study(hub: Hub, title: str = "夜間の避難訓練", **given: Any) -> Collaboration:
    entry = make_entry(hub, title, **given)
    return services.publish(entry, actor=make_staff("chief", hub), confirmed=True)


def entry_data(**changes: Any) -> dict[str, Any]:
    """What the form of an entry posts."""
    lines = {f"partner-{n}-{name}": value for n, one in enumerate(PARTNERS) for name, value in one.items()}
    management = {"partner-TOTAL_FORMS": "3", "partner-INITIAL_FORMS": "0", "partner-2-kind": "group"}
    texts = {**TEXTS, "topic": "", "area": "", "began_on": "2026-05-01", "ended_on": "2026-06-01"}
    return {"title": "夜間の避難訓練", **texts, **lines, **management, **changes}
