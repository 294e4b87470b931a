"""Invented applications at every stage of the procedure, sent and moved by the product's own services."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.config.demo.people import Cast
from cms.people.models import CommunityGroup, Person, User
from cms.people.services.groups import enter_group
from cms.people.services.persons import save_person
from forms.attachments import attach
from forms.budget_field import row_count
from forms.saving import save_section
from forms.versions import definition_of
from media.services import store_upload
from workflows.cases.models import Case
from workflows.cases.services import consultation
from workflows.engine.acting import do_step, find_step
from workflows.engine.withdrawing import withdraw
from workflows.intake.services import begin_paper, enter_draft, start, submit
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
PART = "見積書のうち、講習会で配る茶菓の費用5,000円は、補助の対象となる経費に当たらないため。"
NOTHING = "申請のあった電子回覧板の利用料は、すでに区の別の補助を受けているため。"
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
                upload = paper(str(question.label), group.name)
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


def paper(title: str, group: str) -> SimpleUploadedFile:
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
    # A case keeps the consultation that led to it: the next application of the same group has its own.
    consulted(full, north, hanako, reviewer)
    fresh = send(full, north, hanako, 0)
    checked = send(full, south, taro, 1, notice="post")
    step(checked, reviewer, received_on=today)
    refused = _decided(cast, full, hill, ume, 1, today, outcome_wanted="refused", amount_yen="", letter_reason=NOTHING)
    consulted(full, hill, ume, reviewer2)
    returned = send(full, hill, ume, 3)
    step(returned, reviewer2, received_on=today)
    step(
        returned, reviewer2, result="send_back", sections=["budget"], due_on=timezone.localdate() + timedelta(days=14),
        reason="見積書の金額と支出の金額が合っていません。見積書に合わせて直してください。",
    )  # fmt: skip
    decided = [
        _decided(cast, full, east, hanako, 2, today),
        _decided(cast, full, west, taro, 4, today, notice="post", amount_yen=25_000, letter_reason=PART),
    ]
    return [fresh, checked, refused, returned, *decided, withdrawn, _on_paper(cast, full, today)]


def _on_paper(cast: Cast, call: Call, today: str) -> Case:
    """A group without an account: its form came incomplete, and the request for a correction goes by post."""
    reviewer = cast["reviewer"]
    group = enter_group(
        actor=reviewer, name="みほん西町会", name_kana="みほんにしちょうかい",
        kind=CommunityGroup.Kind.NEIGHBOURHOOD, hub=cast.hubs[0], address="練馬区みほん町4丁目5番6号",
    )  # fmt: skip
    title, purpose, amount, cost = ACTIVITIES[1]
    draft = begin_paper(call, actor=reviewer, group=group)
    given = {**_texts(title, purpose, "post"), **_budget(cost, amount)}
    for section in definition_of(draft.version).sections:
        row = draft.sections.get(key=section.key)
        save_section(draft, actor=reviewer, section=section.key, data={**row.raw, **given}, seen_revision=row.revision)
    person = save_person(Person(), actor=reviewer, name="例示 三郎", name_kana="レイジ サブロウ", phone="03-0000-0000")
    scan = store_upload(owner=reviewer, upload=paper("交付申請書", group.name))
    case = enter_draft(draft, actor=reviewer, person=person, scan=scan, received_at=timezone.now())
    if case.step == "consultation":
        step(case, reviewer, held_on=today, record_text="窓口で相談を受けた。")
    step(case, reviewer, received_on=today)
    return step(
        case, reviewer, result="send_back", sections=["files"], due_on=timezone.localdate() + timedelta(days=14),
        reason="会則と役員名簿が添付されていません。写しを提出してください。",
    )  # fmt: skip


def _decided(
    cast: Cast,
    call: Call,
    group: CommunityGroup,
    user: User,
    number: int,
    today: str,
    *,
    notice: str = "electronic",
    **draft: Any,
) -> Case:
    """A decided case: granted in full, unless ``draft`` says otherwise."""
    reviewer = cast["reviewer"] if group.hub_id == cast.hubs[0].pk else cast["reviewer2"]
    case = send(call, group, user, number, notice=notice)
    step(case, reviewer, received_on=today)
    step(case, reviewer, result="forward", opinion="申請書と添付書類を確認した。")
    case.refresh_from_db()
    given = {"outcome_wanted": "granted", "amount_yen": case.requested_yen, "reason": "要綱の交付要件により算定した。"}
    step(case, cast["division"], **{**given, **draft})
    return step(case, cast["approver"], result="decide")
