"""Invented applications at every stage of the procedure, sent and moved by the product's own services."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.config.demo.people import Cast
from cms.people.models import CommunityGroup, User
from forms.attachments import attach
from forms.budget_field import row_count
from forms.saving import save_section
from forms.versions import definition_of
from workflows.cases.models import Case
from workflows.cases.services import consultation
from workflows.engine.acting import do_step, find_step
from workflows.engine.withdrawing import withdraw
from workflows.intake.services import start, submit
from workflows.programmes.models import Call

ACTIVITIES = (
    ("町会ホームページの開設", "行事や防災の情報を、若い世代にも届くように発信する。", 48_000, "commission"),
    ("電子回覧板の導入", "回覧にかかる日数を短くし、役員の負担を減らす。", 36_000, "communication"),
    (
        "オンライン役員会のための機器整備",
        "仕事や介護で集まれない役員も会議に参加できるようにする。",
        70_000,
        "equipment",
    ),
    ("会費のキャッシュレス集金", "集金で各戸を回る班長の負担を減らす。", 25_000, "fees"),
    ("スマートフォン講習会の開催", "高齢の会員が電子回覧板を読めるようにする。", 30_000, "training"),
)
SHEET = '#set page("a5")\n#set text(font: "Noto Sans JP", lang: "ja")\n= {title}\n\n{group}\n\n見本の書類です。'


def consulted(call: Call, group: CommunityGroup, user: User, reviewer: User) -> None:
    """The group has had its prior consultation."""
    asked = consultation.request_consultation(
        call, actor=user, group=group, at=timezone.now(), wish="対象になる費用を確認したい。",
        wanted_dates="平日の午後", contact_phone="03-0000-0000",
    )  # fmt: skip
    consultation.hold(
        asked, actor=reviewer, held_on=timezone.localdate(), record="費用の区分と見積書の取り方を説明した。"
    )


def send(call: Call, group: CommunityGroup, user: User, number: int, *, notice: str = "electronic") -> Case:
    """A complete application of ``group``, written section by section and sent."""
    title, purpose, amount, cost = ACTIVITIES[number % len(ACTIVITIES)]
    draft = start(call, actor=user, group=group, at=timezone.now())
    given = {**_texts(title, purpose, notice), **_budget(cost, amount)}
    for section in definition_of(draft.version).sections:
        row = draft.sections.get(key=section.key)
        data = {**row.raw, **given}
        save_section(draft, actor=user, section=section.key, data=data, seen_revision=row.revision)
        for question in section.file_questions:
            if question.required:
                upload = _paper(str(question.label), group.name)
                attach(draft, actor=user, question=question.key, upload=upload)
    return submit(draft, actor=user, arrived_at=timezone.now())


def _texts(title: str, purpose: str, notice: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "notice": notice,
        "title": title,
        "purpose": purpose,
        "content": f"{title}に必要な準備を行い、会員への説明会を2回開催する。",
        "place": "みほん町会会館",
        "from_on": (today + timedelta(days=30)).isoformat(),
        "until_on": (today + timedelta(days=120)).isoformat(),
        "effect": "会員同士の連絡が早くなり、行事への参加が増える。",
    }


def _budget(cost: str, amount: int) -> dict[str, str]:
    lines: dict[str, str] = {"requested_yen": str(amount)}
    for name, kind, words in (("expenses", cost, "見積書のとおり"), ("income", "grant", "この補助金")):
        lines |= {f"{name}-rows": "1", f"{name}-0-kind": kind, f"{name}-0-description": words}
        lines[f"{name}-0-amount"] = str(amount)
        assert row_count(name, lines) == 1
    return lines


def _paper(title: str, group: str) -> SimpleUploadedFile:
    """A one-page PDF with the name of the paper."""
    source = io.BytesIO(SHEET.format(title=title, group=group).encode())
    return SimpleUploadedFile(f"{title}.pdf", typst.compile(source.getvalue()), content_type="application/pdf")


def step(case: Case, actor: User, **data: Any) -> Case:
    """``actor`` does the open step of the case through its form."""
    case.refresh_from_db()
    task = find_step(case_id=case.pk, task_id=case.open_task or 0, audience="staff")
    form = task.flow_task.form(data, case=case)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return do_step(
        task, actor=actor, outcome=form.outcome(), service=form.service(), seen_revision=case.revision,
        data=form.data_for_service(),
    )  # fmt: skip


def make_applications(cast: Cast, full: Call) -> list[Case]:
    """One case at every stage, each of a group of its own; the letters that are owed are made by the worker."""
    today = timezone.localdate().isoformat()
    reviewer, reviewer2 = cast["reviewer"], cast["reviewer2"]
    north, south, hill, east, west = cast.groups
    hanako, taro, ume = cast["hanako"], cast["taro"], cast["ume"]
    near = ((north, hanako), (south, taro), (east, hanako), (west, taro))
    for group, user, staff in (*((group, user, reviewer) for group, user in near), (hill, ume, reviewer2)):
        consulted(full, group, user, staff)
    withdrawn = send(full, north, hanako, 3)
    withdraw(withdrawn, actor=hanako, reason="内容を改めて申請し直すため")
    fresh = send(full, north, hanako, 0)
    checked = send(full, south, taro, 1, notice="post")
    step(checked, reviewer, received_on=today)
    returned = send(full, hill, ume, 3)
    step(returned, reviewer2, received_on=today)
    step(
        returned, reviewer2, result="send_back", sections=["budget"], due_on=timezone.localdate() + timedelta(days=14),
        reason="見積書の金額と支出の金額が合っていません。見積書に合わせて直してください。",
    )  # fmt: skip
    decided = [_granted(cast, full, east, hanako, 2, today), _granted(cast, full, west, taro, 4, today, "post")]
    return [fresh, checked, returned, *decided, withdrawn]


def _granted(
    cast: Cast, call: Call, group: CommunityGroup, user: User, number: int, today: str, notice: str = "electronic"
) -> Case:
    case = send(call, group, user, number, notice=notice)
    step(case, cast["reviewer"], received_on=today)
    step(case, cast["reviewer"], result="forward", opinion="要件を満たし、費用の算定も適切である。")
    case.refresh_from_db()
    step(
        case, cast["division"], outcome_wanted="granted", amount_yen=case.requested_yen,
        reason="要綱の交付要件に適合するため。",
    )  # fmt: skip
    return step(case, cast["approver"], result="decide")
